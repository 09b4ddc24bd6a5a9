/**
 * What ties handles to the engine behind them: conversion of values in both directions, and running engine functions.
 * One link belongs to one engine. It is abstract so that handles and host functions, which it makes, can know it.
 */
import { bytesToString, decodeUtf8, encodeUtf8 } from "../base/byteString.ts";
import { LuaFloat, toLuaFloat, toLuaInteger } from "../base/luaFloat.ts";
import type { SyntaxFault } from "../base/syntaxError.ts";
import type { CallContext } from "../vm/callContext.ts";
import { BYTES_PER_UNIT } from "../vm/gas.ts";
import { rawSet } from "../vm/metamethods.ts";
import type { LuaTable as Table } from "../vm/table.ts";
import type { Coroutine, NativeFunction, Userdata, LuaValue as Value } from "../vm/value.ts";
import type { ClassData } from "./classData.ts";
import { LuaClosedError, LuaConversionError } from "./errors.ts";
import type {
  CallOptions,
  ConvertOptions,
  HostFnOptions,
  HostFunction,
  LuaClass,
  LuaEngine,
  LuaHandle,
  LuaInput,
  LuaValue,
} from "./values.ts";
import { LuaNull, luaNull } from "./values.ts";

/** Deepest nesting of host values that are copied into tables. */
const MAX_DEPTH = 200;
/** The key of the link in the state's `libraryData`. */
const LIBRARY_DATA = "bridge";

/** Runs engine functions with engine values; what the machine throws comes out as host errors. */
export interface Runner {
  /** To its end. @throws LuaAsyncError when it would have to wait */
  runSync(fn: Value, args: readonly Value[]): Value[];
  /** May wait. `options` are those of a run. The results are values of the host already. */
  runAsync(fn: Value, args: readonly Value[], options: CallOptions): Promise<LuaValue[]>;
}

/** Counts calls of host functions and their time. */
export interface CallUsage {
  hostCalls: number;
  /** Around each piece of host code; they nest. */
  enter(): void;
  leave(): void;
}

/** What is kept of a host function. */
export interface HostFunctionData {
  /** What the host gave: a {@link HostFunction}, or a raw one. */
  readonly f: unknown;
  readonly isRaw: boolean;
  readonly options: HostFnOptions;
}

/** Turns what the machine throws into what the host shall see. */
export type ErrorMapper = (thrown: unknown) => unknown;

/** True for promises. */
export function isThenable(v: unknown): v is PromiseLike<never> {
  return typeof v === "object" && v !== null && typeof (v as { then?: unknown }).then === "function";
}

/** See the file comment. */
export abstract class Link {
  readonly #cx: CallContext;
  /** Something may have changed the state since this was set to false: then a copy made before is out of date. */
  touched = true;
  /** Name of the engine. */
  readonly engine: string | undefined;
  /** Whether floats with integral values stay {@link LuaFloat}s, so that they are floats again when they go back in. */
  keepsFloats = false;
  /** After the engine was closed: no Lua code runs any more. */
  closed = false;
  /** The engine that handles show as `lua`; set when it has been made. */
  lua!: LuaEngine;
  runner!: Runner;
  /** Where calls of host functions are counted. */
  usage: CallUsage | undefined;
  /**
   * What ended a run inside a host function although it was meant for the run around it: a limit or an abort. It goes on when
   * the function returns, whatever that has made of it.
   */
  ending: object | null = null;
  /** Gives the signal of the run under way. */
  currentSignal: (() => AbortSignal) | undefined;
  convert: ConvertOptions = {};
  /** The engine object behind each handle. */
  readonly objects: WeakMap<LuaHandle, object> = new WeakMap();
  /** Host functions by the function value that Lua sees. */
  readonly hostFunctions: WeakMap<NativeFunction, HostFunctionData> = new WeakMap();
  /** False as long as no function of the host has been made. */
  hasHostFunctions = false;
  #snapshotIds: WeakMap<NativeFunction, string> | undefined;
  #bySnapshotId: Map<string, NativeFunction> | undefined;
  /** The machine's own fault inside an error that went through the host, so that it goes on unchanged. */
  readonly faults: WeakMap<object, object> = new WeakMap();
  /** The last chunk that did not compile, for the excerpt. */
  failedChunk: { readonly fault: SyntaxFault; readonly source: string } | undefined;
  readonly #handles: WeakMap<object, LuaHandle> = new WeakMap();
  #threads: WeakMap<Coroutine, number> | undefined;
  #threadCount = 0;
  /** Units that the conversion under way costs: its strings and table entries. */
  #cost = 0;

  constructor(cx: CallContext, engine: string | undefined) {
    this.#cx = cx;
    this.engine = engine;
    cx.libraryData.set(LIBRARY_DATA, this);
  }

  /** A function of the host has been made; `id` is its name in snapshots. An id that is taken changes its owner. */
  noteHostFunction(native: NativeFunction, id: string | undefined): void {
    this.hasHostFunctions = true;
    if (id === undefined) return;
    this.#snapshotIds ??= new WeakMap();
    this.#bySnapshotId ??= new Map();
    if (!this.#snapshotIds.has(native)) this.#snapshotIds.set(native, id);
    this.#bySnapshotId.set(id, native);
  }

  snapshotId(native: NativeFunction): string | undefined {
    return this.#snapshotIds?.get(native);
  }

  bySnapshotId(id: string): NativeFunction | undefined {
    return this.#bySnapshotId?.get(id);
  }

  /** The state, for changing it. */
  get cx(): CallContext {
    this.touched = true;
    return this.#cx;
  }

  /** A new handle for an engine object. */
  protected abstract makeHandle(object: object): LuaHandle;
  /** The Lua function that calls `f`; the same one each time. */
  abstract hostFunction(f: HostFunction): NativeFunction;
  /**
   * Names the functions in a value of the host by where they are: "globals.log", "globals.db.get". So snapshots know them.
   */
  abstract nameFunctions(value: unknown, path: string): void;
  /** The userdata of an object whose class is known, or that was wrapped before. */
  abstract knownUserdata(object: object): Userdata | undefined;
  /** The userdata of an object without a class. */
  abstract opaqueUserdata(object: object): Userdata;
  /** A new userdata for an object that has none. */
  abstract wrapObject(object: object, cls: ClassData | undefined): Userdata;
  /** The userdata that stands for {@link luaNull}. */
  abstract nullUserdata(): Userdata;
  abstract isNull(v: Value): boolean;
  /** The userdata that stands for something that host code has thrown; the same one each time for objects. */
  abstract errorUserdata(thrown: unknown): Userdata;
  /** What is kept of a class. @throws TypeError for one of another engine */
  abstract classData(cls: LuaClass<object>): ClassData;
  /** The host error for what the machine threw. */
  abstract mapError(thrown: unknown): unknown;

  // ------------------------------------------------------------------ running

  /** Runs `work`, turning what the machine throws into host errors. */
  guard<T>(work: () => T): T {
    this.touched = true;
    try {
      return work();
    } catch (thrown) {
      throw this.mapError(thrown);
    }
  }

  /** Calls an engine function with engine values and runs it to its end. */
  run(fn: Value, args: readonly Value[]): Value[] {
    if (this.closed) throw new LuaClosedError(this.engine);
    return this.runner.runSync(fn, args);
  }

  /** The same for a run that may wait. */
  async runAsync(fn: Value, args: readonly Value[], options: CallOptions): Promise<LuaValue[]> {
    if (this.closed) throw new LuaClosedError(this.engine);
    return this.runner.runAsync(fn, args, options);
  }

  /** Calls an engine function with host values. */
  call(fn: Value, args: readonly LuaInput[]): LuaValue[] {
    return this.allToHost(this.run(fn, this.allFromHost(args)));
  }

  /** Number of a coroutine in tracebacks. */
  threadNumber(co: Coroutine): number {
    if (co === this.cx.main) return 0;
    this.#threads ??= new WeakMap();
    let n = this.#threads.get(co);
    if (n === undefined) {
      n = ++this.#threadCount;
      this.#threads.set(co, n);
    }
    return n;
  }

  // ------------------------------------------------------------------ Lua to JavaScript

  /** A Lua value for the host. */
  toHost(v: Value): LuaValue {
    switch (typeof v) {
      case "string":
        return this.textOf(v);
      case "undefined":
      case "boolean":
        return v;
      case "number":
        return this.convert.integers === "bigint" && Number.isSafeInteger(v) ? BigInt(v) : v;
      case "bigint":
        return this.convert.integers === "number" ? Number(v) : v;
    }
    if (v instanceof LuaFloat) return this.keepsFloats ? (v as unknown as number) : v.n;
    return this.handleOf(v) as LuaValue;
  }

  /** The handle of an engine object: one as long as it is reachable. */
  handleOf(v: object): LuaHandle {
    let handle = this.#handles.get(v);
    if (handle === undefined) {
      if (this.isNull(v as Value)) return this.nullOf() as unknown as LuaHandle;
      handle = this.makeHandle(v);
      this.#handles.set(v, handle);
      this.objects.set(handle, v);
    }
    return handle;
  }

  /** Forgets a handle. */
  release(handle: LuaHandle): void {
    const object = this.objects.get(handle);
    if (object === undefined) return;
    this.objects.delete(handle);
    this.#handles.delete(object);
  }

  /** What the null of Lua is for the host. */
  private nullOf(): LuaNull | null {
    return this.convert.null === "sentinel" ? null : luaNull;
  }

  /** Several Lua values for the host. */
  allToHost(values: readonly Value[]): LuaValue[] {
    return values.map((v) => this.toHost(v));
  }

  /** A byte string as text. */
  textOf(bytes: string): string {
    return this.convert.strings === "latin1" ? bytes : decodeUtf8(bytes);
  }

  // ------------------------------------------------------------------ JavaScript to Lua

  /** A host value for Lua (EMBEDDING: conversion rules). @throws LuaConversionError */
  fromHost(v: LuaInput): Value {
    switch (typeof v) {
      case "undefined":
      case "boolean":
        return v;
      case "number":
        if (Object.is(v, -0) || Number.isNaN(v)) return new LuaFloat(v);
        return v;
      case "string":
        return this.#convertString(v, "");
      default:
        return this.#convert(v, "", 0, new Map());
    }
  }

  /** Several host values for Lua. */
  allFromHost(values: readonly LuaInput[]): Value[] {
    return values.map((v) => this.fromHost(v));
  }

  /** The bytes of a host string. @throws LuaConversionError */
  bytesOf(text: string): string {
    return this.#convertString(text, "");
  }

  /** Units that conversions have cost since the last call. */
  takeCost(): number {
    const cost = this.#cost;
    this.#cost = 0;
    return cost;
  }

  #convert(v: LuaInput, path: string, depth: number, seen: Map<object, Table>): Value {
    switch (typeof v) {
      case "undefined":
      case "boolean":
      case "number":
        return this.fromHost(v);
      case "bigint": {
        if (BigInt.asIntN(64, v) !== v) throw this.fault(path, "bigint beyond 64 bits", "integer");
        return toLuaInteger(v);
      }
      case "string":
        return this.#convertString(v, path);
      case "function":
        return this.hostFunction(v as HostFunction);
      case "object":
        if (v === null) return this.convert.null === "sentinel" ? this.nullUserdata() : undefined;
        return this.#convertObject(v, path, depth, seen);
      default:
        throw this.fault(path, typeof v, "Lua value");
    }
  }

  #convertString(v: string, path: string): string {
    let bytes = v;
    if (this.convert.strings !== "latin1") bytes = encodeUtf8(v);
    else if (!isLatin1(v)) throw this.fault(path, "character beyond U+00FF", "string");
    this.#cost += bytes.length / BYTES_PER_UNIT;
    return bytes;
  }

  #convertObject(v: object, path: string, depth: number, seen: Map<object, Table>): Value {
    if (v instanceof LuaFloat) return Number.isNaN(v.n) ? v : toLuaFloat(v.n);
    const object = this.objects.get(v as LuaHandle);
    if (object !== undefined) return object as Value;
    if (v instanceof Uint8Array) {
      this.#cost += v.length / BYTES_PER_UNIT;
      return bytesToString(v);
    }
    if (v instanceof Handle) {
      const what = v.link === this ? "a handle that was disposed" : "a handle of another engine";
      throw this.fault(path, what, "Lua value");
    }
    if (v instanceof LuaNull) return this.nullUserdata();
    const known = seen.get(v) ?? this.knownUserdata(v);
    if (known !== undefined) return known;
    if (depth >= MAX_DEPTH) throw this.fault(path, "value nested too deeply", "table");
    const isMap = v instanceof Map;
    if (!Array.isArray(v) && !isMap) {
      const prototype: unknown = Object.getPrototypeOf(v);
      if (prototype !== Object.prototype && prototype !== null) return this.#convertInstance(v, path);
    }
    if (this.convert.objects === "error") throw this.fault(path, isMap ? "Map" : "object", "Lua value");
    const table = this.cx.newTable();
    seen.set(v, table);
    const add = (key: Value, value: LuaInput, name: string): void => {
      this.#cost++;
      rawSet(this.cx, table, key, this.#convert(value, path + name, depth + 1, seen));
    };
    if (Array.isArray(v)) {
      v.forEach((item, i) => {
        add(i + 1, item as LuaInput, `[${i}]`);
      });
    } else if (isMap) {
      for (const [key, value] of v as Map<LuaInput, LuaInput>) {
        const k = this.#convert(key, `${path}.(key)`, depth + 1, seen);
        if (k === undefined || Number.isNaN(key)) throw this.fault(`${path}.(key)`, String(key), "table key");
        add(k, value, typeof key === "object" ? ".(object)" : `.(${String(key)})`);
      }
    } else {
      for (const [key, value] of Object.entries(v)) {
        add(this.#convertString(key, path), value as LuaInput, `.${key}`);
      }
    }
    return table;
  }

  #convertInstance(v: object, path: string): Value {
    if (isThenable(v)) throw this.fault(path, "promise", "Lua value");
    if (this.convert.unknown === "opaque") return this.opaqueUserdata(v);
    throw this.fault(path, "class instance", "Lua value");
  }

  /** A value that cannot cross. */
  fault(path: string, from: string, to: string): LuaConversionError {
    return new LuaConversionError(path, from, to, this.engine);
  }
}

/** The link of the engine that runs a native. */
export function linkOf(cx: CallContext): Link {
  return cx.libraryData.get(LIBRARY_DATA) as Link;
}

function isLatin1(s: string): boolean {
  for (let i = 0; i < s.length; i++) if (s.charCodeAt(i) > 0xff) return false;
  return true;
}

/** Base of all handles. */
export abstract class Handle<T extends object> implements LuaHandle {
  abstract readonly type: string;
  readonly #link: Link;
  #object: T | undefined;
  constructor(link: Link, object: T) {
    this.#link = link;
    this.#object = object;
  }
  /** For the modules of the interface; not for hosts. */
  get link(): Link {
    return this.#link;
  }
  get lua(): LuaEngine {
    return this.#link.lua;
  }
  protected get object(): T {
    if (this.#object === undefined) throw new TypeError("the handle was disposed");
    return this.#object;
  }
  equals(other: LuaValue): boolean {
    const object = typeof other === "object" ? this.#link.objects.get(other) : undefined;
    return object !== undefined && object === this.object;
  }
  toString(): string {
    return decodeUtf8(this.#link.cx.plainTostring(this.object as Value));
  }
  dispose(): void {
    this.#link.release(this);
    this.#object = undefined;
  }
  [Symbol.dispose](): void {
    this.dispose();
  }
}
