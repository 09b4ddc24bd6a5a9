import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aoliteWorld, installAolite, restoreWorld } from "../../src/aolite/index.ts";
import type { World } from "../../src/aolite/world/types.ts";
import { createLua } from "../../src/api/index.ts";
import { nodeFs } from "../../src/node/nodeFs.ts";

const EXAMPLES = join(import.meta.dirname, "../../lua/examples/ao");
const names = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** The world in which an example has run. */
function run(name: string, schedule: "fifo" | "random" = "fifo", seed = 0): World {
  const packagePath = `${join(EXAMPLES, name)}/?.lua`;
  const lua = createLua({ version: "5.3", libs: "all", env: { fs: nodeFs({ write: false }), packagePath } });
  installAolite(lua, { clock: { start: 0 }, schedule, seed, checkpoints: 5 });
  lua.globals.set("print", () => {});
  lua.runSync(readFileSync(join(EXAMPLES, name, "main.lua")), { chunkName: `@${name}` });
  return aoliteWorld(lua);
}

it("there are examples", () => {
  expect(names.length).toBeGreaterThanOrEqual(7);
});

describe.each(names)("example %s", (name) => {
  it("handles all its messages, the same way each time", () => {
    const world = run(name);
    expect(world.counts).toMatchObject({ queued: 0, delayed: 0 });
    expect(world.results().filter(({ Error: error }) => error !== undefined)).toEqual([]);
    expect(run(name).stateHash()).toBe(world.stateHash());
    expect(run(name, "random", 7).stateHash()).toBe(run(name, "random", 7).stateHash());
  });

  it("AO 11.1, 11.2 can be taken back to every message, and saved there", () => {
    const world = run(name);
    const hash = world.stateHash();
    for (let step = 0; step <= world.steps; step++) {
      const before = world.goTo(step);
      expect(before.steps).toBe(step);
      const saved = before.snapshot();
      const hashThen = before.stateHash();
      expect(restoreWorld(saved.toBytes()).stateHash()).toBe(hashThen);
      const other = before.fork();
      other.run();
      other.restore(saved);
      expect(other.stateHash()).toBe(hashThen);
    }
    expect(world.stateHash()).toBe(hash);
    expect(world.goTo(world.steps).results().length).toBe(world.results().length);
  });
});
