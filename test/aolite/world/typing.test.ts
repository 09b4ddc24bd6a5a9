/** What the compiler says about programs of hosts: wrong ones do not compile, and types of results need no casts. */
import { expect, expectTypeOf, it } from "vitest";
import {
  type ActiveRule,
  type AoMessage,
  type AoValue,
  createWorld,
  type MessageResult,
  type ReplayReport,
  type RunReport,
  replay,
  restoreWorld,
  type Spy,
  type Waiting,
  type World,
  type WorldEvents,
  type WorldSnapshot,
} from "../../../src/aolite/index.ts";

it("types of members are what they give", () => {
  const world = createWorld({ seed: 1, clock: { start: 5 }, limits: { instructions: 1e6 }, schedule: "random" });
  world.spawn("p");
  expectTypeOf(world).toEqualTypeOf<World>();
  expectTypeOf(world.send).returns.toEqualTypeOf<AoMessage>();
  expectTypeOf(world.eval).returns.toEqualTypeOf<AoValue>();
  expectTypeOf(world.inbox).returns.toEqualTypeOf<readonly AoValue[]>();
  expectTypeOf(world.messages("p", { Action: /x/, Data: ["a", (value) => value === 1] })).toEqualTypeOf<
    readonly AoMessage[]
  >();
  expectTypeOf(world.run).returns.toEqualTypeOf<RunReport>();
  expectTypeOf(world.step).returns.toEqualTypeOf<MessageResult | undefined>();
  expectTypeOf(world.runUntil).parameter(0).parameter(0).toEqualTypeOf<World>();
  expectTypeOf(world.snapshot).returns.toEqualTypeOf<WorldSnapshot>();
  expectTypeOf(world.fork).returns.toEqualTypeOf<World>();
  expectTypeOf(world.stateHash).returns.toEqualTypeOf<string>();
  expectTypeOf(world.waiting).returns.toEqualTypeOf<readonly Waiting[]>();
  expectTypeOf(world.addRule).returns.toEqualTypeOf<ActiveRule>();
  expectTypeOf(world.spy).returns.toEqualTypeOf<Spy>();
  expectTypeOf(replay).returns.toEqualTypeOf<ReplayReport>();
  expectTypeOf(restoreWorld).returns.toEqualTypeOf<World>();
  world.on("drop", (event) => expectTypeOf(event).toEqualTypeOf<WorldEvents["drop"]>());
  expectTypeOf<MessageResult["GasUsed"]>().toEqualTypeOf<number>();
  expectTypeOf<MessageResult["Error"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<MessageResult["Messages"]>().toEqualTypeOf<readonly AoMessage[]>();
  expect(world.now).toBe(5);
});

it("mistakes do not compile, and are refused when they run all the same", () => {
  // @ts-expect-error: no such schedule
  expect(() => createWorld({ schedule: "lifo" })).toThrow('schedule: "lifo" is not one of fifo, random');
  // @ts-expect-error: no such option
  expect(() => createWorld({ sedd: 1 })).toThrow("sedd: no such option");
  const world = createWorld();
  // @ts-expect-error: a message has a sender
  expect(() => world.send({ Target: "p" })).toThrow();
  // @ts-expect-error: functions are in no message
  expect(() => world.send({ From: "p", Target: "p", Data: () => 1 })).toThrow();
  // @ts-expect-error: no such event
  expect(() => world.on("nothing", () => {})).toThrow("nothing: no such event");
  // @ts-expect-error: no such action
  expect(() => world.addRule({ match: "Go", action: "lose" })).toThrow("drop, delay, duplicate, reorder");
  // @ts-expect-error: results are to be read
  const change = (result: MessageResult): number => (result.GasUsed = 1);
  expect(change).toBeTypeOf("function");
});
