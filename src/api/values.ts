/** Lua values as a host sees them: types only, but for the two markers that hosts make. */
import type { LuaFloat } from "../base/luaFloat.ts";
import type { LuaVersion } from "../base/version.ts";

/** The engine that a handle belongs to, as far as handles and host functions need it. */
export interface LuaEngine {
  readonly name: string | undefined;
  readonly version: LuaVersion;
  readonly globals: LuaTable;
  readonly closed: boolean;
  table(init?: LuaInput): LuaTable;
  fn(f: HostFunction, options?: HostFnOptions): LuaFunction;
  raw(f: RawHostFn, options?: HostFnOptions): LuaFunction;
  thread(f: LuaFunction): LuaThread;
  userdata<T extends object>(value: T, cls?: LuaClass<T>): LuaUserdata<T>;
}

/** An object of the engine: a table, function, coroutine or userdata. One Lua object has one handle. */
export interface LuaHandle {
  /** The engine that it belongs to. */
  readonly lua: LuaEngine;
  /** Lua type name, or "channel". */
  readonly type: string;
  /** Whether `other` stands for the same Lua object (§3.4.4, without `__eq`). */
  equals(other: LuaValue): boolean;
  /** Like Lua's `tostring` without metamethods. */
  toString(): string;
  /** Lets go of the object now instead of when the handle is collected. The handle cannot be used any more. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** A Lua table. `get` and `set` honour metamethods; everything else is raw. Items count from 1. */
export interface LuaTable extends LuaHandle, Iterable<[LuaValue, LuaValue]> {
  readonly type: "table";
  /** `t[key]`. @throws LuaError what a metamethod raises; LuaAsyncError when one wants to wait */
  get(key: LuaInput): LuaValue;
  /** `t[key] = value`. @throws LuaError like {@link LuaTable.get}, and for nil and NaN as keys */
  set(key: LuaInput, value: LuaInput): this;
  rawGet(key: LuaInput): LuaValue;
  rawSet(key: LuaInput, value: LuaInput): this;
  /** Whether the table itself has a value for `key`. */
  has(key: LuaInput): boolean;
  /** Removes `key`; whether there was a value. */
  delete(key: LuaInput): boolean;
  /** `path("a.b.1")` is `t.a.b[1]`, undefined when something on the way is no table; honours metamethods. */
  path(dotted: string): LuaValue;
  /** A border (§3.4.7), without `__len`. */
  readonly length: number;
  /** Adds items at the end. */
  append(...values: LuaInput[]): this;
  /** Inserts an item before `index` (1 to length + 1). @throws RangeError */
  insert(index: number, value: LuaInput): this;
  /** Removes item `index` and closes the gap; undefined when there is none. */
  removeAt(index: number): LuaValue;
  /** The entry after `key`, or the first; undefined after the last. @throws LuaRuntimeError for an unknown key */
  next(key?: LuaInput): [LuaValue, LuaValue] | undefined;
  keys(): IterableIterator<LuaValue>;
  /** The entries in the engine's order; they may be removed meanwhile, new keys must not be added. */
  entries(): IterableIterator<[LuaValue, LuaValue]>;
  /** The metatable itself, whatever `__metatable` says. */
  metatable: LuaTable | undefined;
  /**
   * Makes every later change of the table or its metatable an error, for scripts and host alike. `deep`: also of all tables
   * that can be reached through keys, values and metatables.
   */
  freeze(deep?: boolean): this;
  /** A copy as plain JavaScript data. @throws LuaConversionError */
  toJS<T = unknown>(options?: ToJsOptions): T;
  /** Items 1 to length. */
  toArray(): LuaValue[];
  toMap(): Map<LuaValue, LuaValue>;
}

/** How {@link LuaTable.toJS} copies; the first of each choice is the default. */
export interface ToJsOptions {
  /** A table with the keys 1 to n and no others, n > 0, becomes an array ("auto") or an object like the others. */
  arrays?: "auto" | "never";
  /** Deepest nesting; deeper tables are an error. Default: no limit. */
  maxDepth?: number;
  /** A table inside itself refers to the copy, or is an error. Tables met twice are copied once either way. */
  cycles?: "share" | "error";
  functions?: "omit" | "wrap" | "error";
  metatables?: "ignore" | "error";
}

/** What is known of a function (§4.7). */
export interface FunctionInfo {
  /** Of host and library functions. */
  readonly name?: string;
  /** As in messages: "file.lua", "[C]" for host and library functions. */
  readonly chunk: string;
  /** -1 for host and library functions; 0 for main chunks. */
  readonly lineDefined: number;
  readonly lastLine: number;
  readonly params: number;
  readonly isVararg: boolean;
  readonly isHost: boolean;
}

/** A Lua function. */
export interface LuaFunction extends LuaHandle {
  readonly type: "function";
  readonly info: FunctionInfo;
  /** Calls it to its end and returns all results. @throws LuaError */
  call(...args: LuaInput[]): LuaValue[];
  /** Calls it; it may wait for promises. Rejects with a LuaError. */
  callAsync(...args: LuaInput[]): Promise<LuaValue[]>;
  /** Like `callAsync`, with options of a run. */
  callWith(options: CallOptions, ...args: LuaInput[]): Promise<LuaValue[]>;
  /** A Lua function that calls this one with `args` in front. */
  bind(...args: LuaInput[]): LuaFunction;
  /** An ordinary function that returns the first result. */
  toJS(): (...args: LuaInput[]) => LuaValue;
  toAsyncJS(): (...args: LuaInput[]) => Promise<LuaValue>;
  /** Value of an upvalue, by name or by index from 1; undefined when there is none. */
  upvalue(name: string | number): LuaValue;
}

/** Options of a call that may wait; those of `Lua.run` that make sense for a function. */
export interface CallOptions {
  /** `Limits` for this call; at most those of the engine. */
  readonly limits?: object;
  /** Ends the call with a LuaAbortError when it is aborted. */
  readonly signal?: AbortSignal;
  /** Units of gas between two turns of the event loop. */
  readonly slice?: number;
}

/** A Lua error: what `LuaRuntimeError` offers. */
export interface LuaRuntimeFailure extends Error {
  readonly code: string;
  readonly engine: string | undefined;
  readonly traceback: readonly LuaFrame[];
  readonly luaStack: string;
  readonly value: LuaValue;
  readonly chunk: string | undefined;
  readonly line: number | undefined;
}

/** How a resumption of a coroutine ended. */
export type ResumeResult =
  | { readonly status: "yield"; readonly values: LuaValue[] }
  | { readonly status: "return"; readonly values: LuaValue[] }
  | { readonly status: "error"; readonly error: LuaRuntimeFailure };

/** A coroutine. Iterating resumes it until it returns; an error is thrown. */
export interface LuaThread extends LuaHandle, AsyncIterable<LuaValue[]> {
  readonly type: "thread";
  readonly status: "suspended" | "running" | "normal" | "dead";
  /** Resumes it synchronously. Errors are results; limits and aborts are thrown. */
  resume(...args: LuaInput[]): ResumeResult;
  resumeAsync(...args: LuaInput[]): Promise<ResumeResult>;
  /**
   * Closes its pending variables; it is dead then (§6.2 coroutine.close).
   * @returns the error value with which it had ended, or with which closing ended it; otherwise undefined
   * @throws LuaRuntimeError while it is running
   */
  close(): LuaValue;
  /** Its frames, innermost first; also those of one that an error ended. */
  traceback(): readonly LuaFrame[];
}

/** A host object that Lua can hold. */
export interface LuaUserdata<T extends object = object> extends LuaHandle {
  readonly type: "userdata";
  /** The object; undefined for userdata of the libraries. */
  readonly value: T;
  readonly class: LuaClass<T> | undefined;
}

/**
 * What comes out of Lua: integers beyond 2^53 are bigints, floats numbers, strings are decoded as UTF-8 (bytes that are
 * not UTF-8 become U+DC80 to U+DCFF and turn back into the same bytes), everything with identity is a handle.
 */
export type LuaValue =
  | undefined
  | boolean
  | number
  | bigint
  | string
  | LuaTable
  | LuaFunction
  | LuaThread
  | LuaUserdata;

/** What may go in: also bytes, forced floats, functions, arrays, maps and plain objects (copied). */
export type LuaInput =
  | LuaValue
  | LuaHandle
  | null
  | LuaNull
  | Uint8Array
  | LuaFloat
  | HostFunction
  | readonly LuaInput[]
  // biome-ignore lint/suspicious/noExplicitAny: hosts hand in data of their own types
  | ReadonlyMap<any, any>
  // biome-ignore lint/suspicious/noExplicitAny: hosts hand in data of their own types
  | { readonly [key: string]: any };

/**
 * A function of the host that Lua may call: gets converted arguments, its result is converted. What it throws becomes a
 * Lua error whose value wraps what was thrown. A promise as result suspends the caller; in a synchronous run, where
 * nothing can wait, it is an error (uncaught: a LuaAsyncError).
 */
// biome-ignore lint/suspicious/noExplicitAny: hosts write functions with the parameter types they expect
// biome-ignore lint/suspicious/noConfusingVoidType: an async function without a result has the type Promise<void>
export type HostFunction = (...args: any[]) => LuaInput | LuaMulti | void | Promise<LuaInput | LuaMulti | void>;

/** Several results of a host function; made by {@link multi}. */
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

/** The type of {@link luaNull}. */
export class LuaNull {
  toString(): string {
    return "null";
  }
}

/**
 * A value for "null, but present": a userdata in Lua, equal to itself only, printed as "null". With the option
 * `convert: { null: "sentinel" }` JavaScript's null becomes it, and it comes out as null.
 */
export const luaNull: LuaNull = Object.freeze(new LuaNull());

// ------------------------------------------------------------------ host functions

/** Options of a host function. */
export interface HostFnOptions {
  /** Name for messages and tracebacks; default: that of the function. */
  name?: string;
  /** Units that each call costs, beyond those for its arguments and results. */
  gas?: number | ((cx: HostCall) => number);
  /** The function depends on its arguments only, and changes nothing. */
  pure?: boolean;
  /** Names the function in snapshots. */
  snapshotId?: string;
}

/** What a raw host function gives back. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function without a result has the return type void, not undefined
export type RawResult = LuaMulti | LuaInput | void;

/** A host function that reads its arguments itself; written as a generator it can call Lua, yield and wait. */
export type RawHostFn = (cx: HostCall) => RawResult | Promise<RawResult> | HostRoutine;

/** What a raw host function in the form of a generator returns when it is called. */
// biome-ignore lint/suspicious/noExplicitAny: what comes back depends on the request, which generators cannot tell apart
export type HostRoutine = Generator<HostRequest, RawResult, any>;

/** What a generator asks the machine for; made by the methods of {@link HostCall}. */
export interface HostRequest {
  readonly kind: "call" | "pcall" | "yield" | "await";
}

// biome-ignore lint/suspicious/noExplicitAny: what comes back depends on the request, which generators cannot tell apart
type Requesting<T> = Generator<HostRequest, T, any>;

/**
 * One call of a raw host function. The argument readers raise the errors of the standard library, in its words: "bad
 * argument #1 to 'f' (number expected, got nil)". Indices count from 1. Valid until the function has returned.
 */
export interface HostCall {
  readonly lua: LuaEngine;
  /** Number of arguments. */
  readonly argc: number;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /** The coroutine that made the call; undefined outside of coroutines. */
  readonly thread: LuaThread | undefined;
  value(i: number): LuaValue;
  /** Truth of an argument. */
  boolean(i: number): boolean;
  number(i: number, fallback?: number): number;
  /** An integer that a number can hold. */
  integer(i: number, fallback?: number): number;
  int64(i: number, fallback?: bigint): bigint;
  string(i: number, fallback?: string): string;
  bytes(i: number, fallback?: Uint8Array): Uint8Array;
  table(i: number): LuaTable;
  function(i: number): LuaFunction;
  object<T extends object>(i: number, cls: LuaClass<T>): T;
  option<const S extends readonly string[]>(i: number, choices: S, fallback?: S[number]): S[number];
  /** What `read` makes of an argument that is there and not nil. */
  opt<R>(i: number, read: (i: number) => R): R | undefined;
  argError(i: number, message: string): never;
  /** Raises an error. A string gets the position of the caller in front (`level` 1), of its caller (2), or none (0). */
  error(value: LuaInput, level?: number): never;
  /** `yield*` it: the results of the call. What it raises is thrown into the generator as a LuaRuntimeError. */
  call(f: LuaFunction, ...args: LuaInput[]): Requesting<LuaValue[]>;
  /** `yield*` it: the outcome of the call. */
  pcall(f: LuaFunction, ...args: LuaInput[]): Requesting<ProtectedOutcome>;
  /** `yield*` it: suspends the coroutine, gives what it is resumed with. */
  yield(...values: LuaInput[]): Requesting<LuaValue[]>;
  /** `yield*` it: waits for a promise. */
  await<T>(promise: PromiseLike<T>): Requesting<T>;
  /** Charges gas for work that the function is about to do. */
  charge(gas: number): void;
  /** Accounts for memory that it is about to use. */
  allocate(bytes: number): void;
}

/** How a protected call ended. */
export type ProtectedOutcome =
  | { readonly ok: true; readonly values: LuaValue[] }
  | { readonly ok: false; readonly error: LuaRuntimeFailure };

// ------------------------------------------------------------------ classes

/** Metamethods that a class may define. */
export type MetaName =
  | "__add"
  | "__sub"
  | "__mul"
  | "__div"
  | "__mod"
  | "__pow"
  | "__unm"
  | "__idiv"
  | "__band"
  | "__bor"
  | "__bxor"
  | "__shl"
  | "__shr"
  | "__bnot"
  | "__concat"
  | "__len"
  | "__eq"
  | "__lt"
  | "__le"
  | "__call"
  | "__tostring"
  | "__pairs"
  | "__close"
  | "__gc"
  | "__index"
  | "__newindex";

// biome-ignore lint/suspicious/noExplicitAny: hosts write members with the parameter types they expect
type Method<T> = (self: T, ...args: any[]) => RawResult | Promise<any>;
// biome-ignore lint/suspicious/noExplicitAny: hosts write members with the parameter types they expect
type MetaMethod<T> = (self: T, ...args: any[]) => RawResult;

type AnyClass<T> = abstract new (...args: never[]) => T;

/** A field of instances: read through `get`, written through `set`; without `set` it is read-only. */
export interface FieldAccess<T> {
  get?: (self: T) => LuaInput;
  // biome-ignore lint/suspicious/noExplicitAny: hosts write members with the parameter types they expect
  set?: (self: T, value: any) => void;
}

/** What scripts may do with objects of a JavaScript class. What is not listed does not exist for them. */
// biome-ignore lint/suspicious/noExplicitAny: the constructor takes parameters of the host's own types
export interface ClassSpec<T extends object, A extends any[] = any[]> {
  /** Name in messages (`__name`); unique in the engine. */
  name: string;
  /** The class itself. Only its prototype is used. */
  type: AnyClass<T>;
  /** Makes an instance: `Class(...)` and `Class.new(...)` in Lua. */
  construct?: (...args: A) => T;
  /** Names of methods of the object, or functions that get it as their first argument. */
  methods?: readonly (keyof T & string)[] | Readonly<Record<string, Method<T>>>;
  /** A string is the name of a property, which scripts may read but not write. */
  fields?: Readonly<Record<string, (keyof T & string) | FieldAccess<T>>>;
  /** Fields of the class table. */
  statics?: Readonly<Record<string, LuaInput>>;
  /**
   * Metamethods. `self` is the instance, also when it is the right operand: then a third argument is true. `__index` and
   * `__newindex` are asked for keys that are neither methods nor fields.
   */
  meta?: Readonly<Partial<Record<MetaName, MetaMethod<T>>>>;
  /** A class whose methods, fields and metamethods instances have too. */
  // biome-ignore lint/suspicious/noExplicitAny: a base class has instances of a type that this one need not name
  extends?: LuaClass<any>;
  /** How snapshots keep instances. */
  snapshot?: { save(self: T): LuaInput; load(data: LuaValue): T };
}

/** A class that an engine knows. */
export interface LuaClass<T extends object> {
  readonly name: string;
  /** The class as scripts see it: callable when instances can be made, with methods and statics. */
  readonly table: LuaTable;
  /** The userdata of an object: the same one each time. */
  wrap(value: T): LuaUserdata<T>;
  /** Whether a value is an instance of this class or one that extends it. */
  is(v: LuaValue): v is LuaUserdata<T>;
}

/** How values cross; the first of each choice is the default. */
export interface ConvertOptions {
  /** Lua integers come out as numbers when safe, else bigints; as numbers, rounded; as bigints. */
  integers?: "auto" | "number" | "bigint";
  /** Strings are text in UTF-8, or bytes as the characters U+0000 to U+00FF. */
  strings?: "utf8" | "latin1";
  /** What null becomes: nil, or {@link luaNull}. */
  null?: "nil" | "sentinel";
  /** Whether arrays, maps and plain objects are copied into tables, or refused. */
  objects?: "copy" | "error";
  /** Instances of classes that are not defined are refused, or become userdata without members. */
  unknown?: "error" | "opaque";
}

/** What kind of name a function was called by. */
export type NameKind = "global" | "local" | "method" | "field" | "upvalue" | "metamethod" | "hook" | "";

/** One level of a call stack. */
export interface LuaFrame {
  /** A Lua function, one of the host or a library, a main chunk, or a place where tail calls left no frame. */
  readonly kind: "lua" | "host" | "main" | "tail";
  /** How the caller named the function. */
  readonly name: string | undefined;
  readonly nameKind: NameKind;
  /** As in messages: "file.lua"; "[C]" for the host. */
  readonly chunk: string;
  /** -1 when unknown. */
  readonly line: number;
  /** Number of the coroutine: 0 is the main one, others count up as the host meets them. */
  readonly thread: number;
  /** The local variables in scope as they were when the frame was listed; only while `debug.captureLocals` is on. */
  readonly locals?: () => Record<string, LuaValue>;
}
