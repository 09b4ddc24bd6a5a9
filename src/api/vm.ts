/**
 * The engine without its compiler: `import { createLua } from "perigee/vm"`. It runs chunks that were compiled before, as a
 * {@link Chunk} or as its bytes; loading text fails with "compiler not available", for the host and for scripts. Everything else is what
 * "perigee" exports.
 */
import { Lua } from "./lua.ts";
import type { LuaOptions } from "./options.ts";

export * from "./exports.ts";

/** Makes an engine that runs compiled chunks. Synchronous, no I/O. @throws TypeError naming the option that is wrong. */
export function createLua(options: LuaOptions = {}): Lua {
  return new Lua(options, null);
}
