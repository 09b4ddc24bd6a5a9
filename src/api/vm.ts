/**
 * The engine without its compiler: `import { createLua } from "perigee/vm"`. It runs chunks that were compiled before, as a
 * {@link Chunk} or as its bytes; loading text fails with "compiler not available", for the host and for scripts. Everything else is what
 * "perigee" exports.
 */
import { Lua, restoredLua } from "./lua.ts";
import type { LuaOptions } from "./options.ts";
import type { Snapshot } from "./snapshot.ts";

export * from "./exports.ts";

/** Makes an engine that runs compiled chunks. Synchronous, no I/O. @throws TypeError naming the option that is wrong. */
export function createLua(options: LuaOptions<Lua> = {}): Lua {
  return new Lua(options, null);
}

/** An engine in the state of a snapshot, as `restoreLua` of "perigee". @throws LuaSnapshotError, TypeError */
export function restoreLua(snapshot: Snapshot | Uint8Array, options: LuaOptions<Lua> = {}): Lua {
  return restoredLua(snapshot, options, null);
}
