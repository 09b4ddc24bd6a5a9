/** Conversion between JavaScript and Lua values, and handles. One bridge belongs to one engine. */
import { decodeUtf8, encodeUtf8, bytesToString } from "../base/byteString.ts";
import { LuaFloat, toLuaFloat, toLuaInteger } from "../base/luaFloat.ts";
import { type CallContext, continuation, nativeFunction, PENDING } from "../vm/callContext.ts";
import { LuaThrow } from "../vm/errors.ts";
import { callFromHost } from "../vm/run.ts";
import { ITERATION_END, ITERATION_START, keyAt, LuaTable as Table, nextPosition, valueAt } from "../vm/table.ts";
import { rawSet } from "../vm/metamethods.ts";
import { typeName } from "../vm/types.ts";
import type { LuaFunction as FunctionObject, LuaValue as Value, NativeFunction } from "../vm/value.ts";
import { Closure, NativeFunction as Native } from "../vm/value.ts";
import { LuaConversionError } from "./errors.ts";
import { type HostFunction, type LuaFunction, type LuaHandle, type LuaInput, LuaMulti, type LuaTable, type LuaValue } from "./values.ts";

const MAX_DEPTH = 200;

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

  constructor(cx: CallContext, engine: string | undefined, mapError: ErrorMapper) {
    this.cx = cx;
    this.#engine = engine;
    this.#mapError = mapError;
  }

  /** Runs `work`, turning what the machine throws into host errors. */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw this.#mapError(thrown);
    }
  }

  /** Calls an engine function with host values. */
  call(fn: Value, args: readonly LuaInput[]): LuaValue[] {
    const values = args.map((arg) => this.fromHost(arg));
    return this.guard(() => callFromHost(this.cx, fn, values)).map((v) => this.toHost(v));
  }

  getIndex(object: Value, key: LuaInput): LuaValue {
    const k = this.fromHost(key);
    return this.toHost(
      this.guard(() => callFromHost(this.cx, INDEX, [object, k])[0]),
    );
  }

  setIndex(object: Value, key: LuaInput, value: LuaInput): void {
    const args = [object, this.fromHost(key), this.fromHost(value)];
    this.guard(() => callFromHost(this.cx, SET_INDEX, args));
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
    return this.#convert(v, "", 0, new Map());
  }

  #convert(v: LuaInput, path: string, depth: number, seen: Map<object, Table>): Value {
    switch (typeof v) {
      case "undefined":
      case "boolean":
        return v;
      case "number":
        if (Object.is(v, -0)) return toLuaFloat(v);
        return v;
      case "bigint": {
        if (BigInt.asIntN(64, v) !== v) throw this.#fault(path, "bigint beyond 64 bits", "integer");
        return toLuaInteger(v);
      }
      case "string":
        return encodeUtf8(v);
      case "function":
        return this.hostFunction(v);
      case "object":
        if (v === null) return undefined;
        return this.#convertObject(v, path, depth, seen);
      default:
        throw this.#fault(path, typeof v, "Lua value");
    }
  }

  #convertObject(v: object, path: string, depth: number, seen: Map<object, Table>): Value {
    if (v instanceof LuaFloat) return toLuaFloat(v.n);
    if (v instanceof Uint8Array) return bytesToString(v);
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
        throw this.#fault(path, typeof (v as { then?: unknown }).then === "function" ? "promise" : "class instance", "Lua value");
      }
    }
    const table = this.cx.newTable();
    seen.set(v, table);
    const add = (key: Value, value: LuaInput, name: string): void => {
      const at = `${path}${name}`;
      rawSet(this.cx, table, key, this.#convert(value, at, depth + 1, seen));
    };
    if (Array.isArray(v)) v.forEach((item, i) => add(i + 1, item as LuaInput, `[${i}]`));
    else if (isMap) {
      for (const [key, value] of v as Map<LuaInput, LuaInput>) {
        add(this.#convert(key, `${path}.(key)`, depth + 1, seen), value, `.(${String(key)})`);
      }
    } else for (const [key, value] of Object.entries(v)) add(encodeUtf8(key), value as LuaInput, `.${key}`);
    return table;
  }

  #fault(path: string, from: string, to: string): LuaConversionError {
    return new LuaConversionError(path, from, to, this.#engine);
  }

  /** The Lua function that calls `f`; the same one each time. */
  hostFunction(f: HostFunction): NativeFunction {
    let native = this.#hostFunctions.get(f);
    if (native === undefined) {
      native = nativeFunction(f.name === "" ? "host function" : f.name, (cx) => this.#callHost(cx, f));
      this.#hostFunctions.set(f, native);
    }
    return native;
  }

  #callHost(cx: CallContext, f: HostFunction): number {
    const args: LuaValue[] = [];
    for (let i = 1; i <= cx.nargs; i++) args.push(this.toHost(cx.arg(i)));
    let values: Value[];
    try {
      const result = f(...args) as LuaInput | LuaMulti;
      values =
        result instanceof LuaMulti ? result.values.map((v) => this.fromHost(v)) : [this.fromHost(result)];
    } catch (thrown) {
      throw this.#intoLua(thrown);
    }
    return cx.retArray(values);
  }

  /** What a host function threw, as a Lua error: the message alone, no stack, no path. */
  #intoLua(thrown: unknown): unknown {
    const inner = this.unwrap(thrown);
    if (inner !== undefined) return inner;
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

const first = continuation("host.index", (cx) => cx.ret(cx.arg(1)));
const none = continuation("host.newindex", () => 0);
const INDEX = nativeFunction("index", (cx) => {
  const v = cx.index(cx.arg(1), cx.arg(2));
  return v === PENDING ? cx.callPending(first, undefined) : cx.ret(v as Value);
});
const SET_INDEX = nativeFunction("newindex", (cx) =>
  cx.setIndex(cx.arg(1), cx.arg(2), cx.arg(3)) ? 0 : cx.callPending(none, undefined),
);
