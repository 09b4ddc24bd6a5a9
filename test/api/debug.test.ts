import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createLua,
  type Execution,
  type HookMask,
  type Lua,
  LuaRuntimeError,
  LuaSyntaxError,
} from "../../src/api/index.ts";
import { type InstructionCounts, runOnOwn } from "../support/ownLua.ts";
import { DIALECTS, expectedOutcome, readScripts, showOutcome } from "../support/scriptFile.ts";

const RECORDED = JSON.parse(
  readFileSync(join(import.meta.dirname, "../recorded/instructions.json"), "utf8"),
) as InstructionCounts;

describe("runs that are watched", () => {
  const masks: [string, HookMask][] = [
    ["line by line", { line: true }],
    ["by calls, returns and counts", { call: true, return: true, count: 3 }],
  ];
  it.each(masks)(
    "%s do and cost the same: all scripts",
    (_, mask) => {
      let events = 0;
      let scripts = 0;
      for (const script of readScripts()) {
        for (const dialect of DIALECTS) {
          if (!script.dialects.includes(dialect)) continue;
          // watching is slow: the long ones do nothing new
          if (RECORDED[script.name]?.[dialect]?.every((cost) => cost <= 20_000) !== true) continue;
          scripts++;
          script.chunks.forEach((chunk) => {
            const outcome = runOnOwn(chunk, dialect, undefined, (lua) => {
              lua.debug.hook(mask, () => {
                events++;
              });
            });
            expect(showOutcome(outcome), script.name).toBe(showOutcome(expectedOutcome(chunk, dialect)));
            const { instructions } = runOnOwn(chunk, dialect);
            expect(outcome.instructions, `${script.name} ${dialect}`).toBe(instructions);
          });
        }
      }
      expect(scripts).toBeGreaterThan(300);
      expect(events).toBeGreaterThan(10_000);
    },
    300_000,
  );
});

const source = (lines: readonly string[]): string => lines.join("\n");

/** Steps until the execution ends or a debugger pauses it. */
function go(execution: Execution): ReturnType<Execution["step"]> {
  const result = execution.step();
  expect(result.state).not.toBe("failed");
  return result;
}

describe("hooks", () => {
  it("see the lines of all coroutines and executions, beside the hook of the script", () => {
    const lua = createLua({ libs: "all" });
    const seen: string[] = [];
    const remove = lua.debug.hook({ line: true }, ({ kind, frame }) => {
      expect(kind).toBe("line");
      seen.push(`${frame.chunk}:${frame.line}@${frame.thread}`);
    });
    const text = source([
      "local n = 0",
      "debug.sethook(function() n = n + 1 end, 'l')",
      "local co = coroutine.wrap(",
      "function()",
      "  coroutine.yield()",
      "end)",
      "co()",
      "debug.sethook()",
      "return n",
    ]); // prettier-ignore
    const [own] = lua.runSync(text, { chunkName: "@a.lua" });
    const unhooked = createLua({ libs: "all" }).runSync(text, { chunkName: "@a.lua" });
    expect([own]).toEqual(unhooked);
    expect(seen.filter((at) => at !== "a.lua:2@0")).toEqual([
      ...["a.lua:1@0", "a.lua:3@0", "a.lua:6@0", "a.lua:3@0", "a.lua:7@0", "a.lua:5@1", "a.lua:8@0", "a.lua:9@0"],
    ]);
    remove();
    const before = seen.length;
    lua.runSync("local x = 1\nreturn x");
    expect(seen.length).toBe(before);
  });

  it("line events are those that the script's own hook sees", () => {
    const program = source([
      "local function f(n)",
      "  if n == 0 then return 0 end",
      "  for i = 1, 2 do",
      "    n = n - 1; n = n + 1",
      "  end",
      "  return f(n - 1)",
      "end",
      "while true do",
      "  f(2)",
      "  break",
      "end",
      "for k in pairs({ 1, 2 }) do local _ = k end",
      "pcall(error)",
    ]);
    for (const version of ["5.3", "5.4"] as const) {
      const wrapped = `local seen = {}\ndebug.sethook(function(_, l) seen[#seen + 1] = l end, "l")\nload(..., "@p.lua")()\ndebug.sethook() return table.concat(seen, " ")`;
      const [own] = createLua({ version, libs: "all" }).runSync(wrapped, { args: [program] });
      const lua = createLua({ version, libs: "all" });
      const seen: number[] = [];
      lua.debug.hook({ line: true }, ({ frame }) => {
        if (frame.chunk === "p.lua") seen.push(frame.line);
      });
      lua.runSync(program, { chunkName: "@p.lua" });
      expect(` ${String(own)} `).toContain(` ${seen.join(" ")} `);
      expect(seen.length).toBeGreaterThan(20);
    }
  });

  it("see calls, tail calls and returns, of natives too", () => {
    const lua = createLua({ libs: "all" });
    const seen: string[] = [];
    const text = source([
      "local function f() return 1 end",
      "local function g() return f() end",
      "g()",
      "pcall(string.rep, 'x', 1)",
      "table.sort({2, 1}, function(a, b) return a < b end)",
    ]); // prettier-ignore
    lua.debug.hook({ call: true, return: true }, ({ kind, frame }) => {
      seen.push(`${kind} ${frame.name ?? frame.kind}`);
    });
    lua.runSync(text);
    expect(seen).toEqual([
      ...["call main", "call g", "tailcall lua", "return lua"],
      ...["call pcall", "call string.rep", "return string.rep", "return pcall"],
      ...["call sort", "call lua", "return lua", "return sort", "return main"],
    ]);
  });

  it("count instructions, and what they throw is the host's alone", () => {
    const reported: unknown[] = [];
    const target = globalThis as { reportError?: (error: unknown) => void };
    target.reportError = (error) => reported.push(error);
    try {
      const lua = createLua();
      let counted = 0;
      lua.debug.hook({ count: 10 }, () => {
        counted++;
        throw new Error("mine");
      });
      // 31: compiling it
      expect(lua.runSync("for i = 1, 100 do end  return 7")).toEqual([7]);
      expect(counted).toBe(Math.floor((lua.meter.instructions - 31) / 10));
      expect(reported).toHaveLength(counted);
    } finally {
      delete target.reportError;
    }
  });
});

describe("pausing", () => {
  const text = source([
    "local function add(a, b, ...)", // 1
    "  local sum = a + b", // 2
    "", // 3
    "  -- comment", // 4
    "  sum = sum * 2", // 5
    "  return sum, select('#', ...)", // 6
    "end", // 7
    "local captured = 5", // 8
    "local function outer() captured = captured + 1; return add(captured, 10, 'v', 'w') end", // 9
    "return coroutine.wrap(function() local r, n = outer() return r, n end)()", // 10
  ]);

  it("at a breakpoint, whose line moves to the next one with code, in a coroutine", () => {
    const lua = createLua({ libs: "all" });
    const breakpoint = lua.debug.breakpoint("main.lua", 3);
    expect(breakpoint.verifiedLine).toBe(3);
    const execution = lua.start(text, { chunkName: "@main.lua" });
    expect(breakpoint.verifiedLine).toBe(5);
    const result = go(execution);
    expect(result).toMatchObject({ state: "ready", paused: { reason: "breakpoint", breakpoint } });
    expect(execution.paused?.frame).toMatchObject({ line: 5, chunk: "main.lua", kind: "lua", thread: 1 });
    expect(execution.traceback().map(({ kind, name, line, thread }) => [kind, name, line, thread])).toEqual([
      ["lua", undefined, 5, 1],
      ["tail", undefined, -1, 1],
      ["lua", undefined, 10, 1],
      ["host", "coroutine.wrap", -1, 0],
      ["main", undefined, 10, 0],
    ]);
    expect(go(execution)).toEqual({ state: "done", values: [32, 2] });
    expect(execution.paused).toBeUndefined();
    expect(execution.traceback()).toEqual([]);
  });

  it("evaluation reads and assigns locals, upvalues and globals, and costs the script nothing", () => {
    const lua = createLua({ libs: "all" });
    const plain = createLua({ libs: "all" });
    plain.runSync(text, { chunkName: "@main.lua" });
    lua.debug.breakpoint("@main.lua", 5);
    const outer = lua.debug.breakpoint("@main.lua", 9);
    const execution = lua.start(text, { chunkName: "@main.lua" });
    const evaluate = (what: string, level = 0): unknown[] => lua.debug.evaluate(what, execution.traceback()[level]!);
    go(execution);
    expect(execution.paused?.breakpoint).toBe(outer);
    // the definition of the function, in the main chunk
    expect(evaluate("captured, add ~= nil")).toEqual([5, true]);
    go(execution);
    expect(evaluate("captured")).toEqual([5]);
    evaluate("captured = 40");
    go(execution);
    expect(evaluate("a, b, sum, ...")).toEqual([41, 10, 51, "v", "w"]);
    expect(evaluate("undefinedGlobal")).toEqual([undefined]);
    evaluate("sum = 100; made = a");
    expect(lua.globals.get("made")).toBe(41);
    expect(evaluate("captured", 4)).toEqual([41]);
    expect(() => evaluate("a +")).toThrow(LuaSyntaxError);
    expect(() => evaluate("nil + 1")).toThrow(LuaRuntimeError);
    expect(() => evaluate("while true do end")).toThrow(/instructions limit/);
    expect(() => evaluate("1", 3)).toThrow(TypeError);
    const stale = execution.traceback()[0]!;
    expect(go(execution)).toEqual({ state: "done", values: [200, 2] });
    expect(() => lua.debug.evaluate("1", stale)).toThrow(TypeError);
    expect(lua.meter.instructions).toBe(plain.meter.instructions);
    expect(execution.meter.instructions).toBe(plain.meter.instructions - text.length);
  });

  it("conditions decide, and one that fails pauses", () => {
    const lua = createLua({ libs: "all" });
    const loop = source(["local t = {}", "for i = 1, 5 do", "  t[i] = i * i", "end", "return #t"]);
    const breakpoint = lua.debug.breakpoint("l.lua", 3, "i == 4");
    const execution = lua.start(loop, { chunkName: "@l.lua" });
    go(execution);
    expect(lua.debug.evaluate("#t, i", execution.paused!.frame)).toEqual([3, 4]);
    breakpoint.remove();
    expect(go(execution).state).toBe("done");
    lua.debug.breakpoint("l.lua", 3, "i.x.y");
    const other = lua.start(loop, { chunkName: "@l.lua" });
    go(other);
    expect(other.paused?.conditionError).toBeInstanceOf(LuaRuntimeError);
    other.cancel();
    expect(other.paused).toBeUndefined();
  });

  it("a breakpoint in a function that is loaded already knows its lines", () => {
    const lua = createLua({ libs: "all" });
    lua.runSync("\n\nfunction late(x)\n\n\n  return x\nend", { chunkName: "@late.lua" });
    expect(lua.debug.breakpoint("late.lua", 4).verifiedLine).toBe(6);
  });

  it("an asynchronous run waits until it is resumed; others go on; a synchronous one is not stopped", async () => {
    const lua = createLua({ libs: "all" });
    const paused: Execution[] = [];
    lua.on("pause", ({ execution, pause }) => {
      expect(pause.reason).toBe("hook");
      paused.push(execution);
    });
    let wanted = true;
    lua.debug.hook({ line: true }, ({ frame }) => {
      const stop = frame.line === 2 && wanted;
      return stop ? "pause" : undefined;
    });
    const first = lua.run("local x = 1\nx = x + 1\nreturn x");
    while (paused.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    wanted = false;
    expect(await lua.run("local y = 5\nreturn y")).toEqual([5]);
    expect(paused).toHaveLength(1);
    lua.debug.evaluate("x = 10", paused[0]!.paused!.frame);
    wanted = true;
    expect(lua.runSync("local y = 5\nreturn y")).toEqual([5]);
    paused[0]!.resume();
    expect(await first).toEqual([11]);
  });

  it("locals are captured when that is wanted", () => {
    const lua = createLua({ libs: "all" });
    lua.debug.captureLocals = true;
    lua.debug.breakpoint("main.lua", 6);
    const execution = lua.start(text, { chunkName: "@main.lua" });
    go(execution);
    const locals = execution.traceback()[0]!.locals!();
    expect({ ...locals }).toEqual({ a: 6, b: 10, sum: 32 });
    expect(Object.getPrototypeOf(locals)).toBeNull();
    expect.assertions(6);
    try {
      lua.runSync("local a, b = 1, 'x'; local function f(n) local y = n; return y .. nil end f(a)");
    } catch (error) {
      const [inner, outer] = (error as LuaRuntimeError).traceback;
      expect({ ...inner!.locals!() }).toEqual({ n: 1, y: 1 });
      expect({ ...outer!.locals!() }).toMatchObject({ a: 1, b: "x" });
    }
    lua.debug.captureLocals = false;
    expect(execution.traceback()[0]!.locals).toBeUndefined();
  });

  it("a stack can be looked at from inside a host function and while waiting", async () => {
    const lua: Lua = createLua({ libs: "all" });
    const stacks: string[] = [];
    let execution: Execution | undefined;
    const show = (): string =>
      execution!
        .traceback()
        .map(({ kind, name, line }) => `${kind} ${name} ${line}`)
        .join(", ");
    lua.globals.set("look", () => stacks.push(show()));
    let answer: (v: number) => void = () => {};
    lua.globals.set(
      "ask",
      () =>
        new Promise<number>((resolve) => {
          answer = resolve;
        }),
    ); // prettier-ignore
    execution = lua.start("local function f()\n  look()\n  return (ask())\nend\nreturn (f())");
    const result = execution.step();
    expect(result.state).toBe("waiting");
    expect(stacks).toEqual(["host look -1, lua f 2, main undefined 5"]);
    expect(show()).toBe("host ask -1, lua f 3, main undefined 5");
    answer(3);
    expect(await execution.run()).toEqual([3]);
  });

  it("steps of any size, pauses at every line, and a hook of the script change neither events nor results", () => {
    const program = `local seen = 0
      debug.sethook(function() seen = seen + 1 end, "", 5)
      local co = coroutine.wrap(function(a) for i = 1, 3 do a = a + coroutine.yield(a) end error("end", 0) end)
      local sum = co(1)
      while sum < 5 do sum = co(2) end
      local t = setmetatable({}, { __lt = function() return true end, __close = function() sum = sum + 1 end })
      do local c <close> = t; sum = sum + (t < t and 1 or 0) end
      table.sort({ 3, 1, 2 }, function(a, b) return a < b end)
      return sum, seen, pcall(co, 1)`;
    const trace = (units: number, pauses: boolean): unknown => {
      const lua = createLua({ libs: "all" });
      const events: string[] = [];
      lua.debug.hook({ call: true, return: true, line: true, count: 4 }, ({ kind, frame }) => {
        events.push(`${kind} ${frame.kind} ${frame.line}`);
        return pauses && kind === "line" ? "pause" : undefined;
      });
      const execution = lua.start(program);
      let result = execution.step(units);
      let paused = 0;
      while (result.state === "ready") {
        if (result.paused !== undefined) paused++;
        result = execution.step(units);
      }
      expect(paused > 10).toBe(pauses);
      return { result, events, used: execution.meter.instructions };
    };
    const whole = trace(1e6, false) as { events: string[] };
    expect(whole.events.length).toBeGreaterThan(100);
    for (const units of [1, 7]) expect(trace(units, false)).toEqual(whole);
    expect(trace(1e6, true)).toEqual(whole);
    expect(trace(3, true)).toEqual(whole);
  });
});
