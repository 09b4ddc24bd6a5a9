import { COMPILER } from "../compiler/compile.ts";
import { Lua, restoredLua } from "./lua.ts";
import type { LuaOptions } from "./options.ts";
import type { Snapshot } from "./snapshot.ts";

/** Makes an engine. Synchronous, no I/O. @throws TypeError naming the option that is wrong. */
export function createLua(options: LuaOptions<Lua> = {}): Lua {
  return new Lua(options, COMPILER);
}

/**
 * An engine in the state of a snapshot, with the libraries, limits and environment of `options`. The dialect is that of the
 * snapshot; functions in `options.globals` and `options.hostFunctions` are there for the snapshot to refer to.
 * @throws LuaSnapshotError, TypeError
 */
export function restoreLua(snapshot: Snapshot | Uint8Array, options: LuaOptions<Lua> = {}): Lua {
  return restoredLua(snapshot, options, COMPILER);
}
