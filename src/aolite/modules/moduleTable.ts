/** Making the table of a module: the natives are shared by all engines, the table belongs to one process. */
import type { Library } from "../../stdlib/library.ts";
import { type CallContext, nativeFunction } from "../../vm/callContext.ts";
import type { LuaTable } from "../../vm/table.ts";
import { TableTemplate } from "../../vm/tableTemplate.ts";
import type { LuaValue, NativeFunction } from "../../vm/value.ts";

/**
 * The fields that the table of a module starts with: constants, then one shared native for each function of the library.
 * `made` holds those that exist already because other code calls them: each has one identity.
 */
export function moduleTemplate(
  library: Library,
  constants: readonly (readonly [string, LuaValue])[],
  made: Readonly<Record<string, NativeFunction>> = {},
): TableTemplate {
  const functions = Object.entries(library.functions).map(
    ([name, { run }]) => [name, made[name] ?? nativeFunction(`${library.name}.${name}`, run)] as const,
  );
  return new TableTemplate([...constants, ...functions]);
}

/** A fresh table with the fields of the template. */
export function openTable(cx: CallContext, template: TableTemplate): LuaTable {
  const table = cx.newTable(0, 8);
  template.fill(table);
  return table;
}
