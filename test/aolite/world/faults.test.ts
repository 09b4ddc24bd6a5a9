import { describe, expect, it } from "vitest";
import { createWorld } from "../../../src/aolite/index.ts";

const COUNTER = `n = 0 Handlers.add("inc", "Inc", function(msg) n = n + 1 log = (log or "") .. (msg.Data or "") end)`;

describe("faults and limits", () => {
  it("AO 11.8 a message that does not end fails, and nothing else", () => {
    const world = createWorld({ limits: { instructions: 100_000, memory: 20e6 } });
    world.spawn("p", {
      code: `${COUNTER}
      Handlers.add("loop", "Loop", function() pcall(function() while true do end end) while true do end end)
      Handlers.add("eat", "Eat", function() local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end end)`,
    });
    world.spawn("q", { code: COUNTER });
    const loop = world.send({ From: "q", Target: "p", Action: "Loop" });
    expect(world.result(loop.Id)).toMatchObject({ Error: "limit exceeded: instructions" });
    expect(world.result(loop.Id)!.GasUsed).toBeLessThan(101_000);
    const eat = world.send({ From: "q", Target: "p", Action: "Eat" });
    expect(world.result(eat.Id)!.Error).toMatch(/^limit exceeded/);
    world.send({ From: "q", Target: "p", Action: "Inc" });
    expect(world.eval("p", "n")).toBe(1);
  });

  it("AO 11.8 the limit of memory holds for the first message too, and for boot code", () => {
    const hold = "local t = {} for i = 1, 50000 do t[i] = { i } end";
    const world = createWorld({ limits: { memory: 1e6 } });
    world.spawn("p", { code: `Handlers.add("hold", "Hold", function() ${hold} end)` });
    const sent = world.send({ From: "w", Target: "p", Action: "Hold" });
    expect(world.result(sent.Id)!.Error).toBe("limit exceeded: memory");
    expect(() => world.spawn("q", { code: hold })).toThrow("limit exceeded: memory");
    expect(world.processes()).toEqual(["p"]);
    expect(() => createWorld().spawn("q", { code: hold })).not.toThrow();
  });

  it("AO 11.10 failures keep or roll back state and outbox", () => {
    for (const onFailure of ["keep", "rollback"] as const) {
      const world = createWorld({ onFailure });
      world.spawn("p", {
        code: `n = 0 Handlers.add("f", "Fail", function(m) n = n + 1 Send({ Target = "q", Action = "Inc" }) error({ code = 1 }) end)`,
      });
      world.spawn("q", { code: COUNTER });
      const sent = world.send({ From: "q", Target: "p", Action: "Fail" });
      const result = world.result(sent.Id)!;
      expect(result.Error).toContain("error:");
      expect(result.rolledBack).toBe(onFailure === "rollback");
      expect(world.eval("p", "n")).toBe(onFailure === "keep" ? 1 : 0);
      expect(world.eval("q", "n")).toBe(onFailure === "keep" ? 1 : 0);
      expect(world.eval("p", "1 + 1")).toBe(2);
    }
  });

  it("AO 10.1 what cannot be delivered is reported, and the rest arrives", () => {
    const world = createWorld();
    world.spawn("p", {
      code: `Handlers.add("go", "Go", function()
        Send({ Target = "nobody", Data = "x" }) Send({ Data = "no target" })
        Spawn("m", { Data = "return return", Tags = { ["On-Boot"] = "Data" } }) Spawn("m", {})
        ao.assign({ Processes = { "nobody" }, Message = "q#1" })
        Send({ Target = "q", Action = "Inc" })
      end)`,
    });
    world.spawn("q", { code: COUNTER });
    const sent = world.send({ From: "q", Target: "p", Action: "Go" });
    const result = world.result(sent.Id)!;
    expect(result.Error).toBeUndefined();
    expect(result.deliveryErrors).toEqual([
      "aolite: Target process not found: nobody",
      expect.stringContaining('[string "onboot"]:1:'),
      "aolite: Target process not found: nobody",
    ]);
    expect(result.Spawns).toEqual(["p:2"]);
    expect(world.inspect("q", "n")).toBe(1);
    expect(world.send({ From: "q", Target: "p", Data: "{", Tags: { "Content-Type": "application/json" } }).Id).toBe(
      "q#2",
    );
    expect(world.result("q#2")!.Error).toContain("expected string for key");
  });

  it("AO 11.11 wallets send, get answers, and are not trusted for others", () => {
    const world = createWorld();
    world.spawn("p", { code: `Handlers.add("e", "Echo", function(m) m.reply({ Data = m.Data }) end)`, owner: "alice" });
    world.send({ From: "alice", Target: "p", Action: "Echo", Data: { a: [1, 2] } });
    expect(world.last("alice")).toMatchObject({ From: "p", Data: '{"a":[1,2]}' });
    world.send({ From: "alice", Target: "p", Action: "Eval", Data: "x = 7" });
    expect(world.inspect("p", "x")).toBe(7);
    const forged = world.send({ From: "alice", Owner: "mallory", Target: "p", Action: "Eval", Data: "x = 8" });
    expect(world.result(forged.Id)!.output).toContain("Message is not trusted! From: alice - Owner: mallory");
    expect(world.inspect("p", "x")).toBe(7);
  });

  it("AO 11.13 rules drop, delay, duplicate and reorder; mocks answer, spies see", () => {
    const world = createWorld({ autoSchedule: false });
    world.spawn("p", { code: COUNTER });
    world.addRule({ match: { Data: "d" }, action: "drop", times: 1 });
    world.addRule({ match: { Data: "2" }, action: "duplicate" });
    world.addRule({ match: { Data: "l" }, action: "delay", cycles: 3 });
    const spy = world.spy("Inc");
    for (const data of ["d", "d", "2", "l", "x"]) world.send({ From: "w", Target: "p", Action: "Inc", Data: data });
    world.run();
    expect(world.inspect("p", "log")).toBe("d22xl");
    expect(spy.count).toBe(5);
    expect(() => spy.expect(4)).toThrow("expected 4 messages, got 5");
    world.mock("oracle", (message) => ({ Action: "Price", Data: `${message.Data}!` }));
    world.spawn("c", {
      code: `Handlers.add("ask", "Ask", function(m) got = ao.send({ Target = "oracle", Data = "btc" }).receive().Data end)`,
    });
    world.send({ From: "w", Target: "c", Action: "Ask" });
    world.run();
    expect(world.inspect("c", "got")).toBe("btc!");
    expect(world.tree("w#6")).toMatchObject({
      children: [{ message: { Target: "oracle" }, children: [{ message: { From: "oracle" } }] }],
    });
  });

  it("AO 10.10 an endless loop of a process with itself reaches the limit of cycles", () => {
    const world = createWorld({ turnLimit: 50, autoSchedule: false });
    world.spawn("p", {
      code: `n = 0 Handlers.add("l", "Loop", function(m) n = n + 1 Send({ Target = ao.id, Action = "Loop" }) end)`,
    });
    world.spawn("q", { code: COUNTER });
    world.send({ From: "w", Target: "p", Action: "Loop" });
    world.send({ From: "w", Target: "q", Action: "Inc" });
    expect(world.run({ cycles: 5 })).toMatchObject({ cycles: 5, idle: false });
    expect(world.inspect("q", "n")).toBe(1);
    expect(world.inspect("p", "n")).toBeLessThan(400);
  });
});
