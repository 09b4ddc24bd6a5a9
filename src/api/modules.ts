/** Modules that the host provides: definitions in `package.preload`, and resolvers as searchers behind it. */

import { bytesToString, decodeUtf8, encodeUtf8 } from "../base/byteString.ts";
import { skipFirstLine } from "../base/firstLine.ts";
import type { LuaFs } from "../base/host.ts";
import { instantiate, loadChunk } from "../stdlib/load.ts";
import { exposeRequire, insertSearchers, loadingFailed, preloadTable, requesterOf } from "../stdlib/require.ts";
import { type CallContext, continuation, nativeFunction } from "../vm/callContext.ts";
import type { NativeClosureKind } from "../vm/snapshot/registry.ts";
import type { Continuation, NativeFunction } from "../vm/value.ts";
import { type Chunk, CompiledChunk } from "./chunk.ts";
import { isThenable } from "./link.ts";
import { type LuaInput, LuaMulti, type LuaTable } from "./values.ts";

/**
 * A module: Lua source, a compiled chunk, a table, fields for a table (copied when it is first required), or a function that
 * makes its value. `L` is the engine.
 */
export type ModuleDefinitionOf<L> =
  | string
  | Chunk
  | LuaTable
  | Readonly<Record<string, LuaInput>>
  | ((lua: L, name: string) => LuaInput | LuaMulti | Promise<LuaInput | LuaMulti>);

/** What a resolver is asked. */
export interface ModuleRequestOf<L> {
  /** The name given to `require`. */
  readonly name: string;
  /** Name of the chunk that called `require` ("@main.lua"); undefined: the host did. */
  readonly requester: string | undefined;
  readonly lua: L;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The files of the engine, if it has any. */
  readonly fs: LuaFs | undefined;
}

/** Where a module comes from. `origin`, like the name of a chunk without its first character, is what `require` returns second. */
export type ModuleSourceOf<L> =
  | { readonly kind: "lua"; readonly source: string | Uint8Array; readonly chunkName: string }
  | { readonly kind: "chunk"; readonly chunk: Chunk }
  | { readonly kind: "host"; readonly load: Exclude<ModuleDefinitionOf<L>, string | Chunk>; readonly origin: string };

/** What a resolver answers: the module, or lines for the message that it was not found ("no file './x.lua'"). */
export type ResolutionOf<L> = ModuleSourceOf<L> | { readonly tried: readonly string[] };

/** Finds modules for `require`. What it throws becomes the error of `require`. */
export interface ModuleResolverOf<L> {
  /** May answer with a promise, on which the script waits; in a synchronous run that is a LuaAsyncError. */
  resolve(request: ModuleRequestOf<L>): ResolutionOf<L> | Promise<ResolutionOf<L>>;
}

/** What is needed of the bridge: what host functions give to Lua. */
export interface HostResults {
  /** Leaves what a host function returned as the results of the running native. */
  hostResults(cx: CallContext, result: LuaInput | LuaMulti): number;
  /** Raises what a host function threw. */
  hostRejected(reason: unknown): never;
  /** Names the functions in a value for snapshots. */
  nameFunctions(value: unknown, path: string): void;
}

/** The key of an engine's modules in the state's `libraryData`. */
const LIBRARY_DATA = "modules";

/** The modules that a host gives to an engine. */
export class HostModules<L> {
  readonly lua: L;
  readonly bridge: HostResults;
  readonly resolvers: readonly ModuleResolverOf<L>[];
  /** Definitions by name, a byte string. */
  readonly definitions: Map<string, ModuleDefinitionOf<L>> = new Map();
  readonly #cx: CallContext;
  /** Modules whose values have been made once more. */
  readonly #recalled: Set<string> = new Set();

  /** @throws TypeError naming the option that is wrong */
  constructor(cx: CallContext, lua: L, bridge: HostResults, resolvers: readonly ModuleResolverOf<L>[]) {
    this.#cx = cx;
    this.lua = lua;
    this.bridge = bridge;
    this.resolvers = resolvers;
    cx.libraryData.set(LIBRARY_DATA, this);
    if (resolvers.length === 0) return;
    insertSearchers(
      cx,
      resolvers.map((_, i) => nativeFunction("package.resolver", resolve, [i])),
    );
    exposeRequire(cx);
  }

  /** Makes a module known; it is loaded when it is first required. @throws TypeError */
  preload(name: string, definition: ModuleDefinitionOf<L>): void {
    checkDefinition(`preload.${name}`, definition);
    const bytes = encodeUtf8(name);
    this.definitions.set(bytes, definition);
    if (typeof definition !== "string" && typeof definition !== "function") this.name(name, definition);
    preloadTable(this.#cx).set(bytes, nativeFunction("package.preload.host", loadPreloaded, [bytes]));
    exposeRequire(this.#cx);
  }

  /** Names the functions in the value of a module by the module that they come from. */
  name(module: string, value: unknown): void {
    this.bridge.nameFunctions(value instanceof LuaMulti ? value.values[0] : value, `module "${module}"`);
  }

  /**
   * Makes the value of a module once more, when a snapshot names a function of it, so that the function is known. `id`: the
   * name that {@link HostModules.name} gave it. Nothing happens for what only a promise could bring.
   */
  recall(id: string): void {
    const name = /^module "([^"]*)"/.exec(id)?.[1];
    if (name === undefined || this.#recalled.has(name)) return;
    this.#recalled.add(name);
    const definition = this.definitions.get(encodeUtf8(name)) ?? this.#resolvedNow(name);
    const value: unknown = typeof definition === "function" ? definition(this.lua, name) : definition;
    if (isThenable(value)) value.then(undefined, () => {});
    else this.name(name, value);
  }

  #resolvedNow(name: string): unknown {
    const { signal } = new AbortController();
    for (const resolver of this.resolvers) {
      const answer = resolver.resolve({ name, requester: undefined, lua: this.lua, signal, fs: this.#cx.env.fs });
      if (isThenable(answer)) {
        answer.then(undefined, () => {});
        return undefined;
      }
      const found = answer as ResolutionOf<L>;
      if (!("tried" in found)) return found.kind === "host" ? found.load : undefined;
    }
    return undefined;
  }
}

/** The resolvers of the option `modules`, checked. @throws TypeError */
export function checkedResolvers<L>(
  modules: ModuleResolverOf<L> | readonly ModuleResolverOf<L>[] | undefined,
): readonly ModuleResolverOf<L>[] {
  if (modules === undefined) return [];
  const list = (Array.isArray(modules) ? modules : [modules]) as readonly ModuleResolverOf<L>[];
  for (const [i, resolver] of list.entries()) {
    if (typeof (resolver as unknown) !== "object" || resolver === null || typeof resolver.resolve !== "function") {
      throw new TypeError(`modules${Array.isArray(modules) ? `[${i}]` : ""}: has no function "resolve"`);
    }
  }
  return list;
}

function checkDefinition(path: string, definition: unknown): void {
  if (typeof definition === "string" || typeof definition === "function") return;
  if (typeof definition === "object" && definition !== null) return;
  throw new TypeError(`${path}: no source, chunk, table or function`);
}

/** The functions that are made for an engine's modules, for snapshots of it. */
export function moduleClosures<L>(modules: HostModules<L> | undefined): Record<string, NativeClosureKind> {
  return {
    "package.resolver": {
      impl: nativeFunction("", resolve).impl,
      accepts: ([i]) => typeof i === "number" && modules?.resolvers[i] !== undefined,
    },
    "package.preload.host": {
      impl: nativeFunction("", loadPreloaded).impl,
      accepts: ([name]) => typeof name === "string" && modules?.definitions.has(name) === true,
    },
  };
}

function modulesOf(cx: CallContext): HostModules<unknown> {
  return cx.libraryData.get(LIBRARY_DATA) as HostModules<unknown>;
}

// ------------------------------------------------------------------ loading

/** A loader in `package.preload`; its upvalue is the name of the definition. */
function loadPreloaded(cx: CallContext): number {
  const name = cx.native!.upvalues[0] as string;
  const definition = modulesOf(cx).definitions.get(name)!;
  if (typeof definition === "string") {
    const fn = compiled(cx, name, definition, `@${decodeUtf8(name)}`);
    return cx.call2(fn, name, ":preload:", results, undefined);
  }
  if (definition instanceof CompiledChunk) {
    return cx.call2(ofChunk(cx, name, definition), name, ":preload:", results, undefined);
  }
  return loadFromHost(cx, name, definition as Exclude<ModuleDefinitionOf<unknown>, string | Chunk>);
}

const results: Continuation = continuation("package.preload", (cx: CallContext) => cx.retArgs(1));

/** Leaves the value of a module that the host makes as the result. */
function loadFromHost(
  cx: CallContext,
  name: string,
  definition: Exclude<ModuleDefinitionOf<unknown>, string | Chunk>,
): number {
  const modules = modulesOf(cx);
  const { bridge, lua } = modules;
  if (typeof definition !== "function") {
    modules.name(decodeUtf8(name), definition);
    return bridge.hostResults(cx, definition as LuaInput);
  }
  let value: unknown;
  try {
    value = definition(lua, decodeUtf8(name));
  } catch (thrown) {
    return bridge.hostRejected(thrown);
  }
  if (isThenable(value)) return cx.await(value, hostLoaded, name);
  modules.name(decodeUtf8(name), value);
  return bridge.hostResults(cx, value as LuaInput | LuaMulti);
}

const hostLoaded: Continuation = continuation("package.host", (cx: CallContext, name: string) => {
  const settled = cx.settled!;
  const modules = modulesOf(cx);
  if (!settled.ok) return modules.bridge.hostRejected(settled.reason);
  modules.name(decodeUtf8(name), settled.value);
  return modules.bridge.hostResults(cx, settled.value as LuaInput | LuaMulti);
});

/** The function of a module's source. */
function compiled(cx: CallContext, name: string, source: string | Uint8Array, chunkName: string) {
  const bytes = typeof source === "string" ? encodeUtf8(source) : bytesToString(source);
  const loader = loadChunk(cx, skipFirstLine(bytes), encodeUtf8(chunkName), "bt", cx.globals);
  return typeof loader === "string" ? loadingFailed(cx, name, encodeUtf8(shownName(chunkName)), loader) : loader;
}

function ofChunk(cx: CallContext, name: string, chunk: CompiledChunk) {
  if (chunk.version === cx.version) return instantiate(cx, chunk.proto, cx.globals);
  const message = `chunk of Lua ${chunk.version} in an engine of Lua ${cx.version}`;
  return loadingFailed(cx, name, shownName(chunk.name), message);
}

/** The name of a chunk without the mark that says what it is. */
function shownName(chunkName: string): string {
  return chunkName.startsWith("@") || chunkName.startsWith("=") ? chunkName.slice(1) : chunkName;
}

// ------------------------------------------------------------------ resolving

/** The searcher of a resolver; its upvalue is the resolver's index. */
function resolve(cx: CallContext): number {
  const name = cx.string(1);
  const { resolvers, bridge, lua } = modulesOf(cx);
  const resolver = resolvers[cx.native!.upvalues[0] as number]!;
  const requester = requesterOf(cx);
  cx.chargeBytes(name.length);
  const controller = new AbortController();
  let answer: unknown;
  try {
    answer = resolver.resolve({
      name: decodeUtf8(name),
      requester: requester === undefined ? undefined : decodeUtf8(requester),
      lua,
      signal: controller.signal,
      fs: cx.env.fs,
    });
  } catch (thrown) {
    return bridge.hostRejected(thrown);
  }
  if (!isThenable(answer)) return resolved(cx, name, answer as ResolutionOf<unknown>);
  const signal = cx.await(answer, resolvedLater, name);
  abortWhenDropped(cx, answer, controller);
  return signal;
}

/** Aborts when the execution that has just begun to wait ends before the answer is there. */
function abortWhenDropped(cx: CallContext, answer: PromiseLike<unknown>, controller: AbortController): void {
  let isAnswered = false;
  const note = (): void => {
    isAnswered = true;
  };
  answer.then(note, note);
  cx.parking!.listener = () => {
    if (!isAnswered) controller.abort();
  };
}

const resolvedLater: Continuation = continuation("package.resolver", (cx: CallContext, name: string) => {
  const settled = cx.settled!;
  if (!settled.ok) return modulesOf(cx).bridge.hostRejected(settled.reason);
  return resolved(cx, name, settled.value as ResolutionOf<unknown>);
});

/** What a searcher returns (§6.3): a loader and its second argument, or a line for the message. */
function resolved(cx: CallContext, name: string, answer: ResolutionOf<unknown>): number {
  if ("tried" in answer) {
    const lines = answer.tried.map((line) => encodeUtf8(line));
    if (lines.length === 0) return 0;
    const message = lines.join("\n\t");
    cx.reserveString(message.length + 2);
    return cx.ret(cx.is54 ? message : `\n\t${message}`);
  }
  switch (answer.kind) {
    case "lua":
      return found(cx, compiled(cx, name, answer.source, answer.chunkName), shownName(answer.chunkName));
    case "chunk": {
      const chunk = answer.chunk as CompiledChunk;
      return found(cx, ofChunk(cx, name, chunk), shownName(decodeUtf8(chunk.name)));
    }
    case "host": {
      const { load } = answer;
      return found(
        cx,
        nativeFunction("package.host", (context) => loadFromHost(context, name, load)),
        answer.origin,
      );
    }
    default:
      return modulesOf(cx).bridge.hostRejected(new TypeError("a resolver answered with neither a module nor lines"));
  }
}

function found(cx: CallContext, loader: NativeFunction | ReturnType<typeof instantiate>, origin: string): number {
  return cx.ret2(loader, encodeUtf8(origin));
}
