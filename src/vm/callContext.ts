import { type LuaInteger, type LuaNumber, toDouble } from "../base/luaFloat.ts";
import { chunkId } from "../base/source.ts";
import { packed } from "./arrays.ts";
import { currentLine, functionNameForArgument } from "./debugInfo.ts";
import { LuaThrow, WaitFault } from "./errors.ts";
import { SIZE } from "./gas.ts";
import { MetaEvent } from "./metaEvent.ts";
import {
  PENDING,
  prepareArithmetic,
  prepareEquals,
  prepareIndex,
  prepareLength,
  prepareLess,
  prepareSetIndex,
} from "./metamethods.ts";
import { Parking } from "./parking.ts";
import { growStack } from "./stack.ts";
import { Signal, State } from "./state.ts";
import { LuaTable } from "./table.ts";
import {
  isFunction,
  metamethod,
  metaOfTable,
  metatableOf,
  toIntegerValue,
  toNumber,
  toStringValue,
  typeName,
} from "./types.ts";
import { Continuation, Coroutine, type LuaFunction, type LuaValue, NativeFunction } from "./value.ts";

export { PENDING };

/** Declares a continuation; `name` is unique in the engine ("table.sort"). `state` must be plain data and Lua values. */
export function continuation<S>(name: string, run: (cx: CallContext, state: S) => number): Continuation {
  return new Continuation(name, run as (cx: never, state: never) => number);
}

/**
 * What a native works with: its arguments, results, errors, gas, and calls back into Lua.
 *
 * A native reads its arguments, leaves its results with one of the `ret` functions and returns what that returned. To call
 * Lua it returns `cx.call(f, args, k, state)`: the machine makes the call and then runs the continuation `k`, in which
 * `cx.arg(i)` are the results of the call and the original arguments are gone (keep what you need in `state`). Nothing may
 * be kept on the JavaScript stack or in JavaScript closures across a call.
 *
 * Operations that may need a metamethod (`index`, `setIndex`, `length`, `lessThan`, `equals`, `tostring`...) return their result, or
 * `PENDING` when a function must be called first: then `return cx.callPending(k, state)`, and the first result of the
 * call, `cx.arg(1)`, is the operation's result (for `lessThan` and `equals` its truth).
 */
export class CallContext extends State {
  // ---------------------------------------------------------------- arguments
  /** Argument `i` (from 1), nil when absent. */
  arg(i: number): LuaValue {
    return i <= this.nargs ? this.stack[this.base + i - 1] : undefined;
  }
  /** True when argument `i` is absent or nil. */
  isNoneOrNil(i: number): boolean {
    return this.arg(i) === undefined;
  }
  /** Raises "value expected" when argument `i` is absent. */
  checkAny(i: number): LuaValue {
    if (i > this.nargs) this.argError(i, "value expected");
    return this.stack[this.base + i - 1];
  }
  /** Truth of argument `i`. */
  toBoolean(i: number): boolean {
    const v = this.arg(i);
    return v !== undefined && v !== false;
  }
  /** Argument `i` as a number of either subtype; strings convert. */
  number(i: number): LuaNumber {
    const v = this.arg(i);
    if (typeof v === "number") return v;
    if (typeof v === "string") this.chargeLong(v.length);
    const n = toNumber(v);
    return n === undefined ? this.typeError(i, "number") : n;
  }
  optNumber(i: number, fallback: LuaNumber): LuaNumber {
    return this.isNoneOrNil(i) ? fallback : this.number(i);
  }
  /** Argument `i` as a double. */
  double(i: number): number {
    return toDouble(this.number(i));
  }
  /** Argument `i` as an integer in canonical form; floats and strings with exact integer values convert. */
  integer(i: number): LuaInteger {
    const v = this.arg(i);
    if (typeof v === "number" && Number.isSafeInteger(v)) return v;
    if (typeof v === "string") this.chargeLong(v.length);
    const n = toIntegerValue(v);
    if (n !== undefined) return n;
    if (toNumber(v) !== undefined) return this.argError(i, "number has no integer representation");
    return this.typeError(i, "number");
  }
  optInteger(i: number, fallback: LuaInteger): LuaInteger {
    return this.isNoneOrNil(i) ? fallback : this.integer(i);
  }
  /** Argument `i` as an integer, clamped to the safe range: enough for positions and counts. */
  position(i: number): number {
    const n = this.integer(i);
    return typeof n === "number" ? n : n < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  }
  optPosition(i: number, fallback: number): number {
    return this.isNoneOrNil(i) ? fallback : this.position(i);
  }
  /** Argument `i` as a byte string; numbers convert. */
  string(i: number): string {
    const v = this.arg(i);
    if (typeof v === "string") return v;
    const s = toStringValue(v);
    return s === undefined ? this.typeError(i, "string") : s;
  }
  optString<F extends string | undefined>(i: number, fallback: F): string | F {
    return this.isNoneOrNil(i) ? fallback : this.string(i);
  }
  table(i: number): LuaTable {
    const v = this.arg(i);
    return v instanceof LuaTable ? v : this.typeError(i, "table");
  }
  function(i: number): LuaFunction {
    const v = this.arg(i);
    return isFunction(v) ? v : this.typeError(i, "function");
  }
  coroutine(i: number): Coroutine {
    const v = this.arg(i);
    return v instanceof Coroutine ? v : this.typeError(i, "thread");
  }
  /** Index of argument `i` in `choices` (luaL_checkoption). */
  option<const T extends string>(i: number, choices: readonly T[], fallback?: T): T {
    const s = fallback === undefined ? this.string(i) : this.optString(i, fallback);
    if ((choices as readonly string[]).includes(s)) return s as T;
    return this.argError(i, `invalid option '${s}'`);
  }

  // ---------------------------------------------------------------- errors
  /** Raises "bad argument #i to 'f' (message)", knowing about methods (luaL_argerror). */
  argError(i: number, message: string): never {
    return this.error(functionNameForArgument(this, i, message));
  }
  /** Raises "bad argument #i to 'f' (expected expected, got what-it-is)"; `__name` counts (luaL_typeerror). */
  typeError(i: number, expected: string): never {
    return this.argError(i, `${expected} expected, got ${i > this.nargs ? "no value" : this.typeNameOf(this.arg(i))}`);
  }
  /** Type name for messages: a string `__name` of the metatable, else the basic type. */
  typeNameOf(v: LuaValue): string {
    const name = metaOfTable(metatableOf(this, v), MetaEvent.NAME);
    return typeof name === "string" ? name : typeName(v);
  }
  /** Raises an error with the position of the caller in front (luaL_error). */
  error(message: string): never {
    throw new LuaThrow(this.where(1) + message);
  }
  /** Raises any value as it is. */
  throwValue(v: LuaValue): never {
    throw new LuaThrow(v);
  }
  /** "chunk:line: " of the function at `level` (1 = caller of the running native); "" when unknown (luaL_where). */
  where(level: number): string {
    if (level > 1) this.charge(Math.min(level, this.current.frameCount) >> 4);
    const at = currentLine(this, level);
    return at === undefined ? "" : `${chunkId(at.source)}:${at.line}: `;
  }

  // ---------------------------------------------------------------- results
  /** No result. */
  ret0(): number {
    return 0;
  }
  ret(v: LuaValue): number {
    this.stack[this.resBase] = v;
    return 1;
  }
  ret2(a: LuaValue, b: LuaValue): number {
    this.stack[this.resBase] = a;
    this.stack[this.resBase + 1] = b;
    return 2;
  }
  ret3(a: LuaValue, b: LuaValue, c: LuaValue): number {
    const at = this.resBase;
    this.stack[at] = a;
    this.stack[at + 1] = b;
    this.stack[at + 2] = c;
    return 3;
  }
  retArray(values: readonly LuaValue[]): number {
    const { stack, resBase } = this;
    this.checkStack(values.length);
    for (let i = 0; i < values.length; i++) stack[resBase + i] = values[i];
    return values.length;
  }
  /** The arguments from `from` on are the results. */
  retArgs(from: number): number {
    const { stack, resBase, base, nargs } = this;
    const n = nargs - from + 1;
    if (n <= 0) return 0;
    for (let i = 0; i < n; i++) stack[resBase + i] = stack[base + from - 1 + i];
    return n;
  }
  /** What failed operations of io and os return: nil, message, error number (luaL_fileresult). */
  retFail(message: string, errno: number): number {
    return this.ret3(undefined, message, errno);
  }
  /** Makes room for `n` results. Raises when they would not fit ("stack overflow"). */
  checkStack(n: number, message?: string): void {
    const end = this.resBase + n;
    if (end > this.limits.stackSlots) {
      this.error(message === undefined ? "stack overflow" : `stack overflow (${message})`);
    }
    if (end > this.stack.length) growStack(this, this.current, end);
  }

  // ---------------------------------------------------------------- strings
  /** Raises when a string of `length` bytes may not be built; call before building. Also charges and accounts for it. */
  reserveString(length: number, message = "resulting string too large"): void {
    if (length > this.limits.stringLength) this.error(message);
    this.chargeBytes(length);
    this.allocate(SIZE.string + length);
  }
  /** luaL_tolstring: any value as text, through `__tostring` (then PENDING) and `__name`. */
  tostring(v: LuaValue): string | typeof PENDING {
    const handler = metamethod(this, v, MetaEvent.TOSTRING);
    if (handler !== undefined) {
      this.pend1(handler, v);
      return PENDING;
    }
    return this.plainTostring(v);
  }
  /** Result of a pending `tostring`, checked. */
  tostringResult(): string {
    const v = this.arg(1);
    const s = toStringValue(v);
    return s === undefined ? this.error("'__tostring' must return a string") : s;
  }
  /** `tostring` without `__tostring`. */
  plainTostring(v: LuaValue): string {
    if (typeof v === "string") return v;
    const s = toStringValue(v);
    if (s !== undefined) {
      this.allocate(SIZE.string + s.length);
      return s;
    }
    if (v === undefined) return "nil";
    if (typeof v === "boolean") return v ? "true" : "false";
    return `${this.typeNameOf(v)}: ${this.addressOf(v as object)}`;
  }

  // ---------------------------------------------------------------- operations with metamethods
  /** `object[key]`. */
  index(object: LuaValue, key: LuaValue): LuaValue | typeof PENDING {
    return prepareIndex(this, object, key);
  }
  /** `object[key] = value`; true when done, false when PENDING. */
  setIndex(object: LuaValue, key: LuaValue, value: LuaValue): boolean {
    return prepareSetIndex(this, object, key, value);
  }
  /** `#v`: any value when `__len` says so. */
  length(v: LuaValue): LuaValue | typeof PENDING {
    return prepareLength(this, v);
  }
  /** Checks that a length is an integer (luaL_len). */
  lengthResult(v: LuaValue): LuaInteger {
    if (typeof v === "string") this.chargeLong(v.length);
    const n = toIntegerValue(v);
    return n === undefined ? this.error("object length is not an integer") : n;
  }
  /** `a < b`. */
  lessThan(a: LuaValue, b: LuaValue): boolean | typeof PENDING {
    return prepareLess(this, a, b);
  }
  /** `a == b`. */
  equals(a: LuaValue, b: LuaValue): boolean | typeof PENDING {
    return prepareEquals(this, a, b);
  }
  /** Arithmetic or bitwise operation with metamethods. */
  arithmetic(event: MetaEvent, a: LuaValue, b: LuaValue): LuaValue | typeof PENDING {
    return prepareArithmetic(this, event, a, b);
  }
  /** A field of the value's metatable, nil when it has none (luaL_getmetafield). */
  metafield(v: LuaValue, name: string): LuaValue {
    const meta = metatableOf(this, v);
    return meta === null ? undefined : (meta.getStr(name) as LuaValue);
  }

  // ---------------------------------------------------------------- calls
  /** Calls `fn`; returns to the machine, which runs `k` with the results as arguments. */
  call(fn: LuaValue, args: readonly LuaValue[], k: Continuation, state: unknown): number {
    const { stack, top } = this;
    stack[top] = fn;
    for (let i = 0; i < args.length; i++) stack[top + 1 + i] = args[i];
    this.callArgs = args.length;
    return this.callPending(k, state, top);
  }
  /** {@link call} with one argument, without an array. */
  call1(fn: LuaValue, a: LuaValue, k: Continuation, state: unknown): number {
    this.pend1(fn, a);
    return this.callPending(k, state);
  }
  /** {@link call} with two arguments, without an array. */
  call2(fn: LuaValue, a: LuaValue, b: LuaValue, k: Continuation, state: unknown): number {
    const { stack, top } = this;
    stack[top] = fn;
    stack[top + 1] = a;
    stack[top + 2] = b;
    this.callArgs = 2;
    return this.callPending(k, state, top);
  }
  /** Makes the call that an operation left pending. */
  callPending(k: Continuation, state: unknown, at: number = this.top): number {
    this.callAt = at;
    this.continuation = k;
    this.continuationState = state;
    this.callProtected = false;
    return Signal.CALL;
  }
  /** Like `call`, but errors come back: `k` finds `cx.callFailed` true and the error value as its only argument. */
  protectedCall(fn: LuaValue, args: readonly LuaValue[], k: Continuation, state: unknown): number {
    const signal = this.call(fn, args, k, state);
    this.callProtected = true;
    return signal;
  }
  /**
   * Waits for a promise; `k` gets nothing and finds the outcome in `cx.settled`.
   * @throws LuaThrow in a synchronous run, with a {@link WaitFault} as its cause
   */
  await(promise: PromiseLike<unknown>, k: Continuation, state: unknown): number {
    // nobody may ask for its outcome: a rejection must not count as unhandled
    void Promise.resolve(promise).catch(() => {});
    return this.park(new Parking(this.waiting(), promise), k, state);
  }
  /** Waits until `parking` is settled, as for a promise. @throws LuaThrow in a synchronous run */
  park(parking: Parking, k: Continuation, state: unknown): number {
    this.checkWait();
    this.parking = parking;
    this.callAt = this.top;
    this.callArgs = 0;
    this.continuation = k;
    this.continuationState = state;
    return Signal.AWAIT;
  }
  /** @throws LuaThrow when nothing can wait in this run, with a {@link WaitFault} as its cause */
  checkWait(): void {
    if (this.canWait) return;
    const operation = this.waiting();
    throw new LuaThrow(`${operation} cannot wait in a synchronous call`, new WaitFault(operation));
  }
  private waiting(): string {
    return this.native?.name ?? "host function";
  }
  private pend1(fn: LuaValue, a: LuaValue): void {
    this.stack[this.top] = fn;
    this.stack[this.top + 1] = a;
    this.callArgs = 1;
  }
}

/** A new native function value for `run`. */
export function nativeFunction(
  name: string,
  run: (cx: CallContext) => number,
  upvalues: LuaValue[] = packed(),
): NativeFunction {
  return new NativeFunction(name, run as (cx: never) => number, upvalues);
}
