/**
 * `require` (§6.3), with or without the package library around it: without, its searchers are out of the script's reach.
 *
 * One load of a module serves all executions of an engine: whoever requires a module that another execution is loading
 * waits until that one has done, and then looks again. Who is loading what is read off the frames of the paused runs,
 * so that nothing needs to be undone when a load fails, is cancelled, or yields out of sight.
 */

import { type CallContext, continuation, nativeFunction } from "../vm/callContext.ts";
import type { ParkedRun } from "../vm/collector.ts";
import { LuaThrow, ModuleFault } from "../vm/errors.ts";
import { Parking } from "../vm/parking.ts";
import { LuaTable } from "../vm/table.ts";
import { isFunction, toStringValue } from "../vm/types.ts";
import {
  Closure,
  type Continuation,
  type Coroutine,
  type Frame,
  type LuaValue,
  type NativeFunction,
} from "../vm/value.ts";
import { cString } from "./hostCall.ts";

/** Registry keys: the package table; `package.preload`; the searchers of an engine without the package library. */
const PACKAGE = "_PACKAGE";
const PRELOAD = "_PRELOAD";
const SEARCHERS = "_SEARCHERS";
/** The key of the waiting executions in the state's `libraryData`. */
const LIBRARY_DATA = "require";

/** The key of {@link HiddenModules} in the state's `libraryData`. */
export const HIDDEN_MODULES = "hidden modules";

/** Loaders that the host offers without a trace in `package`: looked for after `package.preload`. */
export type HiddenModules = (cx: CallContext, name: string) => LuaValue | Promise<LuaValue>;

/** A `require` under way: plain data. */
interface RequireState {
  readonly name: string;
  /** The searcher at work, from 1. */
  searcher: number;
  /** What the searchers had to say. */
  message: string;
  loaderData: LuaValue;
  /** Units used when it began. */
  readonly before: number;
}

/** `require`. */
export function require(cx: CallContext): number {
  return loadOrWait(cx, cx.string(1));
}

/** The global `require` of engines without the package library. */
const REQUIRE: NativeFunction = nativeFunction("require", require);

function loadOrWait(cx: CallContext, name: string): number {
  const value = cx.loaded.get(name) as LuaValue;
  if (value !== undefined && value !== false) {
    if (cx.observer !== null) cx.observer.module?.(name, "", true, 0);
    return cx.ret(value);
  }
  const loader = cx.canWait && cx.collector.parked.size > 0 ? runLoading(cx, name) : undefined;
  if (loader !== undefined && !waitsForUs(cx, loader)) {
    const parking = new Parking("require");
    waiting(cx).set(parking, loader);
    return cx.park(parking, tryAgain, name);
  }
  return nextSearcher(cx, { name, searcher: 0, message: "", loaderData: undefined, before: cx.used });
}

const tryAgain: Continuation = continuation("require.wait", (cx: CallContext, name: string) => loadOrWait(cx, name));

function nextSearcher(cx: CallContext, s: RequireState): number {
  const searchers = searchersOf(cx);
  if (!(searchers instanceof LuaTable)) return cx.error("'package.searchers' must be a table");
  s.searcher++;
  const searcher = searchers.get(s.searcher) as LuaValue;
  if (searcher === undefined) return notFound(cx, s);
  return cx.call(searcher, [s.name], searched, s);
}

function notFound(cx: CallContext, s: RequireState): never {
  const tried = s.message.split("\n\t").filter((line) => line !== "");
  const message = `${cx.where(1)}module '${cString(s.name)}' not found:${cString(s.message)}`;
  throw new LuaThrow(message, new ModuleFault(s.name, tried));
}

/** Raises the error of a module that is there but cannot be loaded. */
export function loadingFailed(cx: CallContext, name: string, file: string, message: string): never {
  const text = `${cx.where(1)}error loading module '${cString(name)}' from file '${file}':\n\t${message}`;
  throw new LuaThrow(text, new ModuleFault(name, []));
}

const searched: Continuation = continuation("require.search", (cx: CallContext, s: RequireState) => {
  const found = cx.arg(1);
  if (isFunction(found)) {
    s.loaderData = cx.arg(2);
    return cx.call2(found, s.name, s.loaderData, loaded, s);
  }
  const message = toStringValue(found);
  if (message !== undefined) s.message += cx.is54 ? `\n\t${message}` : message;
  return nextSearcher(cx, s);
});

const loaded: Continuation = continuation("require.load", (cx: CallContext, s: RequireState) => {
  const result = cx.arg(1);
  if (result !== undefined) cx.loaded.setStr(s.name, result);
  let value = cx.loaded.get(s.name) as LuaValue;
  if (value === undefined) {
    value = true;
    cx.loaded.setStr(s.name, true);
  }
  if (cx.observer !== null) cx.observer.module?.(s.name, toStringValue(s.loaderData) ?? "", false, cx.used - s.before);
  return cx.is54 ? cx.ret2(value, s.loaderData) : cx.ret(value);
});

// ------------------------------------------------------------------ searchers

/** The first searcher (§6.3): a loader in `package.preload`. */
export function searchPreload(cx: CallContext): number {
  const name = cx.string(1);
  const loader = registered(cx, PRELOAD)?.get(name) as LuaValue;
  if (loader !== undefined) return foundPreloaded(cx, name, loader);
  const hidden = (cx.libraryData.get(HIDDEN_MODULES) as HiddenModules | undefined)?.(cx, name);
  return hidden instanceof Promise ? cx.await(hidden, hiddenFound, name) : foundPreloaded(cx, name, hidden);
}

const hiddenFound: Continuation = continuation("require.hidden", (cx: CallContext, name: string) => {
  const { settled } = cx;
  return foundPreloaded(cx, name, settled?.ok === true ? (settled.value as LuaValue) : undefined);
});

function foundPreloaded(cx: CallContext, name: string, loader: LuaValue): number {
  if (loader === undefined) {
    return cx.ret(`${cx.is54 ? "" : "\n\t"}no field package.preload['${cString(name)}']`);
  }
  return cx.is54 ? cx.ret2(loader, ":preload:") : cx.ret(loader);
}

const PRELOAD_SEARCHER: NativeFunction = nativeFunction("package.searcher1", searchPreload);

/** A table that the library keeps in the registry, unless a script has put something else there. */
export function registered(cx: CallContext, name: string): LuaTable | undefined {
  const table = cx.registry.getStr(name);
  return table instanceof LuaTable ? table : undefined;
}

function searchersOf(cx: CallContext): LuaValue {
  const library = registered(cx, PACKAGE);
  return (library === undefined ? cx.registry.getStr(SEARCHERS) : library.getStr("searchers")) as LuaValue;
}

/** The table behind `package.preload`; made, with a list of searchers, when the package library is not open. */
export function preloadTable(cx: CallContext): LuaTable {
  let table = registered(cx, PRELOAD);
  if (table !== undefined) return table;
  table = cx.newTable();
  cx.registry.setStr(PRELOAD, table);
  const searchers = cx.newTable(1);
  searchers.set(1, PRELOAD_SEARCHER);
  cx.registry.setStr(SEARCHERS, searchers);
  return table;
}

/** Adds searchers between that of `package.preload` and those for files. */
export function insertSearchers(cx: CallContext, natives: readonly NativeFunction[]): void {
  preloadTable(cx);
  const searchers = searchersOf(cx) as LuaTable;
  for (let i = searchers.length(); i > 1; i--) searchers.set(i + natives.length, searchers.get(i) as LuaValue);
  for (const [i, native] of natives.entries()) searchers.set(i + 2, native);
}

/** Makes `require` a global, when there is none, and gives it. */
export function exposeRequire(cx: CallContext): void {
  preloadTable(cx);
  if (cx.globals.getStr("require") === undefined) cx.globals.setStr("require", REQUIRE);
}

/** The function for the host's own requests, whatever the globals say. */
export function requireFunction(cx: CallContext): NativeFunction {
  preloadTable(cx);
  return REQUIRE;
}

/**
 * Name of the chunk that called `require`, for a searcher that it has called: that of the nearest Lua function. Undefined
 * when the host called it.
 */
export function requesterOf(cx: CallContext): string | undefined {
  for (let frame = cx.current.frame; frame !== null; frame = frame.prev) {
    if (frame.fn instanceof Closure) return frame.fn.code.proto.source;
  }
  return undefined;
}

// ------------------------------------------------------------------ sharing loads

/** For each place where an execution waits for a module: the run that is loading it. */
type Waiting = Map<Parking, ParkedRun>;

function waiting(cx: CallContext): Waiting {
  let map = cx.libraryData.get(LIBRARY_DATA) as Waiting | undefined;
  if (map === undefined) {
    map = new Map();
    cx.libraryData.set(LIBRARY_DATA, map);
  }
  return map;
}

/** The paused run that is loading a module in one of its active coroutines. */
function runLoading(cx: CallContext, name: string): ParkedRun | undefined {
  for (const run of cx.collector.parked) {
    for (let co: Coroutine | null = run.current; co !== null; co = co.resumer) {
      cx.charge(co.frameCount >> 4);
      for (let frame: Frame | null = co.frame; frame !== null; frame = frame.prev) {
        const isRequire = frame.continuation === searched || frame.continuation === loaded;
        if (isRequire && (frame.state as RequireState).name === name) return run;
      }
    }
  }
  return undefined;
}

/** Whether a run waits, through others or not, for one that is running: then waiting for it would never end. */
function waitsForUs(cx: CallContext, loader: ParkedRun): boolean {
  const map = waiting(cx);
  for (let run = loader; ; ) {
    if (run.parking === null || run.parking.settled !== null) return false;
    const next = map.get(run.parking);
    if (next === undefined) return false;
    if (!cx.collector.parked.has(next)) return true;
    run = next;
  }
}

/** Lets those who wait for a module that `run` was loading look again. To be called whenever the run has stopped. */
export function wakeRequires(cx: CallContext, run: ParkedRun): void {
  const map = cx.libraryData.get(LIBRARY_DATA) as Waiting | undefined;
  if (map === undefined || map.size === 0) return;
  for (const [parking, loader] of map) {
    if (loader !== run) continue;
    map.delete(parking);
    parking.settle({ ok: true, value: undefined });
  }
}
