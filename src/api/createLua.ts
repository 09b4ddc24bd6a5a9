import { COMPILER } from "../compiler/compile.ts";
import { Lua } from "./lua.ts";
import type { LuaOptions } from "./options.ts";

/** Makes an engine. Synchronous, no I/O. @throws TypeError naming the option that is wrong. */
export function createLua(options: LuaOptions = {}): Lua {
  return new Lua(options, COMPILER);
}
