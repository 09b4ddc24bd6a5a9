/**
 * Engines of processes (AO 7.8): each has its own globals, string metatable and modules, and shares nothing that can be
 * changed. A kit makes them for one world, and knows what is in them for snapshots.
 */

import { skipFirstLine } from "../../base/firstLine.ts";
import type { EngineEnv, LuaClock } from "../../base/host.ts";
import type { LuaVersion } from "../../base/version.ts";
import type { Compiler } from "../../compiler/bytecode/compiler.ts";
import {
  type FunctionChoice,
  type LibraryName,
  type LibrarySet,
  librarySet,
  openLibraries,
} from "../../stdlib/index.ts";
import { loadChunk } from "../../stdlib/load.ts";
import { insertSearchers, loadingFailed, require } from "../../stdlib/require.ts";
import { CallContext, nativeFunction } from "../../vm/callContext.ts";
import { newRootShape, type Shape } from "../../vm/shape.ts";
import { DEFAULT_LIMITS, type MachineLimits } from "../../vm/state.ts";
import { LuaTable } from "../../vm/table.ts";
import type { NativeFunction } from "../../vm/value.ts";
import { connectRuntime } from "../modules/host.ts";
import { SEARCH_MODULES } from "../modules/index.ts";
import { findFile, loadAfresh } from "./moduleFile.ts";
import { RememberingCompiler } from "./rememberingCompiler.ts";

/** The key of the {@link KitLink} in an engine's `libraryData`: made anew with each engine, not part of its state. */
export const LINK_KEY = "aolite.link";

/** What the natives of a process reach of its world. */
export interface KitLink {
  /** Source of a module that the host gives, a byte string. */
  readonly findModule: (name: string) => string | undefined;
}

/** What all engines of a world have in common. */
export interface KitOptions extends KitLink {
  readonly compiler: Compiler | null;
  readonly version: LuaVersion;
  readonly env: EngineEnv;
  readonly limits?: Partial<MachineLimits>;
  /** Texts of transactions, byte strings. */
  readonly readData?: ((id: string) => string | undefined) | undefined;
}

/** What processes have: files only as the host's `fs` gives them, no other programs or variables of functions (AO 7.8). */
const LIBRARIES: Readonly<Partial<Record<LibraryName, FunctionChoice>>> = {
  base: [
    ...["assert", "collectgarbage", "error", "getmetatable", "ipairs", "load", "next", "pairs", "pcall", "print"],
    ...["rawequal", "rawget", "rawlen", "rawset", "select", "setmetatable", "tonumber", "tostring", "type", "xpcall"],
    ...["warn", "dofile", "loadfile"],
  ],
  coroutine: true,
  table: true,
  string: true,
  math: true,
  utf8: true,
  bit32: true,
  os: ["time", "clock", "date", "difftime", "getenv"],
  package: ["require", "searchpath"],
  debug: ["traceback", "getinfo"],
};

/** What the libraries of processes are; shared by the kits of a dialect. */
interface Libraries {
  readonly set: LibrarySet;
  /** `bit32`, which the later dialect does not have by itself (AO 0.1). */
  readonly bits: LibrarySet;
}

/** A table of `bit32`, in either dialect. */
export function openBits(cx: CallContext, bits: LibrarySet = bitLibrary()): LuaTable {
  const table = new LuaTable(cx.rootShape);
  bits.tables[0]!.template.fill(table);
  return table;
}

function bitLibrary(): LibrarySet {
  return librarySet("5.3", new Map([["bit32", true]]));
}

function libraries(version: LuaVersion): Libraries {
  const choices = Object.entries(LIBRARIES) as [LibraryName, FunctionChoice][];
  return {
    set: librarySet(version, new Map(choices)),
    bits: bitLibrary(),
  };
}

/** See the file comment. */
export class EngineKit {
  readonly options: KitOptions;
  readonly #libraries: Libraries;
  readonly #limits: MachineLimits;
  readonly #compiler: Compiler | null;
  /** Of all processes: most of their tables are alike, and so is what they make of messages. */
  readonly #shapes: Shape = newRootShape();
  /** What {@link messageShape} was last asked, and what it said: most messages have the same fields. */
  #lastNames: readonly string[] | undefined;
  #lastShape: Shape | null = null;

  constructor(options: KitOptions, shared: Libraries = libraries(options.version)) {
    this.options = options;
    this.#compiler = options.compiler === null ? null : new RememberingCompiler(options.compiler);
    this.#libraries = shared;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /**
   * The shape of message tables with these root fields and Tags; null when there can be none.
   * @param names a list that is not changed any more
   */
  messageShape(names: readonly string[]): Shape | null {
    if (this.#lastNames !== names) {
      this.#lastNames = names;
      const keys = messageKeys(names);
      // a message from outside may have a field twice, or one that is called Tags
      this.#lastShape = new Set(keys).size === keys.length ? this.#shapes.descendant(keys) : null;
    }
    return this.#lastShape;
  }

  /** The same for a world with another clock. */
  with(clock: LuaClock): EngineKit {
    return new EngineKit({ ...this.options, env: { ...this.options.env, clock } }, this.#libraries);
  }

  /** An engine without anything in it, for a state to be put into. */
  blank(): CallContext {
    const { version, env, findModule } = this.options;
    const cx = new CallContext(version, env, this.#limits, this.#shapes);
    cx.compiler = this.#compiler;
    cx.libraryData.set(LINK_KEY, { findModule } satisfies KitLink);
    connectRuntime(cx, { readData: this.options.readData });
    return cx;
  }

  /** An engine with the libraries, and `require` for modules of AO and of the host. */
  make(): CallContext {
    const cx = this.blank();
    openLibraries(cx, this.#libraries.set);
    if (cx.globals.getStr("bit32") === undefined) {
      const table = openBits(cx, this.#libraries.bits);
      cx.globals.setStr("bit32", table);
      cx.loaded.setStr("bit32", table);
    }
    cx.loaded.setStr("bit", cx.loaded.getStr("bit32"));
    cx.globals.setStr("require", REQUIRE);
    dropCSearchers(cx);
    insertSearchers(cx, [HOST_SEARCHER, SEARCH_MODULES]);
    return cx;
  }
}

/** The field that Tags come after (AO 1.4); they come last in messages without it. */
export const TAGS_AFTER = "Anchor";

function messageKeys(names: readonly string[]): readonly string[] {
  const at = names.indexOf(TAGS_AFTER) + 1;
  return at === 0 ? [...names, "Tags"] : [...names.slice(0, at), "Tags", ...names.slice(at)];
}

/** There are no C libraries in a process. */
function dropCSearchers(cx: CallContext): void {
  const library = cx.globals.getStr("package") as LuaTable;
  const searchers = library.getStr("searchers") as LuaTable;
  for (let i = searchers.length(); i > 2; i--) searchers.set(i, undefined);
}

/** Source of a module that the host gives. */
function findHostModule(cx: CallContext, name: string): string | undefined {
  const link = cx.libraryData.get(LINK_KEY) as KitLink | undefined;
  return link?.findModule(name);
}

/** `require`; with an environment as its second argument it loads afresh, with that as globals (AO 7). */
const REQUIRE: NativeFunction = nativeFunction("require", (cx) => {
  const env = cx.arg(2);
  if (!(env instanceof LuaTable)) return require(cx);
  const name = cx.string(1);
  const source = findHostModule(cx, name);
  const file = source === undefined ? findFile(cx, name, cx.globals) : { name, path: name, source };
  return loadAfresh(cx, file, env);
});

/** Modules that the host gives. */
const HOST_SEARCHER: NativeFunction = nativeFunction("aolite.hostSearcher", (cx) => {
  const name = cx.string(1);
  const source = findHostModule(cx, name);
  if (source === undefined) return cx.ret0();
  cx.charge(source.length >> 4);
  const loader = loadChunk(cx, skipFirstLine(source), `@${name}`, "t", cx.globals);
  return typeof loader === "string" ? loadingFailed(cx, name, name, loader) : cx.ret2(loader, name);
});
