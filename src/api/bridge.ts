/** Conversion between JavaScript and Lua values, and handles. One bridge belongs to one engine. */
import { bytesToString, decodeUtf8, encodeUtf8 } from "../base/byteString.ts";
import { LuaFloat, toLuaFloat, toLuaInteger } from "../base/luaFloat.ts";
import { type CallContext, continuation, nativeFunction, PENDING } from "../vm/callContext.ts";
import { LuaThrow } from "../vm/errors.ts";
import { BYTES_PER_UNIT } from "../vm/gas.ts";
import { rawSet } from "../vm/metamethods.ts";
import { callFromHost } from "../vm/run.ts";
import { ITERATION_END, ITERATION_START, keyAt, nextPosition, LuaTable as Table, valueAt } from "../vm/table.ts";
import { typeName } from "../vm/types.ts";
import type { LuaFunction as FunctionObject, NativeFunction, LuaValue as Value } from "../vm/value.ts";
import { Closure, NativeFunction as Native } from "../vm/value.ts";
import { LuaClosedError, LuaConversionError } from "./errors.ts";
import {
  type HostFunction,
  type LuaFunction,
  type LuaHandle,
  type LuaInput,
  LuaMulti,
  type LuaTable,
  type LuaValue,
} from "./values.ts";

/** Deepest nesting of host values that are copied into tables. */
const MAX_DEPTH = 200;
/** The key of the bridge in the state's `libraryData`. */
const LIBRARY_DATA = "bridge";

function isThenable(v: unknown): v is PromiseLike<never> {
  return typeof v === "object" && v !== null && typeof (v as { then?: unknown }).then === "function";
}

/** Turns what the machine throws into what the host shall see. */
export type ErrorMapper = (thrown: unknown) => unknown;

class Handle implements LuaHandle {
  readonly type: LuaHandle["type"];
  readonly #bridge: Bridge;
  constructor(bridge: Bridge, object: object, type: LuaHandle["type"]) {
    this.#bridge = bridge;
    this.type = type;
    bridge.objects.set(this, object);
  }
  protected get bridge(): Bridge {
    return this.#bridge;
  }
  toString(): string {
    return this.#bridge.cx.plainTostring(this.#bridge.objects.get(this) as Value);
  }
}

class TableHandle extends Handle implements LuaTable {
  declare readonly type: "table";
  readonly #table: Table;
  constructor(bridge: Bridge, table: Table) {
    super(bridge, table, "table");
    this.#table = table;
  }
  get(key: LuaInput): LuaValue {
    return this.bridge.getIndex(this.#table, key);
  }
  set(key: LuaInput, value: LuaInput): this {
    this.bridge.setIndex(this.#table, key, value);
    return this;
  }
  rawGet(key: LuaInput): LuaValue {
    return this.bridge.toHost(this.#table.get(this.bridge.fromHost(key)) as Value);
  }
  rawSet(key: LuaInput, value: LuaInput): this {
    const { bridge } = this;
    bridge.guard(() => rawSet(bridge.cx, this.#table, bridge.fromHost(key), bridge.fromHost(value)));
    return this;
  }
  get length(): number {
    return this.#table.length();
  }
  *entries(): IterableIterator<[LuaValue, LuaValue]> {
    const table = this.#table;
    let at = nextPosition(table, ITERATION_START);
    while (at !== ITERATION_END) {
      yield [this.bridge.toHost(keyAt(table, at) as Value), this.bridge.toHost(valueAt(table, at) as Value)];
      at = nextPosition(table, at);
    }
  }
  [Symbol.iterator](): IterableIterator<[LuaValue, LuaValue]> {
    return this.entries();
  }
}

class FunctionHandle extends Handle implements LuaFunction {
  declare readonly type: "function";
  readonly #fn: FunctionObject;
  constructor(bridge: Bridge, fn: FunctionObject) {
    super(bridge, fn, "function");
    this.#fn = fn;
  }
  call(...args: LuaInput[]): LuaValue[] {
    return this.bridge.call(this.#fn, args);
  }
}

/** See the file comment. */
export class Bridge {
  readonly cx: CallContext;
  /** Whether floats with integral values stay {@link LuaFloat}s, so that they are floats again when they go back in. */
  keepsFloats = false;
  /** The engine object behind each handle. */
  readonly objects: WeakMap<LuaHandle, object> = new WeakMap();
  readonly #handles: WeakMap<object, LuaHandle> = new WeakMap();
  readonly #hostFunctions: WeakMap<HostFunction, NativeFunction> = new WeakMap();
  readonly #engine: string | undefined;
  readonly #mapError: ErrorMapper;
  /** After the engine was closed: no Lua code runs any more. */
  closed = false;
  /** Units that the conversion under way costs: its strings and table entries. */
  #cost = 0;

  constructor(cx: CallContext, engine: string | undefined, mapError: ErrorMapper) {
    this.cx = cx;
    this.#engine = engine;
    this.#mapError = mapError;
    cx.libraryData.set(LIBRARY_DATA, this);
  }

  /** Runs `work`, turning what the machine throws into host errors. */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw this.#mapError(thrown);
    }
  }

  /** Calls an engine function with engine values and runs it to its end. */
  run(fn: Value, args: readonly Value[]): Value[] {
    if (this.closed) throw new LuaClosedError(this.#engine);
    return this.guard(() => callFromHost(this.cx, fn, args));
  }

  /** Calls an engine function with host values. */
  call(fn: Value, args: readonly LuaInput[]): LuaValue[] {
    const values = args.map((arg) => this.fromHost(arg));
    return this.run(fn, values).map((v) => this.toHost(v));
  }

  getIndex(object: Value, key: LuaInput): LuaValue {
    return this.toHost(this.run(INDEX, [object, this.fromHost(key)])[0]);
  }

  setIndex(object: Value, key: LuaInput, value: LuaInput): void {
    this.run(SET_INDEX, [object, this.fromHost(key), this.fromHost(value)]);
  }

  /** A Lua value for the host. */
  toHost(v: Value): LuaValue {
    switch (typeof v) {
      case "string":
        return decodeUtf8(v);
      case "undefined":
      case "boolean":
      case "number":
      case "bigint":
        return v;
    }
    if (v instanceof LuaFloat) return this.keepsFloats ? (v as unknown as number) : v.n;
    let handle = this.#handles.get(v);
    if (handle === undefined) {
      if (v instanceof Table) handle = new TableHandle(this, v);
      else if (v instanceof Closure || v instanceof Native) handle = new FunctionHandle(this, v);
      else handle = new Handle(this, v, typeName(v) as "thread" | "userdata");
      this.#handles.set(v, handle);
    }
    return handle;
  }

  /** A host value for Lua (EMBEDDING: conversion rules). @throws LuaConversionError */
  fromHost(v: LuaInput): Value {
    // most need no map of the objects on the way; not zero, which may be -0, and not NaN
    if (typeof v === "number" && (v > 0 || v < 0)) return v;
    return this.#convert(v, "", 0, new Map());
  }

  #convert(v: LuaInput, path: string, depth: number, seen: Map<object, Table>): Value {
    switch (typeof v) {
      case "undefined":
      case "boolean":
        return v;
      case "number":
        if (Object.is(v, -0) || Number.isNaN(v)) return new LuaFloat(v);
        return v;
      case "bigint": {
        if (BigInt.asIntN(64, v) !== v) throw this.#fault(path, "bigint beyond 64 bits", "integer");
        return toLuaInteger(v);
      }
      case "string":
        return this.#convertString(v);
      case "function":
        return this.hostFunction(v);
      case "object":
        if (v === null) return undefined;
        return this.#convertObject(v, path, depth, seen);
      default:
        throw this.#fault(path, typeof v, "Lua value");
    }
  }

  #convertString(v: string): string {
    const bytes = encodeUtf8(v);
    this.#cost += bytes.length / BYTES_PER_UNIT;
    return bytes;
  }

  #convertObject(v: object, path: string, depth: number, seen: Map<object, Table>): Value {
    if (v instanceof LuaFloat) return Number.isNaN(v.n) ? v : toLuaFloat(v.n);
    if (v instanceof Uint8Array) {
      this.#cost += v.length / BYTES_PER_UNIT;
      return bytesToString(v);
    }
    if (v instanceof Handle) {
      const object = this.objects.get(v);
      if (object === undefined) throw this.#fault(path, "a handle of another engine", "Lua value");
      return object as Value;
    }
    const known = seen.get(v);
    if (known !== undefined) return known;
    if (depth >= MAX_DEPTH) throw this.#fault(path, "value nested too deeply", "table");
    const isMap = v instanceof Map;
    if (!Array.isArray(v) && !isMap) {
      const prototype: unknown = Object.getPrototypeOf(v);
      if (prototype !== Object.prototype && prototype !== null) {
        throw this.#fault(path, isThenable(v) ? "promise" : "class instance", "Lua value");
      }
    }
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
        if (k === undefined || Number.isNaN(key)) throw this.#fault(`${path}.(key)`, String(key), "table key");
        add(k, value, typeof key === "object" ? ".(object)" : `.(${String(key)})`);
      }
    } else {
      for (const [key, value] of Object.entries(v)) add(this.#convertString(key), value as LuaInput, `.${key}`);
    }
    return table;
  }

  #fault(path: string, from: string, to: string): LuaConversionError {
    return new LuaConversionError(path, from, to, this.#engine);
  }

  /** The Lua function that calls `f`; the same one each time. */
  hostFunction(f: HostFunction): NativeFunction {
    let native = this.#hostFunctions.get(f);
    if (native === undefined) {
      native = this.newHostFunction(f, f.name);
      this.#hostFunctions.set(f, native);
    }
    return native;
  }

  /** A new Lua function that calls `f`. */
  newHostFunction(f: HostFunction, name: string): NativeFunction {
    return nativeFunction(name === "" ? "host function" : name, (cx) => this.#callHost(cx, f));
  }

  #callHost(cx: CallContext, f: HostFunction): number {
    const args: LuaValue[] = [];
    for (let i = 1; i <= cx.nargs; i++) {
      const v = cx.arg(i);
      if (typeof v === "string") cx.chargeBytes(v.length);
      args.push(this.toHost(v));
    }
    let result: unknown;
    try {
      result = f(...args);
    } catch (thrown) {
      throw this.#intoLua(thrown);
    }
    if (isThenable(result)) return cx.await(result, hostSettled, undefined);
    return this.hostResults(cx, result as LuaInput | LuaMulti);
  }

  /** Leaves what a host function returned as the results of the native that called it. */
  hostResults(cx: CallContext, result: LuaInput | LuaMulti): number {
    this.#cost = 0;
    let values: Value[];
    try {
      values = result instanceof LuaMulti ? result.values.map((v) => this.fromHost(v)) : [this.fromHost(result)];
    } catch (thrown) {
      throw this.#intoLua(thrown);
    }
    // the host has done the work: it can only be charged for now
    cx.charge(Math.floor(this.#cost));
    for (const v of values) {
      if (typeof v !== "string") continue;
      if (v.length > cx.limits.stringLength) cx.error("resulting string too large");
      cx.allocate(v.length);
    }
    return cx.retArray(values);
  }

  /** Raises what a promise of a host function was rejected with. */
  hostRejected(reason: unknown): never {
    throw this.#intoLua(reason);
  }

  /** What a host function threw, as a Lua error: the message alone, no stack, no path. */
  #intoLua(thrown: unknown): unknown {
    const inner = this.unwrap(thrown);
    if (inner !== undefined) return inner;
    // not the script's business: it goes to whoever started the run, as it is
    if (thrown instanceof RangeError && /call stack/.test(thrown.message)) return thrown;
    const text = thrown instanceof Error ? encodeUtf8(thrown.message) : "error in host function";
    return new LuaThrow(text, thrown);
  }

  /** The machine's own fault inside an error that went through the host, so that it goes on unchanged. */
  readonly faults: WeakMap<object, object> = new WeakMap();
  unwrap(thrown: unknown): object | undefined {
    return typeof thrown === "object" && thrown !== null ? this.faults.get(thrown) : undefined;
  }
}

const hostSettled = continuation("host.settled", (cx) => {
  const bridge = cx.libraryData.get(LIBRARY_DATA) as Bridge;
  const settled = cx.settled!;
  return settled.ok
    ? bridge.hostResults(cx, settled.value as LuaInput | LuaMulti)
    : bridge.hostRejected(settled.reason);
});
const first = continuation("host.index", (cx) => cx.ret(cx.arg(1)));
const none = continuation("host.newindex", () => 0);
const INDEX = nativeFunction("index", (cx) => {
  const v = cx.index(cx.arg(1), cx.arg(2));
  return v === PENDING ? cx.callPending(first, undefined) : cx.ret(v as Value);
});
const SET_INDEX = nativeFunction("newindex", (cx) =>
  cx.setIndex(cx.arg(1), cx.arg(2), cx.arg(3)) ? 0 : cx.callPending(none, undefined),
);
