/** `mock(t)`: spies or stubs in place of all functions in a table and the tables in it. */
import type { Lua } from "../../api/lua.ts";
import type { HostCall, LuaTable, LuaValue } from "../../api/values.ts";
import type { Spies } from "./spies.ts";
import { isFunction, isTable } from "./values.ts";

/** The table `mock`: `mock(t)`, `mock(t, true, results...)` for stubs, `mock.revert(t)`, `mock.clear(t)`. */
export function mockLibrary(lua: Lua, spies: Spies): LuaTable {
  const make = (cx: HostCall, at: number): LuaValue => {
    const given = cx.value(at);
    const results: LuaValue[] = [];
    for (let i = at + 2; i <= cx.argc; i++) results.push(cx.value(i));
    const isStub = cx.boolean(at + 1);
    if (isFunction(given)) return isStub ? spies.stub(results) : spies.spy(given);
    forEach(cx, cx.table(at), spies, (value, object, key) => {
      if (!isFunction(value)) return;
      if (isStub) spies.stub(results, { object, key });
      else spies.spy(value, { object, key });
    });
    return given;
  };
  const each = (name: string, act: (spy: LuaTable) => void) => {
    const run = (cx: HostCall): LuaTable => {
      const table = cx.table(1);
      if (spies.of(table) !== undefined) act(table);
      else forEach(cx, table, spies, (value) => isTable(value) && act(value));
      return table;
    };
    return lua.raw(run, { name: `mock.${name}` });
  };
  const library = lua.table({
    new: lua.raw((cx) => make(cx, 1), { name: "mock.new" }),
    revert: each("revert", (spy) => spies.revert(spy)),
    clear: each("clear", (spy) => spies.clear(spy)),
  });
  library.metatable = lua.table({ __call: lua.raw((cx) => make(cx, 2), { name: "mock" }) });
  return library;
}

/** Visits functions and spies in a table and the tables in it. */
function forEach(
  cx: HostCall,
  table: LuaTable,
  spies: Spies,
  visit: (value: LuaValue, object: LuaTable, key: LuaValue) => void,
): void {
  const [tables, seen] = [[table], new Set([table])];
  for (let object = tables.pop(); object !== undefined; object = tables.pop()) {
    for (const [key, value] of [...object.entries()]) {
      cx.charge(1);
      if (!isTable(value) || spies.of(value) !== undefined) {
        if (isTable(value) || isFunction(value)) visit(value, object, key);
      } else if (!seen.has(value)) {
        seen.add(value);
        tables.push(value);
      }
    }
  }
}
