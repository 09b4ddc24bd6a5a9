import { describe, expect, it } from "vitest";
import { AoError, createWorld, type MessageResult, type World, type WorldOptions } from "../../../src/aolite/index.ts";

const ECHO = `Handlers.add("Echo", "Echo", function(m) m.reply({ Action = "Echoed", Data = m.Data }) end)
Handlers.add("Note", "Note", function(m) Notes = (Notes or "") .. m.Data end)
Handlers.add("Say", "Say", function(m) print("said " .. m.Data) end)`;

function world(options: WorldOptions = {}): World {
  const made = createWorld(options);
  made.spawn("p", { code: ECHO });
  made.spawn("q", { code: ECHO });
  return made;
}

describe("worlds: messages as the host sees them", () => {
  it("have fields, tags and values of any name, and no prototype", () => {
    const one = world();
    one.spawn("r", {
      code: `Handlers.add("n", "N", function(m)
        ao.send({ Target = "a", Action = "Odd", ["__proto__"] = "text", constructor = { ["__proto__"] = 1, [2] = 3 } })
      end)`,
    });
    one.wallet("a");
    one.send({ From: "a", Target: "r", Action: "N" });
    one.run();
    const message = one.messages("a", "Odd")[0]!;
    for (const object of [message.Tags, message.fields, message.Tags.constructor as object]) {
      expect(Object.getPrototypeOf(object)).toBeNull();
    }
    expect(Object.entries(message.Tags)).toContainEqual(["__proto__", "text"]);
    expect(Object.entries(message.fields)).toContainEqual(["__proto__", "text"]);
    expect(Object.entries(message.Tags.constructor as object)).toEqual([
      ["2", 3],
      ["__proto__", 1],
    ]);
    expect([Object.isFrozen(message), Object.isFrozen(message.Tags), Object.isFrozen(message.fields)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(one.messages("a", "Odd")[0]).toBe(message);
  });
});

describe("worlds: who takes part", () => {
  it("spawns from text, module, transaction and tags, and says what is there", () => {
    const options: WorldOptions = {
      seed: "s",
      modules: { "lib.counter": "return { n = 41 }", main: 'Loaded = require("lib.counter").n' },
      data: (id) => (id === "tx1" ? "FromTx = true" : undefined),
    };
    const one = createWorld(options);
    one.spawn("module", { source: "main" });
    one.spawn("short", "main");
    one.spawn("tx", { tags: { "On-Boot": "tx1" } });
    one.spawn("text", { source: "X = 1", tags: [{ name: "On-Boot", value: "Data" }], owner: "alice" });
    expect(one.inspect("module", "Loaded")).toBe(41);
    expect(one.inspect("short", "Loaded")).toBe(41);
    expect(one.inspect("tx", "FromTx")).toBe(true);
    expect(one.inspect("text", "X")).toBe(1);
    expect(one.inspect("text", "Owner")).toBe("alice");
    expect(one.options).toEqual(options);
    expect(one.seed).toBe("s");
    expect(one.processes()).toEqual(["module", "short", "tx", "text"]);
    expect([one.has("tx"), one.has("nobody")]).toEqual([true, false]);
    expect(() => one.spawn("tx")).toThrow(AoError);
    expect([one.remove("tx"), one.remove("tx"), one.has("tx")]).toEqual([true, false, false]);
    one.clear();
    expect([one.processes(), one.steps]).toEqual([[], 0]);
    expect(() => createWorld({ sed: 1 } as WorldOptions)).toThrow("sed: no such option");
  });

  it("AO 11.12 authorities and modules are per world, and per process by its tags", () => {
    const one = createWorld({ authorities: ["unit"] });
    one.spawn("p", { code: ECHO });
    one.spawn("q", {
      code: ECHO,
      tags: [
        { name: "Authority", value: "a,b" },
        { name: "Module", value: "other" },
      ],
    });
    expect(one.inspect("p", "ao.authorities")).toEqual(["unit"]);
    expect(one.inspect("p", "ao._module")).not.toBe("other");
    expect(one.inspect("q", "ao._module")).toBe("other");
    one.send({ From: "p", Target: "q", Action: "Echo" });
    expect(one.inspect("q", "ao.authorities")).toEqual(["unit", "a", "b"]);
    one.send({ From: "q", Target: "p", Action: "Echo" });
    expect(one.last("p", "Echo")).toMatchObject({ Module: "other", Tags: { "From-Module": "other" } });
  });

  it("wallets keep what they get; unknown targets are errors or sinks", () => {
    const one = world();
    one.wallet("w");
    one.send({ From: "p", Target: "w", Action: "Hello" });
    expect(one.messages("w").map(({ Action }) => Action)).toEqual(["Hello"]);
    expect(one.processes()).toEqual(["p", "q"]);
    expect(() => one.send({ From: "p", Target: "nobody" })).toThrow("Target process not found: nobody");
    const open = world({ unknownTargets: "sink", idSeparator: ":" });
    expect(open.send({ From: "p", Target: "nobody", Data: "x" }).Id).toBe("p:1");
    expect(open.last("nobody")?.Data).toBe("x");
  });

  it("several worlds at once share nothing", () => {
    const [one, other] = [world(), world()];
    one.send({ From: "me", Target: "p", Action: "Note", Data: "1" });
    expect([one.inspect("p", "Notes"), other.inspect("p", "Notes")]).toEqual(["1", undefined]);
    one.clear();
    expect(other.processes()).toEqual(["p", "q"]);
  });
});

describe("worlds: messages", () => {
  it("are found by id, process, spec and place", () => {
    const one = world();
    for (const data of ["a", "b", "c"]) one.send({ From: "q", Target: "p", Action: "Echo", Data: data });
    expect(one.first("p")?.Data).toBe("a");
    expect(one.last("p", { Action: "Echo", Data: /[ab]/ })?.Data).toBe("b");
    expect(one.messages(undefined, "Echoed").length).toBe(3);
    expect(one.messages("p", (m) => m.Data === "c").map(({ Id }) => Id)).toEqual([one.last("p")?.Id]);
    expect(one.message("q#1")).toBe(one.first("p"));
    expect(one.message("q#99")).toBeUndefined();
    one.send({ From: "q", Target: "p", Action: "Unheard", Data: "x" });
    expect(one.inbox("p")).toMatchObject([{ Action: "Unheard", Data: "x" }]);
    expect(() => one.inbox("nobody")).toThrow(AoError);
  });

  it("wait in queues, which can be put into another order", () => {
    const one = world({ autoSchedule: false });
    for (const data of ["a", "b", "c"]) one.queue({ From: "q", Target: "p", Action: "Note", Data: data });
    const ids = one.queued("p").map(({ Id }) => Id);
    expect(ids).toEqual(["q#1", "q#2", "q#3"]);
    expect(() => one.reorder("p", ["q#1", "q#2"])).toThrow(AoError);
    expect(() => one.reorder("p", ["q#1", "q#2", "q#2"])).toThrow(AoError);
    one.reorder("p", ["q#3", "q#1", "q#2"]);
    one.run();
    expect(one.inspect("p", "Notes")).toBe("cab");
  });

  it("are assigned to others as well", () => {
    const one = world();
    one.eval("q", `ao.addAssignable("notes", { Action = "Note" })`);
    const { Id } = one.send({ From: "p", Target: "p", Action: "Note", Data: "x" });
    one.assign(Id, ["q"]);
    one.run();
    expect(one.inspect("q", "Notes")).toBe("x");
    expect(one.result(Id, "q")?.process).toBe("q");
    expect(() => one.assign(Id, ["nobody"])).toThrow(AoError);
  });

  it("have results with everything that came of them", () => {
    const one = world();
    const { Id } = one.send({ From: "me", Target: "p", Action: "Echo", Data: "x" });
    const result = one.result(Id)!;
    expect(result).toMatchObject({
      process: "p",
      step: 1,
      output: "",
      Error: undefined,
      Messages: [{ Action: "Echoed", Target: "me" }],
      Spawns: [],
      Assignments: [],
      deliveryErrors: [],
      rolledBack: false,
    } satisfies Partial<Record<keyof MessageResult, unknown>>);
    expect(result.GasUsed).toBeGreaterThan(0);
    expect(one.results()).toEqual([result]);
    const said = one.send({ From: "me", Target: "p", Action: "Say", Data: "hi" });
    expect(one.result(said.Id)).toMatchObject({ output: "said hi", Output: { data: "said hi", print: true } });
    expect(one.results("q")).toEqual([]);
  });

  it("AO 11.9 of dry runs say Read-Only, and leave nothing", () => {
    const one = world();
    one.eval(
      "p",
      `Handlers.prepend("ro", "Note", function(m) Seen = m.Tags["Read-Only"] m.reply({ Data = Seen }) end)`,
    );
    const before = one.stateHash();
    const { Messages: messages } = one.dryRun({ From: "me", Target: "p", Action: "Note", Data: "x" });
    expect(messages.map(({ Data }) => Data)).toEqual(["true"]);
    expect([one.inspect("p", "Seen"), one.stateHash()]).toEqual([undefined, before]);
  });

  it("AO 11.16 know their cause and what they caused", () => {
    const one = world();
    const { Id } = one.send({ From: "me", Target: "p", Action: "Echo" });
    const answer = one.last("me")!;
    expect(one.cause(answer.Id)?.Id).toBe(Id);
    expect(one.cause(Id)).toBeUndefined();
    expect(one.trees()).toEqual([{ message: one.message(Id), children: [{ message: answer, children: [] }] }]);
    expect(one.tree(answer.Id)?.children).toEqual([]);
    expect(one.tree("nothing")).toBeUndefined();
  });
});

describe("worlds: running", () => {
  it("AO 11.14 stops after steps, cycles and at conditions", () => {
    const one = world({ autoSchedule: false });
    for (let i = 1; i <= 6; i++) one.send({ From: "q", Target: "p", Action: "Note", Data: String(i) });
    expect(one.step()).toMatchObject({ process: "p", message: { Id: "q#1" } });
    expect(one.run({ steps: 2 })).toEqual({ steps: 2, cycles: 0, idle: false, errors: [] });
    expect(one.runUntil((w) => w.inspect("p", "Notes") === "12345")).toBe(true);
    expect([one.steps, one.queued("p").length]).toEqual([5, 1]);
    // a breakpoint: the state just after a message
    expect(one.runUntil(({ steps }) => steps === 99)).toBe(false);
    expect(one.run()).toMatchObject({ steps: 0, idle: true });
    expect(one.step()).toBeUndefined();
    one.autoSchedule = true;
    one.send({ From: "q", Target: "p", Action: "Note", Data: "7" });
    expect(one.inspect("p", "Notes")).toBe("1234567");
  });

  it("AO 11.13 rules delay by the clock and reorder", () => {
    const one = world({ autoSchedule: false, seed: 3 });
    const late = one.addRule({ match: { Data: "l" }, action: "delay", seconds: 10 });
    const swap = one.addRule({ match: { Data: "r" }, action: "reorder" });
    for (const data of ["l", "a", "b", "r", "c"]) one.send({ From: "q", Target: "p", Action: "Note", Data: data });
    const order = one.queued("p").map(({ Data }) => Data);
    expect([...order].sort()).toEqual(["a", "b", "c", "r"]);
    expect(order).not.toEqual(["a", "b", "r", "c"]);
    one.run();
    expect(one.inspect("p", "Notes")).toBe(order.join(""));
    expect(one.counts.delayed).toBe(1);
    one.advance({ seconds: 9 });
    one.run();
    expect(one.inspect("p", "Notes")).toBe(order.join(""));
    one.advance({ seconds: 1 });
    one.run();
    expect(one.inspect("p", "Notes")).toBe(`${order.join("")}l`);
    expect([late.applied, swap.applied]).toEqual([1, 1]);
    late.remove();
    one.send({ From: "q", Target: "p", Action: "Note", Data: "l" });
    expect(one.queued("p").length).toBe(1);
  });

  it("AO 11.13 mocks and spies: expectations say what came instead", () => {
    const one = world();
    one.mock("oracle", ({ Data }) => [
      { Action: "Price", Data: `${String(Data)}?` },
      { Action: "Bye", Target: "q" },
    ]);
    const spy = one.spy({ From: "oracle" });
    one.send({ From: "p", Target: "oracle", Data: "btc" });
    spy.expect();
    spy.expect(2);
    expect(spy.messages.map(({ Action, Target }) => [Action, Target])).toEqual([
      ["Price", "p"],
      ["Bye", "q"],
    ]);
    expect(one.last("p", "Price")?.Tags["X-Reference"]).toBe("1");
    spy.stop();
    one.send({ From: "p", Target: "oracle", Data: "btc" });
    expect(spy.count).toBe(2);
    expect(() => one.spy("Nothing").expect()).toThrow("expected at least one message, got 0");
  });

  it("tells what happens, until the listener is removed", () => {
    const one = createWorld({ unknownTargets: "error" });
    const events: unknown[] = [];
    const removers = [
      one.on("spawn", ({ process, owner }) => events.push(["spawn", process, owner])),
      one.on("queue", ({ message, target, assigned, cause }) =>
        events.push(["queue", message.Id, target, assigned, cause]),
      ),
      one.on("result", ({ message, GasUsed: gasUsed }) => events.push(["result", message.Id, gasUsed > 0])),
      one.on("drop", ({ message, reason }) => events.push(["drop", message.Id, reason])),
      one.on("output", ({ process, text }) => events.push(["output", process, text])),
      one.on("error", ({ process, message }) => events.push(["error", process, message.includes("no such thing")])),
      one.on("clock", ({ now, height }) => events.push(["clock", now, height])),
    ];
    one.spawn("p", { code: `${ECHO} Handlers.add("Bad", "Bad", function() error("no such thing") end)` });
    one.send({ From: "me", Target: "p", Action: "Echo" });
    one.send({ From: "me", Target: "p", Action: "Say", Data: "x" });
    one.send({ From: "me", Target: "p", Action: "Bad" });
    one.send({ From: "me" });
    one.advance({ seconds: 5, blocks: 2 });
    for (const remove of removers) remove();
    one.send({ From: "me", Target: "p", Action: "Echo" });
    expect(events).toEqual([
      ["spawn", "p", "p"],
      ["queue", "me#1", "p", false, undefined],
      ["queue", "p#1", "me", false, "me#1"],
      ["result", "me#1", true],
      ["queue", "me#2", "p", false, undefined],
      ["output", "p", "said x"],
      ["result", "me#2", true],
      ["queue", "me#3", "p", false, undefined],
      ["output", "p", expect.stringContaining(" handling message with Action = Bad")],
      ["error", "p", true],
      ["result", "me#3", true],
      ["drop", "me#4", "no target"],
      ["clock", 5, 2],
    ]);
  });

  it("shows what processes print, when that is wanted", () => {
    const lines: string[] = [];
    const one = world({ print: (line) => lines.push(line) });
    one.send({ From: "me", Target: "p", Action: "Say", Data: "hidden" });
    one.printOutput = true;
    one.send({ From: "me", Target: "p", Action: "Say", Data: "shown" });
    expect(lines).toEqual(["[p] said shown"]);
    expect(world({ printOutput: true }).printOutput).toBe(true);
  });
});
