/** Opening libraries in an engine (§6). */
import type { LuaVersion } from "../base/version.ts";
import { type CallContext, nativeFunction } from "../vm/callContext.ts";
import { LuaTable } from "../vm/table.ts";
import { TableTemplate } from "../vm/tableTemplate.ts";
import type { LuaValue, NativeFunction } from "../vm/value.ts";
import { baseLibrary } from "./base.ts";
import { bit32Library } from "./bit32.ts";
import { channelLibrary } from "./channel.ts";
import { coroutineLibrary } from "./coroutine.ts";
import { debugLibrary } from "./debug.ts";
import { ioLibrary } from "./io.ts";
import { type Library, NAMED_FUNCTIONS, type NativeSpec } from "./library.ts";
import { mathLibrary } from "./math.ts";
import { osLibrary } from "./os.ts";
import { packageLibrary } from "./package.ts";
import { stringLibrary } from "./string.ts";
import { tableLibrary } from "./table.ts";
import { taskLibrary } from "./task.ts";
import { utf8Library } from "./utf8.ts";

/** Names of the libraries an engine can open, in the order in which they are opened. */
export const LIBRARY_NAMES = [
  "base",
  "coroutine",
  "table",
  "string",
  "math",
  "utf8",
  "bit32",
  "os",
  "io",
  "package",
  "debug",
  "channel",
  "task",
] as const;

/** Name of a library an engine can open. */
export type LibraryName = (typeof LIBRARY_NAMES)[number];

/** Libraries by name. */
export type Libraries = Readonly<Partial<Record<LibraryName, Library>>>;

/** All libraries. */
export const LIBRARIES: Libraries = Object.freeze({
  base: baseLibrary,
  coroutine: coroutineLibrary,
  table: tableLibrary,
  string: stringLibrary,
  math: mathLibrary,
  utf8: utf8Library,
  bit32: bit32Library,
  os: osLibrary,
  io: ioLibrary,
  package: packageLibrary,
  debug: debugLibrary,
  channel: channelLibrary,
  task: taskLibrary,
});

/** Which functions of a library to open: all, or just the named ones. */
export type FunctionChoice = true | readonly string[];

/** The libraries of an engine, ready to be opened: engines with the same ones share it. */
export interface LibrarySet {
  readonly globals: TableTemplate;
  readonly loaded: TableTemplate;
  readonly registry: TableTemplate;
  readonly tables: readonly { readonly library: Library; readonly template: TableTemplate }[];
  /** Names of the functions that were chosen one by one. */
  readonly named: ReadonlySet<string>;
}

/**
 * The set of the chosen functions. A choice rules both the globals and `package.loaded`, so nothing that was left out can be
 * reached. A library of which the dialect has no function (bit32) is not opened.
 */
export function librarySet(
  version: LuaVersion,
  choices: ReadonlyMap<LibraryName, FunctionChoice>,
  libraries: Libraries = LIBRARIES,
): LibrarySet {
  const globals: Field[] = [];
  const loaded: Field[] = [];
  const registryKeys = new Set<string>();
  const tables: { library: Library; template: TableTemplate }[] = [];
  const named = new Set<string>();
  for (const [name, choice] of choices) {
    const library = libraries[name]!;
    const names = Object.keys(library.functions).filter((f) => isIn(library, f, version));
    if (names.length === 0) continue;
    const isBase = library.name === "_G";
    const own: Field[] = isBase ? globals : [];
    const made = new Map<NativeSpec["run"], NativeFunction>();
    for (const f of names) {
      if (choice !== true && !choice.includes(f)) continue;
      const isGlobal = isBase || library.globalFunctions?.includes(f) === true;
      const { run } = library.functions[f]!;
      // two names of one function are one value: math.atan2 is math.atan
      const fn = made.get(run) ?? nativeFunction(isGlobal ? f : `${library.name}.${f}`, run);
      made.set(run, fn);
      (isGlobal ? globals : own).push([f, fn]);
      if (choice !== true) named.add(fn.name);
    }
    for (const field of library.fields ?? []) own.push([field, undefined]);
    for (const key of library.registryKeys ?? []) registryKeys.add(key);
    if (!isBase) globals.push([library.name, undefined]);
    loaded.push([library.name, undefined]);
    tables.push({ library, template: new TableTemplate(isBase ? [] : own) });
  }
  return {
    globals: new TableTemplate(globals),
    loaded: new TableTemplate(loaded),
    registry: new TableTemplate([...registryKeys].map((key) => [key, undefined])),
    tables,
    named,
  };
}

type Field = readonly [key: string, value: LuaValue];

function isIn(library: Library, name: string, version: LuaVersion): boolean {
  const { versions } = library.functions[name]!;
  return versions === undefined || versions.includes(version);
}

/** Opens the libraries in a fresh engine: each fills its table, which becomes a global and an entry of `package.loaded`. */
export function openLibraries(cx: CallContext, { globals, loaded, registry, tables, named }: LibrarySet): void {
  if (named.size > 0) cx.libraryData.set(NAMED_FUNCTIONS, named);
  globals.fill(cx.globals);
  loaded.fill(cx.loaded);
  registry.fill(cx.registry);
  for (const { library, template } of tables) {
    let table = cx.globals;
    if (library.name !== "_G") {
      table = new LuaTable(cx.rootShape);
      template.fill(table);
      cx.globals.setStr(library.name, table);
    }
    cx.loaded.setStr(library.name, table);
    library.setup?.(cx, table);
  }
}
