import { expect, it } from "vitest";
import { AoError, createWorld, replay, type World, type WorldOptions } from "../../../src/aolite/index.ts";

function world(options: WorldOptions): World {
  const made = createWorld(options);
  made.spawn("p", { code: `Handlers.add("e", "Echo", function(m) m.reply({ Data = m.Data }) end)` });
  return made;
}

const ECHO = { From: "me", Target: "p", Action: "Echo", Data: "x" };

it("a world whose history is capped has no log, as it has no way back", () => {
  const message = "the beginning of this world is not kept: its history is capped";
  for (const history of [0, 3]) {
    const one = world({ history });
    one.send(ECHO);
    expect(() => one.log()).toThrow(new AoError(message));
    expect(() => one.goTo(1)).toThrow(new AoError(message));
  }
});

it("with checkpoints what was done is kept all the same, and is in the log", () => {
  const one = world({ history: 2, checkpoints: 2 });
  for (let i = 0; i < 5; i++) one.send(ECHO);
  const again = replay(one.log());
  expect(again.differences).toEqual([]);
  expect(again.world.stateHash()).toBe(one.stateHash());
});
