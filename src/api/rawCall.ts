/** What a raw host function works with. */
import { stringToBytes } from "../base/byteString.ts";
import { LuaFloat } from "../base/luaFloat.ts";
import type { CallContext } from "../vm/callContext.ts";
import { functionNameForArgument } from "../vm/debugInfo.ts";
import { LuaThrow } from "../vm/errors.ts";
import { LuaTable as Table } from "../vm/table.ts";
import { isFunction, toIntegerValue, toNumber, toStringValue } from "../vm/types.ts";
import { type Coroutine, type NativeFunction, Userdata, type LuaValue as Value } from "../vm/value.ts";
import { extendsClass } from "./classData.ts";
import { HostObject } from "./hostObjects.ts";
import type { Link } from "./link.ts";
import type {
  HostCall,
  HostRequest,
  LuaClass,
  LuaEngine,
  LuaFunction,
  LuaInput,
  LuaTable,
  LuaThread,
  LuaValue,
  ProtectedOutcome,
} from "./values.ts";

/** A request of a generator, with engine values. */
export class Request implements HostRequest {
  readonly kind: HostRequest["kind"];
  readonly fn: Value;
  readonly args: readonly Value[];
  readonly promise: PromiseLike<unknown> | undefined;
  constructor(kind: HostRequest["kind"], fn: Value, args: readonly Value[], promise?: PromiseLike<unknown>) {
    this.kind = kind;
    this.fn = fn;
    this.args = args;
    this.promise = promise;
  }
}

/** See {@link HostCall}. The arguments are copied: while a generator waits, the stack belongs to others. */
export class RawCall implements HostCall {
  readonly #link: Link;
  readonly #args: readonly Value[];
  #cx: CallContext | undefined;
  readonly #native: NativeFunction | null;
  readonly #coroutine: Coroutine;
  #signal: AbortSignal | undefined;

  constructor(link: Link, cx: CallContext) {
    this.#link = link;
    this.#cx = cx;
    const args: Value[] = [];
    for (let i = 1; i <= cx.nargs; i++) args.push(cx.arg(i));
    this.#args = args;
    this.#native = cx.native;
    this.#coroutine = cx.current;
  }

  get thread(): LuaThread | undefined {
    return this.#coroutine.isRoot ? undefined : (this.#link.toHost(this.#coroutine) as LuaThread);
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#link.currentSignal?.() ?? new AbortController().signal;
    return this.#signal;
  }

  /** The arguments, for the census. */
  get values(): readonly Value[] {
    return this.#args;
  }

  /** The function has returned: nothing can be raised or charged any more. */
  end(): void {
    this.#cx = undefined;
  }

  get #context(): CallContext {
    if (this.#cx === undefined) throw new TypeError("the call has ended");
    return this.#cx;
  }

  /** False in an asynchronous function that has waited: the machine may be anywhere. */
  get #isRunning(): boolean {
    return this.#context.native === this.#native && this.#context.current === this.#coroutine;
  }

  get lua(): LuaEngine {
    return this.#link.lua;
  }

  get argc(): number {
    return this.#args.length;
  }

  #arg(i: number): Value {
    return this.#args[i - 1];
  }

  #string(i: number): string {
    const v = this.#arg(i);
    const s = toStringValue(v);
    if (s === undefined) return this.typeError(i, "string");
    this.#context.chargeBytes(s.length);
    return s;
  }

  /** Raises "bad argument #i to 'f' (expected expected, got what-it-is)". */
  typeError(i: number, expected: string): never {
    const got = i > this.argc ? "no value" : this.#context.typeNameOf(this.#arg(i));
    return this.argError(i, `${expected} expected, got ${got}`);
  }

  value(i: number): LuaValue {
    return this.#link.toHost(this.#arg(i));
  }

  boolean(i: number): boolean {
    const v = this.#arg(i);
    return v !== undefined && v !== false;
  }

  number(i: number, fallback?: number): number {
    const v = this.#arg(i);
    if (v === undefined && fallback !== undefined) return fallback;
    if (typeof v === "string") this.#context.chargeLong(v.length);
    const n = toNumber(v);
    if (n === undefined) return this.typeError(i, "number");
    return n instanceof LuaFloat ? n.n : Number(n);
  }

  integer(i: number, fallback?: number): number {
    if (this.#arg(i) === undefined && fallback !== undefined) return fallback;
    const n = this.#integer(i);
    return typeof n === "number" ? n : this.argError(i, "number out of range");
  }

  int64(i: number, fallback?: bigint): bigint {
    if (this.#arg(i) === undefined && fallback !== undefined) return fallback;
    return BigInt(this.#integer(i));
  }

  #integer(i: number): number | bigint {
    const v = this.#arg(i);
    if (typeof v === "string") this.#context.chargeLong(v.length);
    const n = toIntegerValue(v);
    if (n !== undefined) return n;
    if (toNumber(v) !== undefined) return this.argError(i, "number has no integer representation");
    return this.typeError(i, "number");
  }

  string(i: number, fallback?: string): string {
    if (this.#arg(i) === undefined && fallback !== undefined) return fallback;
    return this.#link.textOf(this.#string(i));
  }

  bytes(i: number, fallback?: Uint8Array): Uint8Array {
    if (this.#arg(i) === undefined && fallback !== undefined) return fallback;
    return stringToBytes(this.#string(i));
  }

  table(i: number): LuaTable {
    const v = this.#arg(i);
    return v instanceof Table ? (this.#link.toHost(v) as LuaTable) : this.typeError(i, "table");
  }

  function(i: number): LuaFunction {
    const v = this.#arg(i);
    return isFunction(v) ? (this.#link.toHost(v) as LuaFunction) : this.typeError(i, "function");
  }

  object<T extends object>(i: number, cls: LuaClass<T>): T {
    const v = this.#arg(i);
    const data = this.#link.classData(cls);
    if (v instanceof Userdata && v.payload instanceof HostObject && extendsClass(v.payload.cls, data)) {
      return v.payload.value as T;
    }
    return this.typeError(i, data.name);
  }

  option<const S extends readonly string[]>(i: number, choices: S, fallback?: S[number]): S[number] {
    const s = this.string(i, fallback);
    if (choices.includes(s)) return s;
    return this.argError(i, `invalid option '${s}'`);
  }

  opt<R>(i: number, read: (i: number) => R): R | undefined {
    return this.#arg(i) === undefined ? undefined : read(i);
  }

  argError(i: number, message: string): never {
    const cx = this.#context;
    const bytes = this.#link.bytesOf(message);
    const text = this.#isRunning
      ? cx.where(1) + functionNameForArgument(cx, i, bytes)
      : `bad argument #${i} to '${this.#native?.name ?? "?"}' (${bytes})`;
    return this.#raise(new LuaThrow(text));
  }

  error(value: LuaInput, level = 1): never {
    const cx = this.#context;
    const v = this.#link.fromHost(value);
    const hasPosition = typeof v === "string" && level > 0 && this.#isRunning;
    return this.#raise(new LuaThrow(hasPosition ? cx.where(level) + v : v));
  }

  /** Through JavaScript the error travels as what the host would see, so that host code may catch it. */
  #raise(thrown: LuaThrow): never {
    throw this.#link.mapError(thrown);
  }

  *call(f: LuaFunction, ...args: LuaInput[]): Generator<HostRequest, LuaValue[], unknown> {
    const outcome = yield this.#request("call", f, args);
    return outcome as LuaValue[];
  }

  *pcall(f: LuaFunction, ...args: LuaInput[]): Generator<HostRequest, ProtectedOutcome, unknown> {
    const outcome = yield this.#request("pcall", f, args);
    return outcome as ProtectedOutcome;
  }

  #request(kind: "call" | "pcall", f: LuaFunction, args: readonly LuaInput[]): Request {
    return new Request(kind, this.#link.fromHost(f), this.#link.allFromHost(args));
  }

  *yield(...values: LuaInput[]): Generator<HostRequest, LuaValue[], unknown> {
    const outcome = yield new Request("yield", undefined, this.#link.allFromHost(values));
    return outcome as LuaValue[];
  }

  *await<T>(promise: PromiseLike<T>): Generator<HostRequest, T, unknown> {
    const outcome = yield new Request("await", undefined, [], promise);
    return outcome as T;
  }

  charge(gas: number): void {
    this.check("gas", gas);
    this.#guard((cx) => cx.charge(Math.floor(gas)));
  }

  allocate(bytes: number): void {
    this.check("bytes", bytes);
    this.#guard((cx) => cx.allocate(Math.floor(bytes)));
  }

  #guard(work: (cx: CallContext) => void): void {
    const cx = this.#context;
    this.#link.guard(() => work(cx));
  }

  /** @throws RangeError for an amount that is none */
  check(what: string, amount: number): void {
    if (typeof amount === "number" && amount >= 0 && amount <= Number.MAX_SAFE_INTEGER) return;
    throw new RangeError(`${what}: ${String(amount)} is not a number of at least 0`);
  }
}
