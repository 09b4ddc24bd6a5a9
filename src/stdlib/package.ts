/** Modules (§6.3): `require` and the package library. Lua modules come from the injected file system; C ones cannot. */
import { decodeUtf8, encodeUtf8 } from "../base/byteString.ts";
import { skipFirstLine } from "../base/firstLine.ts";
import { type Awaitable, HostFault, type LuaFile } from "../base/host.ts";
import { type CallContext, continuation, nativeFunction } from "../vm/callContext.ts";
import type { LuaTable } from "../vm/table.ts";
import { toStringValue } from "../vm/types.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";
import { attempt, cString, faultOf, isPromise, LOOKUP_COST, type Settled } from "./hostCall.ts";
import { readPiece } from "./ioFile.ts";
import { defineLibrary, type Library } from "./library.ts";
import { loadChunk } from "./load.ts";
import { closeQuietly } from "./loadFile.ts";
import { loadingFailed, registered, require, searchPreload } from "./require.ts";

/** `package.config`: directory separator, template separator, substitution mark, and two marks for C modules. */
const CONFIG = "/\n;\n?\n!\n-\n";
const DEFAULT_PATH = "./?.lua;./?/init.lua";
const ENOENT = 2;

/** What loading a C module answers: the words of a reference interpreter built without dynamic libraries. */
const NO_DYNAMIC_LIBRARIES = "dynamic libraries not enabled; check your Lua installation";

/** The package library; `require` becomes a global. */
export const packageLibrary: Library = defineLibrary(
  "package",
  {
    loadlib: { manual: "6.3", signature: "package.loadlib (libname, funcname)", gas: "", run: loadlib },
    require: {
      manual: "6.3",
      signature: "require (modname)",
      gas: "100 per file name, 1 per byte of source",
      run: require,
    },
    searchpath: {
      manual: "6.3",
      signature: "package.searchpath (name, path [, sep [, rep]])",
      gas: "100 per file name, 1 per 16 bytes of path",
      run: searchpath,
    },
  },
  {
    globalFunctions: ["require"],
    fields: ["searchers", "path", "cpath", "config", "loaded", "preload"],
    registryKeys: ["_LOADED", "_PRELOAD", "_PACKAGE"],
    setup,
  },
);

const SEARCHERS: readonly LuaValue[] = [searchPreload, searchLua, searchC, searchCRoot].map((run, i) =>
  nativeFunction(`package.searcher${i + 1}`, run),
);

function setup(cx: CallContext, table: LuaTable): void {
  const preload = cx.newTable();
  cx.registry.setStr("_LOADED", cx.loaded);
  cx.registry.setStr("_PRELOAD", preload);
  cx.registry.setStr("_PACKAGE", table);
  const searchers = cx.newTable(4);
  for (const [i, searcher] of SEARCHERS.entries()) searchers.set(i + 1, searcher);
  table.setStr("searchers", searchers);
  table.setStr("path", initialPath(cx, "LUA_PATH", cx.env.packagePath ?? DEFAULT_PATH));
  table.setStr("cpath", initialPath(cx, "LUA_CPATH", cx.env.packageCpath ?? ""));
  table.setStr("config", CONFIG);
  table.setStr("loaded", cx.loaded);
  table.setStr("preload", preload);
}

/** The path of an environment variable, in which the default stands where it has ";;" (§7). */
function initialPath(cx: CallContext, variable: string, fallback: string): string {
  const variables = cx.env.variables ?? {};
  const get = (name: string): string | undefined => (Object.hasOwn(variables, name) ? variables[name] : undefined);
  const path = get(`${variable}_${cx.version.replace(".", "_")}`) ?? get(variable);
  if (path === undefined) return encodeUtf8(fallback);
  if (!cx.is54) return encodeUtf8(path.replaceAll(";;", `;\x01;`).replaceAll("\x01", () => fallback));
  const mark = path.indexOf(";;");
  if (mark < 0) return encodeUtf8(path);
  const before = mark > 0 ? `${path.slice(0, mark)};` : "";
  const after = mark + 2 < path.length ? `;${path.slice(mark + 2)}` : "";
  return encodeUtf8(before + fallback + after);
}

function packageField(cx: CallContext, name: string): LuaValue {
  return registered(cx, "_PACKAGE")?.getStr(name) as LuaValue;
}

// ------------------------------------------------------------------ searchers

function searchLua(cx: CallContext): number {
  const name = cx.string(1);
  return search(cx, searchState(name, templates(cx, name, pathField(cx, "path"), ".", "/"), "lua"));
}

function searchC(cx: CallContext): number {
  const name = cx.string(1);
  return search(cx, searchState(name, templates(cx, name, pathField(cx, "cpath"), ".", "/"), "c"));
}

/** Looks for a C library with all submodules of the root of the name. */
function searchCRoot(cx: CallContext): number {
  const name = cx.string(1);
  const dot = name.indexOf(".");
  if (dot < 0) return 0;
  return search(cx, searchState(name, templates(cx, name.slice(0, dot), pathField(cx, "cpath"), ".", "/"), "c"));
}

function pathField(cx: CallContext, field: "path" | "cpath"): string {
  const path = toStringValue(packageField(cx, field));
  return path === undefined ? cx.error(`'package.${field}' must be a string`) : path;
}

function loadlib(cx: CallContext): number {
  cx.string(1);
  cx.string(2);
  return cx.ret3(undefined, NO_DYNAMIC_LIBRARIES, "absent");
}

// ------------------------------------------------------------------ files

/** A search for a file, and reading it when it is a Lua module: plain data. */
interface SearchState {
  /** The module's name. */
  readonly name: string;
  /** The file names to try. */
  readonly names: readonly string[];
  readonly purpose: "searchpath" | "lua" | "c";
  at: number;
  /** The file found, while it is read. */
  file: LuaFile | undefined;
  source: string;
}

function searchState(name: string, names: readonly string[], purpose: SearchState["purpose"]): SearchState {
  return { name, names, purpose, at: 0, file: undefined, source: "" };
}

/** The names that the templates of a path give; for an empty path, as the dialect's reference does. */
function templates(cx: CallContext, name: string, path: string, separator: string, replacement: string): string[] {
  const shown = cString(name);
  const file = separator === "" ? shown : shown.replaceAll(separator, () => replacement);
  const patterns = cString(path).split(";");
  const marks = path.split("?").length - 1;
  cx.reserveString(path.length + marks * file.length);
  // each is a file that the host is asked for
  cx.charge(patterns.length * LOOKUP_COST);
  const names = patterns.map((pattern) => pattern.replaceAll("?", () => file));
  return cx.is54 ? names : names.filter((candidate) => candidate !== "");
}

function searchpath(cx: CallContext): number {
  const name = cx.string(1);
  const path = cx.string(2);
  const separator = cString(cx.optString(3, "."));
  const replacement = cString(cx.optString(4, "/"));
  return search(cx, searchState(name, templates(cx, name, path, separator, replacement), "searchpath"));
}

function openModule(cx: CallContext, name: string): Awaitable<LuaFile> {
  const { fs } = cx.env;
  if (fs === undefined || name === "") throw new HostFault("No such file or directory", ENOENT);
  return fs.open(decodeUtf8(name), "r");
}

function search(cx: CallContext, s: SearchState): number {
  for (;;) {
    if (s.file === undefined && s.at >= s.names.length) return notFound(cx, s);
    const { file } = s;
    const outcome: Settled<LuaFile | string> | Promise<LuaFile | string> =
      file === undefined ? attempt(() => openModule(cx, s.names[s.at]!)) : attempt(() => readPiece(file));
    if (isPromise(outcome)) return cx.await(outcome, searchOn, s);
    if (advance(cx, s, outcome)) return found(cx, s);
  }
}

const searchOn: Continuation = continuation("package.search", (cx: CallContext, s: SearchState) => {
  return advance(cx, s, cx.settled as Settled<LuaFile | string>) ? found(cx, s) : search(cx, s);
});

/** Takes note of how opening or reading ended; true when the file is there and read as far as it is needed. */
function advance(cx: CallContext, s: SearchState, outcome: Settled<LuaFile | string>): boolean {
  if (s.file === undefined) {
    if (!outcome.ok) {
      faultOf(outcome);
      s.at++;
      return false;
    }
    s.file = outcome.value as LuaFile;
    if (s.purpose === "lua") return false;
    closeQuietly(s.file);
    return true;
  }
  if (!outcome.ok) {
    closeQuietly(s.file);
    return loadError(cx, s, `cannot read ${s.names[s.at]}: ${faultOf(outcome).message}`);
  }
  const piece = outcome.value as string;
  cx.chargeBytes(piece.length);
  s.source += piece;
  if (piece !== "" && s.source.length <= cx.limits.sourceLength) return false;
  closeQuietly(s.file);
  return true;
}

function found(cx: CallContext, s: SearchState): number {
  const name = s.names[s.at]!;
  if (s.purpose === "searchpath") return cx.ret(name);
  if (s.purpose === "c") return loadError(cx, s, NO_DYNAMIC_LIBRARIES);
  const loader = loadChunk(cx, skipFirstLine(s.source), `@${name}`, "bt", cx.globals);
  return typeof loader === "string" ? loadError(cx, s, loader) : cx.ret2(loader, name);
}

function loadError(cx: CallContext, s: SearchState, message: string): never {
  return loadingFailed(cx, s.name, s.names[s.at]!, message);
}

function notFound(cx: CallContext, s: SearchState): number {
  const lines = s.names.map((name) => `no file '${name}'`);
  const message = cx.is54 ? lines.join("\n\t") : lines.map((line) => `\n\t${line}`).join("");
  return s.purpose === "searchpath" ? cx.ret2(undefined, message) : cx.ret(message);
}
