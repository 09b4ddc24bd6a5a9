import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, replay, restoreWorld, type World } from "../../../src/aolite/index.ts";
import type { AoJob } from "../../support/aoJobs.ts";
import { type InOtherProcess, otherProcess } from "../../support/aoOtherProcess.ts";
import { faultyWorld, finishFaulty } from "../../support/aoWorlds.ts";

let inOtherProcess: InOtherProcess;
let remove = (): void => undefined;

beforeAll(async () => {
  ({ run: inOtherProcess, remove } = await otherProcess());
});
afterAll(() => remove());

const COUNTER = `n = 0 Handlers.add("inc", "Inc", function(m) n = n + 1 Send({ Target = "oracle", Data = tostring(n) }) end)`;

function world(): World {
  const made = createWorld({ autoSchedule: false });
  made.spawn("p", { code: COUNTER });
  return made;
}

function inc(one: World, times: number): unknown {
  for (let i = 0; i < times; i++) one.send({ From: "w", Target: "p", Action: "Inc" });
  one.run();
  return one.inspect("p", "n");
}

describe("AO 11.1, 11.13 rules, mocks and spies in states", () => {
  it("a run with rules, saved anywhere and gone on with in another process, ends the same", () => {
    for (const seed of [1, 2, 3]) {
      const expected = finishFaulty(faultyWorld(seed)) as { readonly rules: readonly [string, number][] };
      // each of them has done something
      expect(expected.rules.filter(([, applied]) => applied > 0).length).toBeGreaterThan(3);
      const jobs: AoJob[] = [];
      const one = faultyWorld(seed);
      for (let i = 0; i < 25; i++) {
        const saved = one.snapshot();
        expect(saved.hash).toBe(one.stateHash());
        jobs.push({ kind: "faulty", seed, snapshot: Buffer.from(saved.toBytes()).toString("base64") });
        expect(finishFaulty(one.fork())).toEqual(expected);
        if (one.step() === undefined) break;
      }
      const plain: unknown = JSON.parse(JSON.stringify(expected));
      expect(inOtherProcess(...jobs)).toEqual(jobs.map(() => plain));
      expect(finishFaulty(one)).toEqual(expected);
    }
  });

  it("logs hold rules and mocks that are data", () => {
    const one = faultyWorld(2);
    finishFaulty(one);
    const again = replay(one.log());
    expect(again.differences).toEqual([]);
    expect(again.world.rules.map(({ name }) => name)).toEqual(one.rules.map(({ name }) => name));
  });

  it("the log of a world that was restored begins with the state", () => {
    const one = faultyWorld(2);
    one.run({ steps: 9 });
    const other = createWorld({ ...one.options });
    other.restore(one.snapshot());
    finishFaulty(other);
    const again = replay(other.log());
    expect(again.differences).toEqual([]);
    expect(again.world.stateHash()).toBe(other.stateHash());
    const results = other
      .log()
      .split("\n")
      .filter((line) => line.startsWith('{"result"'));
    expect(results).toHaveLength(other.steps - one.steps);
  });

  it("hashes say which rules there are and how often they were applied", () => {
    const plain = world();
    const hash = plain.stateHash();
    const rule = plain.addRule({ match: "Inc", action: "drop", times: 3 });
    expect(plain.stateHash()).not.toBe(hash);
    const other = world();
    other.addRule({ match: "Inc", action: "drop", times: 4 });
    expect(other.stateHash()).not.toBe(plain.stateHash());
    rule.remove();
    expect([plain.rules, rule.applied]).toEqual([[], 0]);
  });

  it("handles stay those of the rule and the spy after restoring", () => {
    const one = world();
    const rule = one.addRule({ match: "Inc", action: "drop", times: 2 });
    const spy = one.spy("Inc", "incs");
    inc(one, 1);
    const saved = one.snapshot();
    expect([inc(one, 3), rule.applied, spy.count]).toEqual([2, 2, 2]);
    one.restore(saved);
    expect([one.inspect("p", "n"), rule.applied, spy.count]).toEqual([0, 1, 0]);
    expect([inc(one, 3), rule.applied, spy.messages.map(({ Id }) => Id)]).toEqual([2, 2, ["w#3", "w#4"]]);
    rule.remove();
    one.restore(saved);
    expect(one.rules).toMatchObject([{ name: "rule 1", applied: 1, rule: { match: "Inc", action: "drop", times: 2 } }]);
    const other = restoreWorld(one.snapshot().toBytes(), { autoSchedule: false });
    inc(other, 3);
    other.spies[0]!.expect(2);
    expect([other.spies[0]!.name, spy.count]).toEqual(["incs", 0]);
  });

  it("spying changes nothing, not even the hash, and lasts beyond what the world remembers", () => {
    const [one, other] = [0, 1].map(() => {
      const made = createWorld({ history: 2 });
      made.spawn("p", { code: COUNTER });
      return made;
    }) as [World, World];
    const spies = [one.spy("Inc"), one.spy((message) => message.Target === "p")];
    for (const made of [one, other]) inc(made, 5);
    expect(one.stateHash()).toBe(other.stateHash());
    expect(spies.map(({ count }) => count)).toEqual([5, 5]);
    const restored = restoreWorld(one.snapshot(), { history: 2 });
    expect(restored.spies.map(({ name, messages }) => [name, messages.map(({ Id }) => Id)])).toEqual([
      ["spy 1", ["w#1", "w#2", "w#3", "w#4", "w#5"]],
    ]);
  });

  it("a rule with a function is restored by its name, and refused where there is none", () => {
    const isInc = ({ Action }: { readonly Action: string | undefined }): boolean => Action === "Inc";
    const one = world();
    one.addRule({ match: { Action: (value) => value === "Inc" }, action: "drop", times: 1 });
    one.addRule({ match: isInc, action: "duplicate", times: 2, name: "twice" });
    inc(one, 2);
    expect(() => one.log()).toThrow("the log cannot hold mocks and rules with functions");
    const fork = one.fork();
    const saved = one.snapshot();
    expect([inc(one, 2), inc(fork, 2)]).toEqual([5, 5]);
    expect(fork.stateHash()).toBe(one.stateHash());
    const hash = one.stateHash();
    one.restore(saved);
    inc(one, 2);
    expect(one.stateHash()).toBe(hash);

    const other = createWorld({ autoSchedule: false });
    const empty = other.stateHash();
    const missing = (name: string): string =>
      `the snapshot needs a rule named '${name}': its match has a function in it, add it again first`;
    expect(() => other.restore(saved)).toThrow(missing("rule 1"));
    expect(other.stateHash()).toBe(empty);
    other.addRule({ match: isInc, action: "drop" });
    expect(() => other.restore(saved)).toThrow(missing("twice"));
    other.addRule({ match: isInc, action: "drop", name: "twice" });
    other.restore(saved);
    inc(other, 2);
    expect(other.stateHash()).toBe(hash);
    expect(() => other.addRule({ match: "Inc", action: "drop", name: "twice" })).toThrow(
      "there is a rule named 'twice'",
    );
  });

  it("a mock with a function is restored by its id; each copy of a world has its own", () => {
    const one = world();
    one.mock("oracle", ({ Data }) => ({ Data: `re ${Data}` }));
    inc(one, 1);
    const saved = one.snapshot();
    const fork = one.fork();
    inc(fork, 2);
    expect(fork.messages("p").at(-1)).toMatchObject({ Id: "oracle#3", Data: "re 3" });
    inc(one, 2);
    expect(one.messages("p").at(-1)).toMatchObject({ Id: "oracle#3", Data: "re 3" });
    expect(fork.stateHash()).toBe(one.stateHash());
    const again = one.goTo(one.steps);
    again.run();
    expect(again.stateHash()).toBe(one.stateHash());
    const other = createWorld({ autoSchedule: false });
    expect(() => other.restore(saved)).toThrow(
      "the snapshot needs the mock 'oracle': it answers with a function, make it again first",
    );
    other.mock("oracle", ({ Data }) => ({ Data: `re ${Data}` }));
    other.restore(saved);
    inc(other, 2);
    expect(other.stateHash()).toBe(one.stateHash());
  });

  it.each([
    [{ match: "x", action: "burn" }, "action must be one of drop, delay, duplicate, reorder"],
    [{ action: "drop" }, "match must be an Action, fields or a function"],
    [{ match: "x", action: "drop", probability: -1 }, "probability must be a number of at least 0"],
    [{ match: "x", action: "delay", cycles: "2" }, "cycles must be a number of at least 0"],
    [{ match: "x", action: "drop", name: 5 }, "name must be a text"],
  ])("%j is refused", (rule, message) => {
    const one = world();
    expect(() => one.addRule(rule as never)).toThrow(new TypeError(message));
    expect(one.rules).toEqual([]);
  });
});

describe("AO 11.5, 11.13 rules for messages of cron", () => {
  const CRON = `log = "" Handlers.add("tick", "Tick", function(m) log = log .. m.N .. "@" .. m.Timestamp .. " " end)`;
  function clockWorld(): World {
    const made = createWorld();
    const tags = [
      { name: "Cron-Interval", value: "10-seconds" },
      { name: "Cron-Tag-Action", value: "Tick" },
      { name: "Cron-Tag-N", value: "a" },
      { name: "Cron-Interval", value: "15-seconds" },
      { name: "Cron-Tag-Action", value: "Tick" },
      { name: "Cron-Tag-N", value: "b" },
    ];
    made.spawn("c", { code: CRON, tags });
    return made;
  }

  it.each([
    ["drop", { match: { N: "a" }, action: "drop", times: 2 }, "b@15 a@30 b@30 ", 2],
    ["duplicate", { match: { Cron: true, N: "b" }, action: "duplicate" }, "a@10 b@15 b@15 a@20 a@30 b@30 b@30 ", 2],
    // those of 10 and 20 are due before the clock has come to rest, that of 30 is not
    ["delay", { match: { N: "a" }, action: "delay", seconds: 6 }, "b@15 b@30 a@10 a@20 ", 3],
  ] as const)("%s", (_, rule, log, applied) => {
    const made = clockWorld();
    const active = made.addRule(rule);
    made.advance({ seconds: 32 });
    expect([made.inspect("c", "log"), active.applied]).toEqual([log, applied]);
    const { sent, duplicated, handled, queued, delayed, dropped } = made.counts;
    expect(sent).toBe(5);
    expect(sent + duplicated).toBe(handled + queued + delayed + dropped);
    if (rule.action !== "delay") return;
    expect(delayed).toBe(1);
    made.advance({ seconds: 4 });
    expect(made.inspect("c", "log")).toBe(`${log}a@30 `);
  });

  it("reorder", () => {
    const orders = new Set<unknown>();
    for (let seed = 0; seed < 8; seed++) {
      const made = createWorld({ seed });
      made.spawn("c", {
        code: CRON,
        tags: { "Cron-Interval": "1-second", "Cron-Tag-Action": "Tick", "Cron-Tag-N": "" },
      });
      made.addRule({ match: "Tick", action: "reorder" });
      made.advance({ seconds: 4 });
      orders.add(made.inspect("c", "log"));
      expect((made.inspect("c", "log") as string).trim().split(" ").sort()).toEqual(["@1", "@2", "@3", "@4"]);
    }
    expect(orders.size).toBeGreaterThan(2);
  });
});
