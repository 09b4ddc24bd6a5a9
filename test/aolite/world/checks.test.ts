import { describe, expect, it } from "vitest";
import { createWorld, replay, restoreWorld } from "../../../src/aolite/index.ts";

/** What untyped programs give. */
const untyped = createWorld as (options?: unknown) => ReturnType<typeof createWorld>;

describe("options that are wrong are refused by name", () => {
  it.each([
    [{ limits: { instruction: 1000 } }, "limits.instruction: no such option"],
    [{ limits: { instructions: Number.NaN } }, "limits.instructions: not a number of at least 0"],
    [{ limits: { instructions: "5" } }, "limits.instructions: not a number of at least 0"],
    [{ limits: { memory: -1 } }, "limits.memory: not a number of at least 0"],
    [{ limits: 5 }, "limits: not an object"],
    [{ limits: [5] }, "limits: not an object"],
    [null, "options: not an object"],
    ["5.4", "options: not an object"],
    [{ seed: {} }, "seed: neither a finite number nor a text"],
    [{ seed: Number.NaN }, "seed: neither a finite number nor a text"],
    [{ clock: "x" }, "clock: neither an object nor a function"],
    [{ clock: { strt: 1 } }, "clock.strt: no such option"],
    [{ clock: { start: Number.NaN } }, "clock.start: not a number of at least 0"],
    [{ clock: { unit: "h" } }, 'clock.unit: "h" is not one of s, ms'],
    [{ clock: () => Number.NaN }, "clock: NaN is no time"],
    [{ clock: () => "5" }, "clock: 5 is no time"],
    [{ checkpoints: 1.5 }, "checkpoints: not a natural number"],
    [{ turnLimit: 0 }, "turnLimit: not a number of at least 1"],
    [{ history: "all" }, "history: not a number of at least 0"],
    [{ idSeparator: 5 }, "idSeparator: not a text"],
    [{ autoSchedule: 1 }, "autoSchedule: neither true nor false"],
    [{ printOutput: "no" }, "printOutput: neither true nor false"],
    [{ print: 5 }, "print: not a function"],
    [{ authorities: "abc" }, "authorities: not a list of texts"],
    [{ authorities: [5] }, "authorities: not a list of texts"],
    [{ modules: 5 }, "modules: neither texts by name nor a function"],
    [{ modules: ["x"] }, "modules: neither texts by name nor a function"],
    [{ data: 5 }, "data: neither texts by name nor a function"],
    [{ data: { a: 5 } }, "data.a: not a text"],
    [{ env: null }, "env: not an object"],
  ])("%o", (options, message) => {
    expect(() => untyped(options)).toThrow(new TypeError(message));
  });
});

it("what is unlimited is so in the log too", () => {
  const infinity = Number.POSITIVE_INFINITY;
  const limits = { instructions: infinity, memory: infinity };
  const world = createWorld({ limits, history: infinity, receiveTimeout: infinity });
  world.spawn("p", { code: "n = 1" });
  const again = replay(world.log());
  expect(again.differences).toEqual([]);
  expect(again.world.options).toEqual(world.options);
});

it("a clock that fails later, and a source that gives no text, are named", () => {
  let time: unknown = 1;
  const world = untyped({ clock: () => time, data: () => 5 });
  time = "late";
  expect(() => world.send({ From: "me", Data: "x" })).toThrow(new TypeError("clock: late is no time"));
  time = 2;
  expect(() => world.spawn("p", { tags: { "On-Boot": "tx" } })).toThrow(new TypeError("data.tx: not a text"));
});

/** A world as untyped programs see it. */
type Loose = { readonly [name: string]: (...args: unknown[]) => unknown };

describe("arguments that are wrong are refused by name, and nothing has changed", () => {
  const rule = { match: "x", action: "drop" };
  const message = { From: "me", Target: "p" };
  it.each<[string, unknown[], string]>([
    ["spawn", [], "id: not a text"],
    ["spawn", [5], "id: not a text"],
    ["spawn", [""], "id: empty"],
    ["spawn", ["a", null], "spawn: not an object"],
    ["spawn", ["a", { cod: "x = 1" }], "spawn: cod: no such option"],
    ["spawn", ["a", { code: 5 }], "spawn: code: not a text"],
    ["spawn", ["a", { source: {} }], "spawn: source: not a text"],
    ["spawn", ["a", { owner: 5 }], "spawn: owner: not a text"],
    ["spawn", ["a", { tags: 5 }], "spawn: tags: neither a list nor an object"],
    ["spawn", ["a", { tags: [null] }], "spawn: tags: a tag without a name"],
    ["spawn", ["a", { tags: { a: new Date(0) } }], "spawn: tags: a Date cannot be in a message"],
    ["send", [], "message: not an object"],
    ["queue", [5], "message: not an object"],
    ["dryRun", [], "message: not an object"],
    ["send", [{ ...message, Target: 5 }], "message: Target: not a text"],
    ["send", [{ ...message, Tags: 5 }], "message: Tags: neither a list nor an object"],
    ["send", [{ ...message, Tags: [null] }], "message: Tags: a tag without a name"],
    ["send", [{ ...message, Tags: [{ name: 5, value: "x" }] }], "message: Tags: a tag without a name"],
    ["dryRun", [{ ...message, Tags: [{ value: "x" }] }], "message: Tags: a tag without a name"],
    ["send", [{ ...message, X: new Date(0) }], "message: X: a Date cannot be in a message"],
    ["send", [{ ...message, Data: { a: [new Map()] } }], "message: Data: a Map cannot be in a message"],
    ["send", [{ ...message, Data: () => 1 }], "message: Data: a function cannot be in a message"],
    ["send", [{ ...message, Data: Symbol("x") }], "message: Data: a symbol cannot be in a message"],
    ["messages", ["p", 5], "match: not an Action, fields or a function"],
    ["messages", [5], "id: not a text"],
    ["first", [5], "id: not a text"],
    ["last", [], "id: not a text"],
    ["message", [5], "messageId: not a text"],
    ["result", [5], "messageId: not a text"],
    ["results", [5], "process: not a text"],
    ["queued", [5], "id: not a text"],
    ["reorder", ["p", "q"], "ids: not a list of texts"],
    ["assign", ["me#1", "p"], "processes: not a list of texts"],
    ["assign", [1, ["p"]], "messageId: not a text"],
    ["eval", ["p", 5], "code: not a text"],
    ["eval", [], "id: not a text"],
    ["inspect", ["p"], "path: not a text"],
    ["has", [5], "id: not a text"],
    ["remove", [5], "id: not a text"],
    ["wallet", [5], "address: not a text"],
    ["waiting", [5], "id: not a text"],
    ["tree", [5], "messageId: not a text"],
    ["mock", ["m"], "answers: neither a function nor a list"],
    ["mock", ["m", [5]], "answers[0]: not an object"],
    ["mock", ["m", [{}, { replay: {} }]], "answers[1]: replay: no such option"],
    ["mock", ["m", [{ reply: 5 }]], "answers[0].reply: not an object"],
    ["mock", ["m", [{ reply: [{ Tags: 5 }] }]], "answers[0].reply: Tags: neither a list nor an object"],
    ["mock", ["m", [{ match: 5 }]], "match: not an Action, fields or a function"],
    ["run", [5], "run: not an object"],
    ["run", [{ cycle: 1 }], "run: cycle: no such option"],
    ["run", [{ steps: Number.NaN }], "run: steps: not a number of at least 0"],
    ["runUntil", [5], "condition: not a function"],
    ["runUntil", [() => true, { step: 1 }], "runUntil: step: no such option"],
    ["advance", [], "advance: not an object"],
    ["advance", [{ minutes: 1 }], "advance: minutes: no such option"],
    ["addRule", [], "rule: not an object"],
    ["addRule", [{ ...rule, probabilty: 0.5 }], "rule: probabilty: no such option"],
    ["addRule", [{ ...rule, probability: 7 }], "probability must be a number from 0 to 1"],
    ["addRule", [{ ...rule, times: Number.NaN }], "times must be a number of at least 0"],
    ["spy", [], "match: not an Action, fields or a function"],
    ["spy", ["x", 5], "name: not a text"],
    ["on", ["queue"], "listener: not a function"],
    ["on", [5, () => {}], "5: no such event"],
    ["goTo", ["x"], "step: not a whole number"],
    ["goTo", [0.5], "step: not a whole number"],
    ["restore", [{}], "snapshot: not a snapshot"],
    ["restore", [], "snapshot: not a snapshot"],
  ])("%s(...%o)", (name, args, text) => {
    const world = createWorld();
    world.spawn("p");
    const hash = world.stateHash();
    const loose = world as unknown as Loose;
    expect(() => loose[name]!(...args)).toThrow(new TypeError(text));
    expect([world.stateHash(), world.spies]).toEqual([hash, []]);
  });

  it("of spies, and of functions that make worlds", () => {
    const loose = createWorld().spy("x") as unknown as Loose;
    expect(() => loose.expect!("one")).toThrow(new TypeError("times: not a number of at least 0"));
    expect(() => (replay as (log?: unknown) => unknown)()).toThrow(new TypeError("log: not a text"));
    const restored = restoreWorld as (snapshot?: unknown) => unknown;
    expect(() => restored({})).toThrow(new TypeError("snapshot: not a snapshot"));
  });
});

it("what a mock's function gives that is no message is its error", () => {
  const world = createWorld();
  world.mock("late", (async () => ({ Data: "x" })) as never);
  world.mock("dated", () => ({ X: new Date(0) as never }));
  const errors = ["late", "dated"].map((Target) => world.result(world.send({ From: "me", Target }).Id)!.Error);
  expect(errors).toEqual(["answer: a Promise cannot be in a message", "answer: X: a Date cannot be in a message"]);
});

it("objects without a prototype, and what is absent, are as right as ever", () => {
  const world = createWorld({ limits: {}, clock: {}, modules: {}, seed: "x" });
  world.spawn("p", {});
  const sent = world.send({ From: "me", Target: "p", Data: null, X: undefined, Tags: Object.create(null) });
  expect(world.send({ ...sent.fields, From: "me", Target: "p" }).Target).toBe("p");
  world.advance({});
  world.run({});
  world.assign("nothing", ["p"]);
});
