import { describe, expect, it } from "vitest";
import { createWorld, replay } from "../../../src/aolite/index.ts";

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
