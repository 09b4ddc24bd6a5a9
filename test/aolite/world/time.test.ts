import { describe, expect, it } from "vitest";
import {
  type AoValue,
  createWorld,
  replay,
  restoreWorld,
  type World,
  type WorldOptions,
} from "../../../src/aolite/index.ts";

const AGENT = `
Handlers.add("count", "Count", function(msg)
  total = (total or 0) + tonumber(msg.Data)
  print("total " .. total)
  msg.reply({ Action = "Counted", Data = tostring(total) })
end)
Handlers.add("ask", "Ask", function(msg)
  local answer = ao.send({ Target = "b", Action = "Count", Data = "1" }).receive()
  asked = (asked or 0) + tonumber(answer.Data) * math.random(10)
  Receive({ Action = "Go" })
  gone = true
end)`;

function scenario(options: WorldOptions = {}): World {
  const world = createWorld({ seed: 7, ...options });
  world.spawn("a", { code: AGENT });
  world.spawn("b", { code: AGENT, tags: { Ticker: "T" } });
  for (let i = 1; i <= 5; i++) world.send({ From: "a", Target: "b", Action: "Count", Data: String(i) });
  world.send({ From: "alice", Target: "a", Action: "Ask" });
  world.advance({ seconds: 10, blocks: 1 });
  world.eval("a", "asked");
  world.send({ From: "alice", Target: "a", Action: "Go" });
  return world;
}

describe("time and state", () => {
  it("AO 8.2 the same scenario gives the same hash, results and gas; random schedules by their seed", () => {
    const first = scenario();
    createWorld().spawn("x");
    const second = scenario();
    expect(second.stateHash()).toBe(first.stateHash());
    expect(second.results()).toEqual(first.results());
    const random = scenario({ schedule: "random" });
    expect(scenario({ schedule: "random" }).stateHash()).toBe(random.stateHash());
    expect(random.inspect("a", "gone")).toBe(true);
  });

  it("AO 11.1 snapshot, restore and fork at every step", () => {
    const whole = scenario();
    const steps = whole.steps;
    const world = createWorld({ seed: 7, autoSchedule: false });
    world.spawn("a", { code: AGENT });
    world.spawn("b", { code: AGENT, tags: { Ticker: "T" } });
    for (let i = 1; i <= 5; i++) world.send({ From: "a", Target: "b", Action: "Count", Data: String(i) });
    world.send({ From: "alice", Target: "a", Action: "Ask" });
    const finish = (one: World): void => {
      one.run();
      one.send({ From: "alice", Target: "a", Action: "Go" });
      one.run();
    };
    const straight = world.fork();
    finish(straight);
    const hash = straight.stateHash();
    expect(straight.inspect("a", "gone")).toBe(true);
    expect(steps).toBeGreaterThan(8);
    for (let i = 0; ; i++) {
      const restored = restoreWorld(world.snapshot().toBytes(), { seed: 7, autoSchedule: false });
      expect(restored.stateHash()).toBe(world.stateHash());
      finish(restored);
      expect(restored.stateHash(), `restored at ${i}`).toBe(hash);
      const fork = world.fork();
      finish(fork);
      expect(fork.stateHash(), `forked at ${i}`).toBe(hash);
      if (world.step() === undefined) break;
    }
  });

  it("AO 11.2 goes back to any step, with and without checkpoints", () => {
    for (const checkpoints of [0, 3]) {
      const world = scenario({ checkpoints });
      const outputs = world.results().map(({ message, output }) => [message.Id, output]);
      for (let step = 1; step <= world.steps; step++) {
        const past = world.goTo(step);
        expect(past.steps).toBe(step);
        expect(past.results().map(({ message, output }) => [message.Id, output])).toEqual(outputs.slice(0, step));
      }
      expect(world.goTo(0).processes()).toEqual([]);
    }
  });

  it("AO 11.2 goes back to right before a step, with what the host had done by then", () => {
    for (const checkpoints of [0, 2]) {
      const world = scenario({ checkpoints });
      expect(world.goTo(world.steps, { acts: true }).stateHash()).toBe(world.stateHash());
      const begin = world.goTo(0, { acts: true });
      expect(begin.steps).toBe(0);
      expect(begin.processes()).toEqual(["a", "b"]);
      expect(begin.queued("b").map(({ Data }) => Data)).toEqual(["1"]);
      for (let step = 0; step < world.steps; step++) {
        const past = world.goTo(step, { acts: true });
        expect(past.steps).toBe(step);
        expect(past.step()!.message.Id).toBe(world.results()[step]!.message.Id);
      }
    }
  });

  it("AO 11.2 errors that no run has told yet are still there right before the next step", () => {
    const world = createWorld({ autoSchedule: false });
    world.spawn("a", { code: "" });
    world.eval("a", "ao.send({ Target = 'nobody' })");
    const now = world.goTo(world.steps, { acts: true });
    expect(now.stateHash()).toBe(world.stateHash());
    const errors = ["Error in process a: aolite: Target process not found: nobody"];
    expect([world.run().errors, now.run().errors]).toEqual([errors, errors]);
    expect(world.goTo(world.steps, { acts: true }).run().errors).toEqual([]);
  });

  it("AO 7.3 a message whose target is gone when its sender has a turn is not refused a second time", () => {
    const world = createWorld({ autoSchedule: false });
    for (const id of ["p", "z"]) world.spawn(id);
    world.send({ From: "p", Target: "z", Data: "1" });
    world.remove("z");
    expect(world.run().errors).toEqual([]);
    expect(world.counts).toMatchObject({ sent: 1, dropped: 1, handled: 0 });
  });

  it("the clock stays within what numbers can say, and goTo knows its options", () => {
    const world = createWorld({ blockHeight: 5 });
    expect(() => world.advance({ seconds: 1e308 })).toThrow("advance: seconds is too large");
    expect(() => world.advance({ blocks: Number.MAX_SAFE_INTEGER })).toThrow("advance: blocks is too large");
    expect([world.now, world.blockHeight]).toEqual([0, 5]);
    for (const options of [{ act: true }, { acts: "yes" }, null]) {
      expect(() => world.goTo(0, options as { acts: boolean })).toThrow(TypeError);
    }
  });

  it("AO 11.2 replays its log, and says where it differs", () => {
    const log = scenario().log();
    const report = replay(log);
    expect(report.differences).toEqual([]);
    expect(report.steps).toBe(scenario().steps);
    const other = replay(log.replace('"Data","3"', '"Data","4"'));
    expect(other.differences.length).toBeGreaterThan(0);
    expect(() => replay(log.replace('{"tick"', "{tick"))).toThrow(/corrupt log: line \d+ is no JSON/);
    expect(() => replay("{}")).toThrow("corrupt log: line 1");
  });

  it("AO 11.2 what could not be delivered is not reported again when a log is replayed or a world taken back", () => {
    const world = createWorld();
    world.spawn("a", {
      code: "Handlers.add('g', 'G', function() Send({ Target = 'none' }) Send({ Target = 'a' }) end)",
    });
    world.send({ From: "a", Target: "a", Action: "G" });
    expect(world.result("a#1")!.deliveryErrors).toEqual(["aolite: Target process not found: none"]);
    expect(replay(world.log()).differences).toEqual([]);
    expect(world.goTo(1).run().errors).toEqual([]);
  });

  it("AO 11.2 replays a log with errors that escaped turns", () => {
    const world = createWorld();
    world.spawn("p", { code: `Handlers.add("go", "Go", function() Send({ Target = "nobody" }) end)` });
    world.send({ From: "me", Target: "p", Action: "Go" });
    expect(world.run().errors).toEqual([]);
    expect(replay(world.log()).differences).toEqual([]);
    expect(world.goTo(1).run().errors).toEqual([]);
    world.autoSchedule = false;
    world.eval("p", `Send({ Target = "nobody" })`);
    expect(replay(world.log()).differences).toEqual([]);
    expect(world.run().errors).toEqual(["Error in process p: aolite: Target process not found: nobody"]);
  });

  it("a corrupt snapshot leaves the world as it was", () => {
    const world = scenario();
    const hash = world.stateHash();
    const bytes = world.snapshot().toBytes();
    bytes[bytes.length >> 1]! ^= 1;
    expect(() => world.restore({ hash: "", step: 0, toBytes: () => bytes })).toThrow(
      "corrupt world snapshot: checksum",
    );
    expect(world.stateHash()).toBe(hash);
  });

  it("AO 11.3 the clock, the height and cron", () => {
    const world = createWorld({ clock: { start: 100, perBlock: 60, unit: "ms" } });
    world.spawn("c", {
      code: `ticks = {} Handlers.add("tick", { Action = "Tick", Cron = "_" }, function(m) table.insert(ticks, m.Timestamp) end)
        Handlers.add("block", "Block", function(m) table.insert(ticks, "b" .. m["Block-Height"]) end)`,
      tags: [
        { name: "Cron-Interval", value: "1-minute" },
        { name: "Cron-Tag-Action", value: "Tick" },
        { name: "Cron-Interval", value: "2-blocks" },
        { name: "Cron-Tag-Action", value: "Block" },
      ],
    });
    expect(world.inspect("c", "ticks")).toEqual([]);
    world.advance({ seconds: 150 });
    expect(world.inspect("c", "ticks")).toEqual([160_000, "b2", 220_000]);
    expect(world.now).toBe(250);
    expect(world.blockHeight).toBe(2);
    expect(world.eval("c", "os.time()")).toBe(250_000);
  });

  it("AO 11.7 receivers are listed, cancelled and time out", () => {
    const world = createWorld({ receiveTimeout: 30 });
    world.spawn("r", {
      code: `Handlers.add("w", "Wait", function(m) Receive({ Action = m.Data }) done = (done or "") .. m.Data end)`,
    });
    for (const name of ["X", "Y", "Z"]) world.send({ From: "r", Target: "r", Action: "Wait", Data: name });
    expect(world.waiting().map(({ pattern }) => pattern)).toEqual([
      "{ Action = Z }",
      "{ Action = Y }",
      "{ Action = X }",
    ]);
    world.waiting("r")[1]!.cancel();
    world.send({ From: "r", Target: "r", Action: "Y" });
    world.send({ From: "r", Target: "r", Action: "X" });
    expect(world.inspect("r", "done")).toBe("X");
    world.advance({ seconds: 1 });
    world.advance({ seconds: 30 });
    expect(world.waiting()).toEqual([]);
  });

  it("AO 11.5 what falls due comes in the order of its moments, in one advance as in many", () => {
    const ticks = (
      clock: NonNullable<WorldOptions["clock"]>,
      ...advances: { seconds?: number; blocks?: number }[]
    ): AoValue => {
      const world = createWorld({ clock });
      world.spawn("c", {
        code: `ticks = {} Handlers.add("t", { Cron = "_" }, function(m) ticks[#ticks + 1] = m.Kind .. m.Timestamp .. "/" .. m["Block-Height"] end)`,
        tags: ["70-seconds", "35-seconds", "1-block", "2-blocks"].flatMap((interval) => [
          { name: "Cron-Interval", value: interval },
          { name: "Cron-Tag-Kind", value: `${interval[0]}${interval.at(-1)}@` },
        ]),
      });
      for (const by of advances) world.advance(by);
      return world.inspect("c", "ticks");
    };
    const perBlock = { perBlock: 50 };
    const expected = ["3s@35/0", "1k@50/1", "3s@70/1", "7s@70/1", "1k@100/2", "2s@100/2", "3s@105/2"];
    expect(ticks(perBlock, { seconds: 110 })).toEqual(expected);
    expect(ticks(perBlock, { seconds: 40 }, { seconds: 30 }, { seconds: 30 }, { seconds: 10 })).toEqual(expected);
    expect(ticks({ start: 10, ...perBlock }, { seconds: 40, blocks: 2 })).toEqual([
      "1k@10/1",
      "1k@10/2",
      "2s@10/2",
      "3s@45/2",
    ]);
    expect(ticks({}, { seconds: 35, blocks: 1 }, { blocks: 1 })).toEqual(["1k@0/1", "3s@35/1", "1k@35/2", "2s@35/2"]);
  });

  it("AO 11.7 a receiver has waited since it began to, and is given up at the first advance past its time", () => {
    const code = `Handlers.add("w", "Wait", function() Receive("One") Receive("Two") end) Handlers.add("x", "X", function() end)`;
    for (const parts of [[60], [30, 30], [59, 1], [1000]]) {
      const world = createWorld({ receiveTimeout: 60, clock: { start: 5 } });
      world.spawn("r", { code });
      world.send({ From: "u", Target: "r", Action: "Wait" });
      for (const seconds of parts) {
        expect(world.waiting().map(({ since }) => since)).toEqual([5]);
        world.advance({ seconds });
        world.send({ From: "u", Target: "r", Action: "X" });
      }
      expect(world.waiting()).toEqual([]);
    }
    const world = createWorld({ receiveTimeout: 60, clock: { perMessage: 10 } });
    world.spawn("r", { code });
    world.spawn("boots", { code: 'Receive("Never")' });
    const since = (): unknown[] => world.waiting().map(({ process, since }) => `${process} ${since}`);
    world.send({ From: "u", Target: "r", Action: "Wait" });
    world.advance({ seconds: 20 });
    world.send({ From: "u", Target: "r", Action: "One" });
    expect(since()).toEqual(["r 40", "boots 10"]);
    const restored = restoreWorld(world.snapshot().toBytes(), { receiveTimeout: 60, clock: { perMessage: 10 } });
    restored.advance({ seconds: 40 });
    expect(restored.waiting().map(({ process }) => process)).toEqual(["r"]);
    world.advance({ seconds: 60 });
    expect(since()).toEqual([]);
    const forever = createWorld();
    forever.spawn("r", { code });
    forever.send({ From: "u", Target: "r", Action: "Wait" });
    forever.advance({ seconds: 500 });
    expect(forever.waiting()[0]!.since).toBe(0);
  });

  it("AO 11.9 a dry run changes nothing", () => {
    const world = scenario();
    const hash = world.stateHash();
    const result = world.dryRun({ From: "bob", Target: "b", Action: "Count", Data: "100" });
    expect(result.Messages[0]).toMatchObject({ Action: "Counted", Data: "116", Target: "bob" });
    expect(world.stateHash()).toBe(hash);
  });
});
