/** How native modules make their values: from tables of functions, cheaply, and each once per process. */
import type { Library } from "../../stdlib/library.ts";
import { type CallContext, nativeFunction } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import type { NativeClosureKind } from "../../vm/snapshot/registry.ts";
import { LuaTable } from "../../vm/table.ts";
import { TableTemplate } from "../../vm/tableTemplate.ts";
import type { LuaValue, NativeFunction } from "../../vm/value.ts";
import type { AoModule } from "./module.ts";

/** The functions of a library as values that all engines share: name and function, in the order of declaration. */
export function sharedNatives(library: Library): ReadonlyMap<string, NativeFunction> {
  return new Map(
    Object.entries(library.functions).map(([name, { run }]) => [name, nativeFunction(`${library.name}.${name}`, run)]),
  );
}

/** A template of a table with the functions of a library, after `fields`, whose values an engine sets itself. */
export function libraryTemplate(library: Library, fields: readonly string[] = []): TableTemplate {
  return new TableTemplate([...fields.map((name) => [name, undefined] as const), ...sharedNatives(library)]);
}

/** A new table with the fields of a template. */
export function filledTable(cx: CallContext, template: TableTemplate, fields: number): LuaTable {
  cx.allocate(SIZE.table + fields * SIZE.slot);
  const table = new LuaTable(cx.rootShape);
  template.fill(table);
  return table;
}

/** The value of a module in this process, made when it is not there yet; it is in `package.loaded` afterwards. */
export function openModule(cx: CallContext, module: AoModule): LuaValue {
  for (const name of module.names) {
    const value = cx.loaded.getStr(name) as LuaValue;
    if (value !== undefined && value !== false) return value;
  }
  const value = module.open(cx);
  for (const name of module.names) cx.loaded.setStr(name, value);
  return value;
}

/** A native closure that carries `upvalues`; `run` has to be among the module's {@link AoModule.closures} under `name`. */
export function nativeClosure(
  cx: CallContext,
  name: string,
  run: (cx: CallContext) => number,
  upvalues: LuaValue[],
): NativeFunction {
  cx.allocate(SIZE.closure + upvalues.length * SIZE.item);
  return nativeFunction(name, run, upvalues);
}

/** What snapshots need to know of the functions of a library whose values are closures. */
export function closureKinds(
  library: Library,
  accepts: NativeClosureKind["accepts"],
): Readonly<Record<string, NativeClosureKind>> {
  return Object.fromEntries(
    Object.entries(library.functions).map(([name, { run }]) => [
      `${library.name}.${name}`,
      { impl: run as NativeFunction["impl"], accepts },
    ]),
  );
}
