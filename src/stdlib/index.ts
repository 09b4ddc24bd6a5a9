/** Opening libraries in an engine (§6). */
import type { LuaVersion } from "../base/version.ts";
import { type CallContext, nativeFunction } from "../vm/callContext.ts";
import { LuaTable } from "../vm/table.ts";
import type { NativeFunction } from "../vm/value.ts";
import { baseLibrary } from "./base.ts";
import { bit32Library } from "./bit32.ts";
import { coroutineLibrary } from "./coroutine.ts";
import { debugLibrary } from "./debug.ts";
import { ioLibrary } from "./io.ts";
import type { Library, NativeSpec } from "./library.ts";
import { mathLibrary } from "./math.ts";
import { osLibrary } from "./os.ts";
import { packageLibrary } from "./package.ts";
import { stringLibrary } from "./string.ts";
import { tableLibrary } from "./table.ts";
import { utf8Library } from "./utf8.ts";

/** Names of the libraries an engine can open. */
export type LibraryName =
  | "base"
  | "coroutine"
  | "table"
  | "string"
  | "math"
  | "utf8"
  | "bit32"
  | "os"
  | "io"
  | "package"
  | "debug";

/** All libraries, by name, in the order in which they are opened. */
export const LIBRARIES: Readonly<Partial<Record<LibraryName, Library>>> = Object.freeze({
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
});

/** Which functions of a library to open: all, or just the named ones. */
export type FunctionChoice = true | readonly string[];

function isIn(library: Library, name: string, version: LuaVersion): boolean {
  const { versions } = library.functions[name]!;
  return versions === undefined || versions.includes(version);
}

/**
 * Opens one library: fills its table, which becomes a global and an entry of `package.loaded`. The same choice of
 * functions rules both, so nothing that was left out can be reached. A library of which the dialect has no function
 * (bit32) is not opened.
 */
export function openLibrary(cx: CallContext, library: Library, choice: FunctionChoice): void {
  if (!Object.keys(library.functions).some((name) => isIn(library, name, cx.version))) return;
  const isBase = library.name === "_G";
  const table = isBase ? cx.globals : new LuaTable(cx.rootShape);
  // two names of one function are one value: math.atan2 is math.atan
  const made = new Map<NativeSpec["run"], NativeFunction>();
  for (const name of Object.keys(library.functions)) {
    if (!isIn(library, name, cx.version) || (choice !== true && !choice.includes(name))) continue;
    const { run } = library.functions[name]!;
    const fn = made.get(run) ?? nativeFunction(isBase ? name : `${library.name}.${name}`, run);
    made.set(run, fn);
    table.setStr(name, fn);
  }
  if (!isBase) cx.globals.setStr(library.name, table);
  cx.loaded.setStr(library.name, table);
  library.setup?.(cx, table);
}
