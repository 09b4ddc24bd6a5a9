// Declarations of the specification that concern values, handles, host functions, classes, conversion and errors.
// biome-ignore-all lint/suspicious/noExplicitAny: the specification's
// biome-ignore-all lint/suspicious/noConfusingVoidType: the specification's
// ---------- values ----------
export type LuaVersion = "5.3" | "5.4";
export type LuaValue =
  | undefined
  | boolean
  | number
  | bigint
  | string
  | LuaTable
  | LuaFunction
  | LuaThread
  | LuaUserdata
  | LuaChannel;
export type LuaInput =
  | LuaValue
  | null
  | Uint8Array
  | LuaFloat
  | HostFn
  | readonly LuaInput[]
  | ReadonlyMap<any, any>
  | { readonly [k: string]: any };
export interface LuaFloat {
  readonly float: number;
}
export declare function float(n: number): LuaFloat;
export declare class LuaMulti {
  readonly values: readonly LuaInput[];
}
export declare function multi(...values: LuaInput[]): LuaMulti;
export type HostFn = (...args: any[]) => LuaInput | LuaMulti | void | Promise<LuaInput | LuaMulti | void>;

// ---------- handles ----------
export interface LuaHandle {
  readonly lua: Lua;
  readonly type: string;
  equals(other: LuaValue): boolean;
  toString(): string;
  dispose(): void;
  [Symbol.dispose](): void;
}
export interface LuaFunction extends LuaHandle {
  readonly type: "function";
  readonly info: FunctionInfo;
  call(...args: LuaInput[]): LuaValue[];
  callAsync(...args: LuaInput[]): Promise<LuaValue[]>;
  callWith(options: RunOptions, ...args: LuaInput[]): Promise<LuaValue[]>;
  bind(...args: LuaInput[]): LuaFunction;
  toJS(): (...args: LuaInput[]) => LuaValue;
  toAsyncJS(): (...args: LuaInput[]) => Promise<LuaValue>;
  upvalue(name: string | number): LuaValue;
}
export interface FunctionInfo {
  readonly name?: string;
  readonly chunk: string;
  readonly lineDefined: number;
  readonly lastLine: number;
  readonly params: number;
  readonly isVararg: boolean;
  readonly isHost: boolean;
}
export interface LuaTable extends LuaHandle, Iterable<[LuaValue, LuaValue]> {
  readonly type: "table";
  get(key: LuaInput): LuaValue;
  set(key: LuaInput, value: LuaInput): this;
  rawGet(key: LuaInput): LuaValue;
  rawSet(key: LuaInput, value: LuaInput): this;
  has(key: LuaInput): boolean;
  delete(key: LuaInput): boolean;
  path(dotted: string): LuaValue;
  readonly length: number;
  append(...values: LuaInput[]): this;
  insert(index: number, value: LuaInput): this;
  removeAt(index: number): LuaValue;
  next(key?: LuaInput): [LuaValue, LuaValue] | undefined;
  keys(): IterableIterator<LuaValue>;
  entries(): IterableIterator<[LuaValue, LuaValue]>;
  metatable: LuaTable | undefined;
  freeze(deep?: boolean): this;
  toJS<T = unknown>(options?: ToJsOptions): T;
  toArray(): LuaValue[];
  toMap(): Map<LuaValue, LuaValue>;
}
export interface ToJsOptions {
  arrays?: "auto" | "never";
  maxDepth?: number;
  cycles?: "share" | "error";
  functions?: "omit" | "wrap" | "error";
  metatables?: "ignore" | "error";
}
export interface LuaUserdata<T extends object = object> extends LuaHandle {
  readonly type: "userdata";
  readonly value: T;
  readonly class: LuaClass<T> | undefined;
}
export interface LuaThread extends LuaHandle, AsyncIterable<LuaValue[]> {
  readonly type: "thread";
  readonly status: "suspended" | "running" | "normal" | "dead";
  resume(...args: LuaInput[]): ResumeResult;
  resumeAsync(...args: LuaInput[]): Promise<ResumeResult>;
  close(): LuaValue;
  traceback(): readonly LuaFrame[];
}
export type ResumeResult =
  | { readonly status: "yield"; readonly values: LuaValue[] }
  | { readonly status: "return"; readonly values: LuaValue[] }
  | { readonly status: "error"; readonly error: LuaRuntimeError };
export interface LuaChannel extends LuaHandle, AsyncIterable<LuaValue> {
  readonly type: "channel";
  readonly capacity: number;
  readonly size: number;
  readonly isClosed: boolean;
  send(value: LuaInput, options?: { signal?: AbortSignal }): Promise<void>;
  trySend(value: LuaInput): boolean;
  receive(options?: { signal?: AbortSignal }): Promise<{ ok: true; value: LuaValue } | { ok: false }>;
  tryReceive(): { ok: true; value: LuaValue } | { ok: false; closed: boolean };
  close(): void;
}

// ---------- host functions ----------
export interface HostFnOptions {
  name?: string;
  gas?: number | ((cx: CallContext) => number);
  pure?: boolean;
  snapshotId?: string;
}
export type RawHostFn = (
  cx: CallContext,
) => LuaMulti | LuaInput | void | Promise<LuaMulti | LuaInput | void> | HostRoutine;
export type HostRoutine = Generator<HostRequest, LuaMulti | LuaInput | void, any>;
export interface HostRequest {
  readonly kind: "call" | "pcall" | "yield" | "await";
}
export interface CallContext {
  readonly lua: Lua;
  readonly argc: number;
  readonly signal: AbortSignal;
  readonly thread: LuaThread | undefined;
  value(i: number): LuaValue;
  boolean(i: number): boolean;
  number(i: number, fallback?: number): number;
  integer(i: number, fallback?: number): number;
  int64(i: number, fallback?: bigint): bigint;
  string(i: number, fallback?: string): string;
  bytes(i: number, fallback?: Uint8Array): Uint8Array;
  table(i: number): LuaTable;
  function(i: number): LuaFunction;
  object<T extends object>(i: number, cls: LuaClass<T>): T;
  option<const S extends readonly string[]>(i: number, choices: S, fallback?: S[number]): S[number];
  opt<R>(i: number, read: (i: number) => R): R | undefined;
  argError(i: number, message: string): never;
  error(value: LuaInput, level?: number): never;
  call(f: LuaFunction, ...args: LuaInput[]): Generator<HostRequest, LuaValue[], any>;
  pcall(
    f: LuaFunction,
    ...args: LuaInput[]
  ): Generator<HostRequest, { ok: true; values: LuaValue[] } | { ok: false; error: LuaRuntimeError }, any>;
  yield(...values: LuaInput[]): Generator<HostRequest, LuaValue[], any>;
  await<T>(p: PromiseLike<T>): Generator<HostRequest, T, any>;
  charge(gas: number): void;
  allocate(bytes: number): void;
}
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
export interface ClassSpec<T extends object, A extends any[]> {
  name: string;
  type: abstract new (...a: any[]) => T;
  construct?: (...args: A) => T;
  methods?:
    | readonly (keyof T & string)[]
    | Readonly<Record<string, (self: T, ...args: any[]) => LuaInput | LuaMulti | void | Promise<any>>>;
  fields?: Readonly<
    Record<string, (keyof T & string) | { get?: (self: T) => LuaInput; set?: (self: T, value: any) => void }>
  >;
  statics?: Readonly<Record<string, LuaInput>>;
  meta?: Readonly<Partial<Record<MetaName, (self: T, ...args: any[]) => LuaInput | LuaMulti | void>>>;
  extends?: LuaClass<any>;
  snapshot?: { save(self: T): LuaInput; load(data: LuaValue): T };
}
export interface LuaClass<T extends object> {
  readonly name: string;
  readonly table: LuaTable;
  wrap(value: T): LuaUserdata<T>;
  is(v: LuaValue): v is LuaUserdata<T>;
}

// ---------- errors ----------
export declare abstract class LuaError extends Error {
  readonly code: string;
  readonly engine: string | undefined;
  readonly traceback: readonly LuaFrame[];
  readonly luaStack: string;
}
export declare class LuaSyntaxError extends LuaError {
  readonly chunk: string;
  readonly line: number;
  readonly column: number;
  readonly near: string;
  readonly incomplete: boolean;
  readonly excerpt: string;
}
export declare class LuaRuntimeError extends LuaError {
  readonly value: LuaValue;
  readonly chunk: string | undefined;
  readonly line: number | undefined;
}
export declare class LuaAbortError extends LuaError {
  readonly reason: unknown;
}
export declare class LuaAsyncError extends LuaError {
  readonly operation: string;
}
export declare class LuaConversionError extends LuaError {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}
export declare class LuaModuleError extends LuaError {
  readonly module: string;
  readonly tried: readonly string[];
}
export declare class LuaSandboxError extends LuaError {
  readonly capability: string;
  readonly resource: string;
}
export declare class LuaDeadlockError extends LuaError {
  readonly blocked: readonly { execution: number; traceback: readonly LuaFrame[] }[];
}
export declare class LuaClosedError extends LuaError {}
export interface LuaFrame {
  readonly kind: "lua" | "host" | "main" | "tail";
  readonly name: string | undefined;
  readonly nameKind: "global" | "local" | "method" | "field" | "upvalue" | "metamethod" | "hook" | "";
  readonly chunk: string;
  readonly line: number;
  readonly column: number;
  readonly thread: number;
  readonly locals?: () => Record<string, LuaValue>;
}

export interface ConvertOptions {
  integers?: "auto" | "number" | "bigint";
  strings?: "utf8" | "latin1";
  null?: "nil" | "sentinel";
  objects?: "copy" | "error";
  unknown?: "error" | "opaque";
}
/** Members that handles use. */
export interface Lua {
  readonly version: LuaVersion;
  readonly globals: LuaTable;
  readonly closed: boolean;
  table(init?: LuaInput): LuaTable;
  fn(f: HostFn, options?: HostFnOptions): LuaFunction;
  raw(f: RawHostFn, options?: HostFnOptions): LuaFunction;
  thread(f: LuaFunction): LuaThread;
  userdata<T extends object>(value: T, cls?: LuaClass<T>): LuaUserdata<T>;
}
export interface RunOptions {
  chunkName?: string;
  args?: readonly LuaInput[];
  env?: LuaTable;
  signal?: AbortSignal;
  slice?: number;
}
