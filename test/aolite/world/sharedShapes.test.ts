import { describe, expect, it } from "vitest";
import { createWorld, restoreWorld } from "../../../src/aolite/index.ts";
import type { World } from "../../../src/aolite/world/types.ts";
import type { SimWorld } from "../../../src/aolite/world/world.ts";
import { scenario } from "../../support/aoWorlds.ts";

/** Makes more shapes than the tree of a world takes. */
const GREEDY = `
  for i = 1, 450 do
    local fields = {}
    for j = 1, 60 do fields[j] = "k" .. i .. "_" .. j .. " = 1" end
    load("return {" .. table.concat(fields, ",") .. "}")()
  end`;

function withGreedy(world: World): World {
  world.spawn("greedy", { code: GREEDY });
  return world;
}

/** Whether tables of processes still get new shapes. */
function takesShapes(world: World): boolean {
  const { cx } = (world as SimWorld).simulation.core.process("greedy").engine!;
  return cx.rootShape.transition("one more") !== null;
}

describe("processes share shapes", () => {
  it("and one that uses them all up changes nothing that happens to the others", () => {
    let [full, fresh] = [true, false];
    const without = scenario("fifo", 7, false, (world) => {
      withGreedy(world);
      full = takesShapes(world);
      return world;
    });
    // the tables of the greedy process are gone, and with them what a new world would need shapes for
    const withShapes = scenario("fifo", 7, false, (world, options) => {
      const restored = restoreWorld(withGreedy(world).snapshot(), options);
      fresh = takesShapes(restored);
      return restored;
    });
    expect([full, fresh]).toEqual([false, true]);
    // the first lines of the logs say where the worlds come from
    const [{ log: one, ...shown }, { log: other, ...expected }] = [without, withShapes];
    const tail = (log: string): string => log.slice(log.indexOf('"op":"wallet"'));
    expect(shown).toEqual(expected);
    expect(tail(one)).toBe(tail(other));
    expect(without.gas.length).toBeGreaterThan(20);
  });

  it("nor what matching, JSON and tables of new kinds cost", () => {
    const code = `
      Handlers.add("odd", { Oddity = "x", ["Odd-Second"] = { "y", function(v) return v == "z" end } }, function(msg)
        local kept = { rareName = 1, rareOther = { deepName = msg.Oddity }, listName = { 1, 2 } }
        for i = 1, 20 do kept["computed" .. i] = i end
        Kept = require("json").decode(require("json").encode(kept))
        msg.reply({ Data = { rareAnswer = kept.rareName }, RareTag = "t" })
      end)`;
    const run = (world: World): unknown => {
      world.wallet("alice");
      world.spawn("p", { code });
      for (const second of ["y", "z", "no"]) {
        const tags = { Oddity: "x", "Odd-Second": second };
        world.send({
          From: "alice",
          Target: "p",
          Tags: Object.entries(tags).map(([name, value]) => ({ name, value })),
        });
      }
      world.run({ cycles: 5 });
      return { results: world.results(), hash: world.stateHash() };
    };
    const full = withGreedy(createWorld());
    const fresh = restoreWorld(withGreedy(createWorld()).snapshot());
    expect([full, fresh].map(takesShapes)).toEqual([false, true]);
    const [one, other] = [run(full), run(fresh)];
    expect(one).toEqual(other);
    expect(JSON.stringify(one)).toContain("RareTag");
  });

  it("there is none for messages with a field twice, or with one called Tags", () => {
    const { kit } = (createWorld() as SimWorld).simulation.core;
    const shape = kit.messageShape(["Id", "Anchor", "Data"]);
    expect(shape!.keys.slice(0, shape!.count)).toEqual(["Id", "Anchor", "Tags", "Data"]);
    expect(kit.messageShape(["Id", "Anchor", "Id"])).toBeNull();
    expect(kit.messageShape(["Id", "Tags"])).toBeNull();
  });
});
