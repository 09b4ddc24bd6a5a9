/** Lua values as a host sees them. */
import type { LuaFloat } from "../base/luaFloat.ts";

/** An object of the engine: a table, function, coroutine or userdata. One Lua object has one handle. */
export interface LuaHandle {
  /** Lua type name. */
  readonly type: "table" | "function" | "thread" | "userdata" | "channel";
  /** Like Lua's `tostring` without metamethods. */
  toString(): string;
}

/** A Lua table. `get` and `set` honour metamethods, the raw ones do not. */
export interface LuaTable extends LuaHandle, Iterable<[LuaValue, LuaValue]> {
  readonly type: "table";
  get(key: LuaInput): LuaValue;
  set(key: LuaInput, value: LuaInput): this;
  rawGet(key: LuaInput): LuaValue;
  rawSet(key: LuaInput, value: LuaInput): this;
  /** A border (§3.4.7), without `__len`. */
  readonly length: number;
  entries(): IterableIterator<[LuaValue, LuaValue]>;
}

/** A Lua function. */
export interface LuaFunction extends LuaHandle {
  readonly type: "function";
  /** Calls it to its end and returns all results. @throws LuaError */
  call(...args: LuaInput[]): LuaValue[];
}

/**
 * What comes out of Lua: integers beyond 2^53 are bigints, floats numbers, strings are decoded as UTF-8 (bytes that are
 * not UTF-8 become U+DC80 to U+DCFF and turn back into the same bytes), everything with identity is a handle.
 */
export type LuaValue = undefined | boolean | number | bigint | string | LuaTable | LuaFunction | LuaHandle;

/** What may go in: also bytes, forced floats, functions, arrays, maps and plain objects (copied). */
export type LuaInput =
  | LuaValue
  | null
  | Uint8Array
  | LuaFloat
  | HostFunction
  | readonly LuaInput[]
  | ReadonlyMap<LuaInput, LuaInput>
  | { readonly [key: string]: LuaInput };

/**
 * A function of the host that Lua may call: gets converted arguments, its result is converted. What it throws becomes a
 * Lua error with the message as its value. A promise as result suspends the caller; in a synchronous run, where nothing
 * can wait, it is an error (uncaught: a LuaAsyncError).
 */
// any: hosts write functions with the parameter types they expect
// biome-ignore lint/suspicious/noExplicitAny: see above
// biome-ignore lint/suspicious/noConfusingVoidType: an async function without a result has the type Promise<void>
export type HostFunction = (...args: any[]) => LuaInput | LuaMulti | void | Promise<LuaInput | LuaMulti | void>;

/** Several results of a host function; see {@link multi}. */
export class LuaMulti {
  readonly values: readonly LuaInput[];
  constructor(values: readonly LuaInput[]) {
    this.values = values;
  }
}

/** Makes a host function return several values. */
export function multi(...values: LuaInput[]): LuaMulti {
  return new LuaMulti(values);
}
