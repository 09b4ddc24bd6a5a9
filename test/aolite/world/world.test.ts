import { describe, expect, it } from "vitest";
import { createWorld } from "../../../src/aolite/index.ts";

const PING = `Handlers.add("ping", "Ping", function(msg) count = (count or 0) + 1; msg.reply({ Action = "Pong", Data = msg.Data }) end)`;
const PONG = `Handlers.add("pong", "Pong", function(msg) got = (got or 0) + 1 end)`;

describe("world", () => {
  it("AO 7.3 two processes exchange messages", () => {
    const world = createWorld();
    world.spawn("a", { code: PING });
    world.spawn("b", { code: PONG });
    const sent = world.send({ From: "b", Target: "a", Action: "Ping", Data: "hi" });
    expect(sent).toMatchObject({ Id: "b#1", From: "b", Owner: "b", Target: "a", Action: "Ping", Data: "hi" });
    expect(world.eval("a", "count")).toBe(1);
    expect(world.eval("b", "got")).toBe(1);
    expect(world.last("b", "Pong")).toMatchObject({ From: "a", Data: "hi", fields: { "X-Reference": "1" } });
    expect(world.result("b#1")).toMatchObject({ Error: undefined, Messages: [{ Action: "Pong" }] });
    expect(world.cause("a#1")?.Id).toBe("b#1");
  });

  it.each([0, 1, 3])("AO 11.11 exchanges messages with a history of %d", (history) => {
    const world = createWorld({ history });
    world.spawn("a", { code: PING });
    world.spawn("b", { code: PONG });
    world.wallet("w");
    for (let i = 0; i < 5; i++) {
      world.send({ From: "b", Target: "a", Action: "Ping" });
      world.send({ From: "w", Target: "a", Action: "Ping" });
    }
    expect([world.eval("a", "count"), world.eval("b", "got")]).toEqual([10, 5]);
    expect(
      world.eval("a", "(function() for i = 1, 5 do Send({ Target = 'a', Action = 'Other' }) end return 1 end)()"),
    ).toBe(1);
    expect(world.counts).toMatchObject({ dropped: 0, queued: 0, kept: 5 });
    expect(world.messages("w").length).toBe(Math.min(history, 5));
  });

  it("AO 7.5 eval gives values, errors and nothing", () => {
    const world = createWorld();
    world.spawn("p");
    expect(world.eval("p", "1 + 1")).toBe(2);
    expect(world.eval("p", "{ a = { 1, 2 }, s = 'x' }")).toEqual({ a: [1, 2], s: "x" });
    expect(world.eval("p", "x = 5")).toBeUndefined();
    expect(world.eval("p", "x")).toBe(5);
    expect(() => world.eval("p", "error('boom')")).toThrow(
      'Error in evaluation: Runtime error: [string "EvalRequest"]:1: boom',
    );
    expect(() => world.eval("p", "x x")).toThrow('Error in evaluation: Compilation error: [string "EvalRequest"]:1:');
    expect(() => world.eval("p", "0/0")).toThrow("Error in evaluation");
    expect(world.eval("p", "require('.bint')(256)(12)")).toBe(12n);
    expect(world.eval("p", "Receive({ Action = 'Never' })")).toBeUndefined();
    expect(world.waiting("p")).toMatchObject([{ process: "p", pattern: "{ Action = Never }" }]);
  });
});
