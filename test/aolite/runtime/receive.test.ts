import { describe, expect, it } from "vitest";
import { AO_MODULES, MODULE_NATIVES, openModule } from "../../../src/aolite/modules/index.ts";
import { openRuntime, RUNTIME_KINDS, type Runtime, runtimeOf } from "../../../src/aolite/runtime/index.ts";
import { librariesOf } from "../../../src/api/options.ts";
import { COMPILER } from "../../../src/compiler/compile.ts";
import { SNAPSHOT_KINDS, snapshotNatives } from "../../../src/stdlib/snapshotKinds.ts";
import { CallContext } from "../../../src/vm/callContext.ts";
import { callFromHost } from "../../../src/vm/run.ts";
import { cloneState } from "../../../src/vm/snapshot/clone.ts";
import { decodeState } from "../../../src/vm/snapshot/decoder.ts";
import { encodeState } from "../../../src/vm/snapshot/encoder.ts";
import type { SnapshotRegistry } from "../../../src/vm/snapshot/registry.ts";
import { DEFAULT_LIMITS } from "../../../src/vm/state.ts";
import { LuaTable } from "../../../src/vm/table.ts";
import { type LuaValue, NativeFunction } from "../../../src/vm/value.ts";
import { newState, type Plain, ProcessRun, plain } from "./processRun.ts";

const data = (response: { [key: string]: Plain }): Plain =>
  (response.Output as { [key: string]: Plain } | undefined)?.data;

describe("AO 3.5 waiting", () => {
  it("goes on in the evaluation of the message that matches, which takes what is sent and printed", () => {
    const p = new ProcessRun();
    p.run(`Handlers.add("w", "Wait", function(msg)
      print("waits")
      local answer = Receive({ Action = "Answer" })
      print(answer.Data .. " for " .. msg.From)
      msg.reply({ Data = "done" })
    end)`);
    expect(data(p.handle({ From: "A", tags: { Action: "Wait" } }))).toBe("waits");
    expect(data(p.handle({ From: "B", tags: { Action: "Other" } }))).toContain("New Message From");
    const response = p.handle({ From: "B", Data: "42", tags: { Action: "Answer" } });
    expect(data(response)).toBe("42 for A");
    expect(response.Messages).toMatchObject([{ Target: "A", Data: "done" }]);
    expect(p.get("#Handlers.coroutines")).toBe(0);
  });

  it("serves the newest waiter first, one per message", () => {
    const p = new ProcessRun();
    p.run('Handlers.add("w", "Wait", function(msg) Receive("Go") print(msg.Data) end)');
    for (const Data of ["1", "2", "3"]) p.handle({ Data, tags: { Action: "Wait" } });
    expect(p.get("#Handlers.coroutines")).toBe(3);
    const shown = [1, 2, 3].map(() => data(p.handle({ tags: { Action: "Go" } })));
    expect(shown).toEqual(["3", "2", "1"]);
  });

  it("works in pcall, loops, nested calls, metamethods, comparators, replacements and iterators", () => {
    const p = new ProcessRun();
    p.run(`local function wait() return tonumber(Receive("Go").Data) end
      Handlers.add("w", "Wait", function()
        local log = {}
        local ok, err = pcall(function() log[#log + 1] = wait() error("caught", 0) end)
        log[#log + 1] = err
        for i = 1, 2 do log[#log + 1] = (function() return wait() end)() end
        log[#log + 1] = (setmetatable({}, { __add = function() return wait() end }) + 1)
        local t = { 3, 1, 2 } table.sort(t, function(a, b) wait() return a < b end)
        log[#log + 1] = table.concat(t)
        log[#log + 1] = (("ab"):gsub(".", function(c) return c .. wait() end))
        for i in (function(_, n) if n < 1 then return n + wait() end end), nil, 0 do log[#log + 1] = "i" .. i end
        print(table.concat(log, " "))
      end)`);
    let shown: Plain = data(p.handle({ tags: { Action: "Wait" } }));
    for (let i = 0; i < 30 && shown === ""; i++) shown = data(p.handle({ Data: "7", tags: { Action: "Go" } }));
    expect(shown).toBe("7 caught 7 7 7 123 a7b7 i7");
  });

  it("an error of a woken handler is that of the waking message; the waiter is gone", () => {
    const p = new ProcessRun();
    p.run(`Handlers.add("w", "Wait", function() Receive("Go") error("later", 0) end)
      Handlers.add("g", "Go", function() print("handled") end)`);
    p.handle({ tags: { Action: "Wait" } });
    expect(p.handle({ tags: { Action: "Go" } }).Error).toMatch(/later$/);
    expect(data(p.handle({ tags: { Action: "Go" } }))).toBe("handled");
  });

  it("[better] a coroutine of the program's own may end without results; one that is dead is not woken", () => {
    const p = new ProcessRun();
    p.run(`Handlers.add("w", "Wait", function() co = coroutine.create(function() Receive("Go") woken = true end)
      print(select(2, coroutine.resume(co))) end)`);
    expect(data(p.handle({ tags: { Action: "Wait" } }))).toBe("Go");
    expect(p.handle({ tags: { Action: "Go" } })).toHaveProperty("Output");
    expect(p.get("woken")).toBe(true);
    p.handle({ tags: { Action: "Wait" } });
    p.run("coroutine.resume(co)");
    expect(p.handle({ tags: { Action: "Go" } })).toHaveProperty("Output");
  });

  it("the entry of a waiter is first, and stays until its coroutine waits again or ends", () => {
    const p = new ProcessRun();
    p.run(`Handlers.add("w", "Wait", function()
        Receive({ Action = "Go", Kind = "k" })
        first = Handlers.list[1].name
        Receive("Again")
        second = Handlers.list[1].name .. Handlers.list[2].name
      end)`);
    p.handle({ tags: { Action: "Wait" } });
    expect(
      p.get("{ Handlers.list[1].name, Handlers.list[1].maxRuns, Handlers.list[1].pattern, Handlers.onceNonce }"),
    ).toEqual(["_once_0", 1, { Action: "Go", Kind: "k" }, 1]);
    p.handle({ tags: { Action: "Go" } });
    expect(p.get("first")).toBeUndefined();
    p.handle({ tags: { Action: "Go", Kind: "k" } });
    expect(p.get("{ first, Handlers.list[1].name, #Handlers.coroutines }")).toEqual(["_once_0", "_once_1", 1]);
    expect(p.get("Handlers.list[2].name")).not.toBe("_once_0");
    p.handle({ tags: { Action: "Again" } });
    expect(p.get("second")).toMatch(/^_once_1/);
    expect(p.get("{ Handlers.list[1].name, #Handlers.coroutines }")).toEqual(["APM.DownloadResponse", 0]);
  });

  it("a pattern may be a function; each waiter gets the message that it waited for", () => {
    const p = new ProcessRun();
    p.run(`got = {}
      Handlers.add("w", "Wait", function(msg)
        local answer = Receive(function(m) return m.Action == "Go" and m.To == msg.Data end)
        got[#got + 1] = msg.Data .. answer.Data
      end)`);
    for (const Data of ["a", "b"]) p.handle({ Data, tags: { Action: "Wait" } });
    for (const To of ["a", "b"]) p.handle({ Data: ` for ${To}`, tags: { Action: "Go", To } });
    expect(p.get("got")).toEqual(["a for a", "b for b"]);
  });

  it("gives one value to who waits, and shows the pattern alone to who resumed it", () => {
    const p = new ProcessRun();
    p.run(`Handlers.add("w", "Wait", function() count = select("#", Receive("Go")) end)
      co = coroutine.create(function() count2 = select("#", Receive("Go2")) end)
      resumed = table.pack(coroutine.resume(co))`);
    p.handle({ tags: { Action: "Wait" } });
    p.handle({ tags: { Action: "Go" } });
    p.handle({ tags: { Action: "Go2" } });
    expect(p.get("{ count, count2, resumed.n, resumed[2] }")).toEqual([1, 1, 2, "Go2"]);
  });

  it("waiters that wake waiters without end are an error, of the message alone", () => {
    const p = new ProcessRun();
    p.run(`waiting = 0
      Handlers.add("w", "Wait", function()
        local n = waiting waiting = n + 1
        Receive(function(m) return m.Action == "Go" and m.N == n end)
        Handlers.evaluate({ Action = "Go", N = n + 1 }, ao.env)
      end)`);
    for (let i = 0; i < 250; i++) p.handle({ tags: { Action: "Wait" } });
    expect(p.handle({ root: { N: 0 }, tags: { Action: "Go" } }).Error).toMatch(/C stack overflow$/);
    expect(data(p.eval("1 + 1"))).toBe("2");
  });

  it("wants a pattern; a bad one is an error where it is called", () => {
    const p = new ProcessRun();
    p.run("Handlers.add('w', 'Wait', function() Receive(5) end)");
    expect(p.handle({ tags: { Action: "Wait" } }).Error).toContain("Invalid arguments given. Expected: ");
    expect(p.get("Handlers.onceNonce")).toBe(0);
  });

  it("outside any coroutine is an error, and nothing is registered", () => {
    const p = new ProcessRun();
    p.run("Handlers.list = {}");
    expect(p.errorOf('Receive("x")')).toBe("attempt to yield from outside a coroutine");
    expect(p.errorOf('Handlers.receive("x")')).toBe("attempt to yield from outside a coroutine");
    expect(p.get("#Handlers.list")).toBe(0);
  });

  it("msg.reply(...).receive() asks and waits", () => {
    const p = new ProcessRun();
    p.run('Handlers.add("q", "Ask", function(msg) print(msg.reply({ Data = "?" }).receive().Data) end)');
    p.handle({ From: "A", tags: { Action: "Ask" } });
    expect(data(p.handle({ From: "A", Data: "!", tags: { "X-Reference": "1" } }))).toBe("!");
  });
});

// ------------------------------------------------------------------ snapshots

/** What can be reached from these tables, natives without upvalues by name. */
function nativesOf(version: "5.3" | "5.4"): Map<string, NativeFunction> {
  const byId = snapshotNatives(version, librariesOf(version, "all"));
  const known = new Set(byId.values());
  const cx = newState(version);
  openRuntime(cx, cx.globals, { id: "", module: "" });
  for (const module of AO_MODULES) openModule(cx, module);
  const add = (fn: NativeFunction): void => {
    if (fn.upvalues.length > 0 || known.has(fn)) return;
    known.add(fn);
    let id = fn.name;
    while (byId.has(id)) id += "'";
    byId.set(id, fn);
  };
  const seen = new Set<LuaValue>();
  const pending: LuaValue[] = [cx.loaded, cx.globals, cx.registry, ...MODULE_NATIVES];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    if (seen.has(v)) continue;
    seen.add(v);
    if (v instanceof NativeFunction) {
      add(v);
      for (const up of v.upvalues) if (typeof up === "object") pending.push(up);
    } else if (v instanceof LuaTable) {
      if (v.meta !== null) pending.push(v.meta);
      v.forEachEntry((_: LuaValue, x: LuaValue) => {
        if (typeof x === "object") pending.push(x);
      });
    }
  }
  return byId;
}

const KINDS = {
  ...SNAPSHOT_KINDS,
  closures: { ...SNAPSHOT_KINDS.closures, ...RUNTIME_KINDS.closures },
  states: { ...SNAPSHOT_KINDS.states, ...RUNTIME_KINDS.states },
  payloads: { ...SNAPSHOT_KINDS.payloads, ...RUNTIME_KINDS.payloads },
  caches: [...SNAPSHOT_KINDS.caches, ...RUNTIME_KINDS.caches],
  fixtures: [...SNAPSHOT_KINDS.fixtures, ...RUNTIME_KINDS.fixtures],
};

function registryOf(version: "5.3" | "5.4"): SnapshotRegistry {
  const nativesById = nativesOf(version);
  const natives = new Map([...nativesById].map(([id, fn]) => [fn, id]));
  const none = { internals: {}, sections: {}, runs: () => [] };
  return { ...KINDS, ...none, nativesById, natives, hostId: () => undefined, hostById: () => undefined };
}

const PROGRAM = `
  local bint = require(".bint")(128)
  local function wait() return Receive({ Action = "Go" }).Data end
  total = bint(0)
  Handlers.once("start", "Wait", function(msg)
    local words = { "c", "a", "b" }
    table.sort(words, function(a, b) total = total + #wait() return a < b end)
    local ok, err = pcall(function() error(wait(), 0) end)
    local text = ("x-y"):gsub("%a", function(c) return c .. wait() end)
    local answer = msg.reply({ Data = "?" }).receive()
    local other = ao.send({ Target = "T" }).receive()
    print(table.concat(words) .. err .. text .. answer.Data .. other.Data .. tostring(total) .. math.random(1000))
    msg.forward("F")
  end)
  Handlers.add("assign", "Later", { [{ Kind = "k" }] = function(m) print("resolved " .. m.Kind .. Receive("Go").Data) end })
  ao.addAssignable("a", function(m) return m.Kind == "k" end)
  Handlers.before("assign").add("noop", function() return false end, print)
`;

/** Messages one after the other; the handler waits between nearly all of them. */
const STEPS: readonly Parameters<ProcessRun["message"]>[0][] = [
  { From: "A", Data: "start", tags: { Action: "Wait" } },
  ...["1", "22", "333", "4444", "5"].map((Data) => ({ From: "B", Data, tags: { Action: "Go" } })),
  { From: "A", Data: "answer", tags: { "X-Reference": "1" } },
  { From: "C", Target: "else", tags: { Action: "Later", Kind: "k" } },
  { From: "T", Data: "other", tags: { "X-Reference": "2" } },
  { From: "B", Data: "!", tags: { Action: "Go" } },
  { tags: { Action: "Eval" }, Data: "#Inbox" },
];

/** The responses when `move` replaces the engine before each message. */
function responses(version: "5.3" | "5.4", move: (cx: CallContext) => CallContext): Plain[] {
  const p = new ProcessRun({ version });
  p.run(PROGRAM);
  // messages are made by an engine of their own and written as code
  const source = (fields: Parameters<ProcessRun["message"]>[0], n: number): string => {
    const { From = "OWNER", Data, Target = "PID", tags = {} } = fields;
    const list = Object.entries(tags).map(([name, value]) => `{ name = "${name}", value = "${value}" }`);
    return `return { From = "${From}", Owner = "${From}", Target = "${Target}", Id = "m${n}", Timestamp = ${n}, Module = "M",
      Data = ${Data === undefined ? "nil" : JSON.stringify(Data)}, Tags = { { name = "Reference", value = "1" }, ${list.join(", ")} } },
      { Process = { Id = "PID", Owner = "OWNER", Tags = {} } }`;
  };
  let cx = p.cx;
  return STEPS.map((fields, n) => {
    cx = move(cx);
    const runtime = runtimeOf(cx) as Runtime;
    const chunk = (cx.globals.getStr("load") as LuaValue) ?? undefined;
    const [message] = callFromHost(cx, chunk, [source(fields, n)]);
    return plain(callFromHost(cx, runtime.handle, callFromHost(cx, message, []))[0]);
  });
}

describe("a process that waits can be saved, restored and copied at every message", () => {
  for (const version of ["5.3", "5.4"] as const) {
    it(version, () => {
      const plainly = responses(version, (cx) => cx);
      expect(plainly.filter((r) => (r as { Error?: string }).Error !== undefined)).toEqual([]);
      const shown = plainly.map((r) => data(r as { [key: string]: Plain }));
      expect(shown.filter((text) => text !== "")).toEqual(["abc333x4444-y5answerother3300", "resolved k!", "0"]);
      const registry = registryOf(version);
      const options = { omitMeter: false, strip: false, omitHistory: false };
      const restored = responses(version, (cx) => {
        const fresh = newState(version);
        decodeState(encodeState(cx, registry, options), fresh, registry);
        return fresh;
      });
      expect(restored).toEqual(plainly);
      const copied = responses(version, (cx) => {
        const copy = new CallContext(version, {}, DEFAULT_LIMITS);
        copy.compiler = COMPILER;
        cloneState(cx, copy, {
          ...KINDS,
          internals: {},
          sections: {},
          runs: [],
          isImage: false,
          counterpart: null,
        }).settle();
        expect(encodeState(copy, registry, options)).toEqual(encodeState(cx, registry, options));
        return copy;
      });
      expect(copied).toEqual(plainly);
    });
  }
});
