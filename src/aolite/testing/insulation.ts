/** What insulated blocks leave as it was: the globals of an engine, and the modules that are loaded. */
import type { Lua } from "../../api/lua.ts";
import type { LuaTable } from "../../api/values.ts";
import { isTable } from "./values.ts";

/** Keeps them as they are now. @returns puts them back */
export function keepGlobals(lua: Lua): () => void {
  const { globals } = lua;
  const { metatable } = globals;
  const library = globals.rawGet("package");
  const loaded = isTable(library) ? library.rawGet("loaded") : undefined;
  const restorers = [keepEntries(globals), ...(isTable(loaded) ? [keepEntries(loaded)] : [])];
  return () => {
    globals.metatable = metatable;
    for (const restore of restorers) restore();
  };
}

function keepEntries(table: LuaTable): () => void {
  const kept = [...table.entries()];
  return () => {
    const added = new Set(table.keys());
    for (const [key, value] of kept) {
      table.rawSet(key, value);
      added.delete(key);
    }
    for (const key of added) table.delete(key);
  };
}
