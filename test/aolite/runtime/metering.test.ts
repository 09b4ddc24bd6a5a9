import { describe, expect, it } from "vitest";
import { RUNTIME_KINDS } from "../../../src/aolite/runtime/index.ts";
import { SNAPSHOT_KINDS } from "../../../src/stdlib/snapshotKinds.ts";
import { Continuation } from "../../../src/vm/value.ts";
import { ProcessRun } from "./processRun.ts";

/** Units that handling a message costs after `setup`. */
function units(setup: string, fields: Parameters<ProcessRun["message"]>[0]): number {
  const p = new ProcessRun();
  p.run(setup);
  p.respond(p.message({ tags: { Action: "Warm" } }));
  const msg = p.message(fields);
  const before = p.cx.used;
  p.respond(msg);
  return p.cx.used - before;
}

const tags = (n: number): [string, string][] => Array.from({ length: n }, (_, i) => [`Tag-${i}`, "v"]);

describe("gas", () => {
  it("grows with what is gone over: tags, handlers, assignables, printed text, data", () => {
    const go = { tags: { Action: "Go" } };
    const cases: readonly [string, (n: number) => number][] = [
      ["tags", (n) => units("", { tags: tags(n) })],
      ["handlers", (n) => units(`for i = 1, ${n} do Handlers.add("h" .. i, "No" .. i, print) end`, go)],
      [
        "assignables",
        (n) => units(`for i = 1, ${n} do ao.addAssignable("a" .. i, { X = "y" }) end`, { ...go, Target: "other" }),
      ],
      [
        "printed",
        (n) => units(`text = ("x"):rep(${n * 160}) Handlers.prepend("p", "Go", function() print(text) end)`, go),
      ],
      [
        "sent",
        (n) =>
          units(
            `t = {} for i = 1, ${n} do t["k" .. i] = i end Handlers.prepend("s", "Go", function() ao.send({ Target = "t", Tags = t }) end)`,
            go,
          ),
      ],
      [
        "forwarded",
        (n) =>
          units('Handlers.prepend("f", function() return true end, function(msg) msg.forward("T") end)', {
            tags: tags(n),
          }),
      ],
      [
        "waiting",
        (n) =>
          units(
            `for i = 1, ${n} do Handlers.list[#Handlers.list + 1] = { name = "w", pattern = { Action = "Never" }, handle = print } end`,
            go,
          ),
      ],
    ];
    for (const [name, cost] of cases) {
      const [a, b, c] = [cost(10), cost(100), cost(1000)] as [number, number, number];
      const growth = (c - b) / (b - a);
      expect(b - a, name).toBeGreaterThan(8);
      expect(growth, `${name}: ${a} ${b} ${c}`).toBeGreaterThan(7);
      expect(growth, `${name}: ${a} ${b} ${c}`).toBeLessThan(13);
    }
  });

  it("does not grow with the messages handled before", () => {
    const p = new ProcessRun();
    p.run('Handlers.prepend("a", "A", function(msg) msg.reply({ Data = "x" }) end)');
    const costs = new Set<number>();
    for (let i = 0; i < 300; i++) {
      const msg = p.message({ From: "A", tags: { Action: "A" } });
      const before = p.cx.used;
      p.respond(msg);
      if (i > 0) costs.add(p.cx.used - before);
    }
    expect(costs.size).toBe(1);
  });
});

describe("snapshots", () => {
  it("every continuation of the runtime and the modules has a schema", () => {
    const known = { ...SNAPSHOT_KINDS.states, ...RUNTIME_KINDS.states };
    const ours = [...Continuation.byName.keys()].filter((name) =>
      /^(ao\.|msg\.|Handlers|Utils|apm|log|Dump|serialize|crypto|chance|bint)/.test(name),
    );
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.filter((name) => !(name in known))).toEqual([]);
  });
});

describe("hostile programs", () => {
  it("exchanged upvalues of natives are errors of the program", () => {
    const p = new ProcessRun();
    for (const fn of [
      "ao.send",
      "Handlers.add",
      "print",
      "Handlers.evaluate",
      "require('.process').handle",
      "ao.isAssignable",
      "Send",
      "Tab",
      "math.random",
      "os.time",
      "Receive",
      "Prompt",
    ]) {
      const q = new ProcessRun();
      q.handle({});
      q.run(
        `for i = 1, 3 do pcall(debug.setupvalue, ${fn}, i, {}) end pcall(${fn}, { Target = "x" }, { Process = {} })`,
      );
    }
    expect(p.get("pcall(function() getmetatable(Handlers.list[1].pattern).__index = error end)")).toBe(true);
  });

  it("fields of messages, entries and tables of the runtime may be anything", () => {
    const p = new ProcessRun();
    const damage = [
      "msg.Tags = 5",
      "msg.TagArray = 'x'",
      "msg.From = {}",
      "setmetatable(msg, { __index = error })",
      "msg.Action = {}",
      "ao.outbox.Output = 5",
      "ao.outbox.Messages = nil",
      "ao.outbox = nil",
      "ao.reference = 'x'",
      "ao.authorities = 5",
      "ao.assignables = nil",
      "ao.nonExtractableTags = 1 ao.nonForwardableTags = 2",
      "Handlers.onceNonce = {}",
      "Handlers.coroutines = 4",
      "Handlers.list[1].maxRuns = {}",
      "Handlers.list[1].pattern = 5",
      "getmetatable(msg).__index = 5",
      "ao.id = nil",
      "HANDLER_PRINT_LOGS = { {}, print }",
    ];
    for (const code of damage) {
      p.run(
        `Handlers.prepend("d", "D", function(msg) ${code} msg.reply({}) Send({ Target = "t" }) ao.send({}).onReply(print) msg.forward("x") print("p") end)`,
      );
      const response = p.handle({ From: "A", tags: { Action: "D" } });
      expect(Object.keys(response).length, code).toBeGreaterThan(0);
      p.run(
        'Handlers.remove("d") ao.outbox = ao.outbox or {} ao.reference = 1 Handlers.onceNonce = 0 ao.assignables = {}',
      );
      expect(p.eval("return 1"), code).toHaveProperty("Output");
    }
  });
});
