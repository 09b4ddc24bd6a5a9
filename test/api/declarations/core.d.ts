// Declarations of the specification. Frames have no column here, see docs/adr/0013.
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

// ---------- engines; what a host hands in ----------
export declare function createLua(options?: LuaOptions): Lua;
export interface LuaOptions {
  name?: string;
  version?: LuaVersion;
  libs?: LibSelection;
  limits?: Limits;
  gas?: GasSchedule;
  env?: HostEnv;
  modules?: ModuleResolver | readonly ModuleResolver[];
  preload?: Readonly<Record<string, ModuleDefinition>>;
  globals?: Readonly<Record<string, LuaInput>>;
  cache?: ChunkCache;
  convert?: ConvertOptions;
  allowBytecode?: boolean;
}
export type LibName =
  | "base"
  | "coroutine"
  | "string"
  | "table"
  | "math"
  | "utf8"
  | "bit32"
  | "os"
  | "io"
  | "package"
  | "debug"
  | "channel"
  | "task";
export type LibSelection =
  | "none"
  | "safe"
  | "all"
  | readonly LibName[]
  | Readonly<Partial<Record<LibName, boolean | readonly string[]>>>;
export interface Limits {
  instructions?: number;
  memory?: number;
  allocation?: number;
  callDepth?: number;
  hostDepth?: number;
  stringLength?: number;
  stackSlots?: number;
  coroutines?: number;
  sourceLength?: number;
  outputBytes?: number;
  wallTime?: number;
  onExhausted?: "terminate" | "suspend";
  closeGrace?: number;
}

export type Source = string | Uint8Array | Chunk;
export interface FullRunOptions {
  chunkName?: string;
  args?: readonly LuaInput[];
  env?: LuaTable;
  limits?: Limits;
  signal?: AbortSignal;
  slice?: number;
}
/** The whole engine. */
export interface FullLua {
  readonly name: string;
  readonly version: LuaVersion;
  readonly globals: LuaTable;
  readonly registry: LuaTable;
  readonly meter: Meter;
  readonly gc: GcControl;
  readonly debug: DebugControl;
  readonly closed: boolean;

  run(source: Source, options?: RunOptions): Promise<LuaValue[]>;
  runSync(source: Source, options?: RunOptions): LuaValue[];
  start(target: Source | LuaFunction, options?: RunOptions): Execution;
  compile(source: string | Uint8Array, options?: CompileOptions): Chunk;
  load(source: Source, options?: RunOptions): LuaFunction;

  table(init?: LuaInput): LuaTable;
  fn(f: HostFn, options?: HostFnOptions): LuaFunction;
  raw(f: RawHostFn, options?: HostFnOptions): LuaFunction;
  thread(f: LuaFunction): LuaThread;
  defineClass<T extends object, A extends any[] = any[]>(spec: ClassSpec<T, A>): LuaClass<T>;
  userdata<T extends object>(value: T, cls?: LuaClass<T>): LuaUserdata<T>;
  channel(capacity?: number): LuaChannel;

  require(name: string): Promise<LuaValue>;
  preload(name: string, module: ModuleDefinition): void;

  snapshot(options?: SnapshotOptions): Snapshot;
  restore(snapshot: Snapshot): void;
  fork(options?: ForkOptions): Lua;
  stateHash(): string;

  on<E extends keyof LuaEvents>(event: E, listener: (e: LuaEvents[E]) => void): () => void;
  close(): void;
  [Symbol.dispose](): void;
}
export interface CompileOptions {
  chunkName?: string;
  strip?: boolean;
}
export interface Execution {
  readonly id: number;
  readonly state: "ready" | "running" | "waiting" | "done" | "failed" | "cancelled";
  readonly meter: Meter;
  step(instructions?: number): StepResult;
  run(options?: { signal?: AbortSignal; slice?: number }): Promise<LuaValue[]>;
  refill(instructions: number): void;
  cancel(reason?: unknown): void;
  traceback(): readonly LuaFrame[];
}
export type StepResult =
  | { readonly state: "ready" }
  | { readonly state: "waiting"; readonly on: Promise<unknown> }
  | { readonly state: "done"; readonly values: LuaValue[] }
  | { readonly state: "failed"; readonly error: LuaError };

export interface Chunk {
  readonly name: string;
  readonly version: LuaVersion;
  readonly hash: string;
  readonly functions: number;
  toBytes(options?: { strip?: boolean }): Uint8Array;
  disassemble(): string;
}
export declare const Chunk: { fromBytes(bytes: Uint8Array): Chunk };
export interface ChunkCache {
  get(key: string): Uint8Array | Chunk | undefined;
  set(key: string, chunk: Chunk): void;
}
export declare function memoryChunkCache(options?: { maxEntries?: number; maxBytes?: number }): ChunkCache;

export type ModuleDefinition =
  | string
  | Chunk
  | LuaTable
  | Readonly<Record<string, LuaInput>>
  | ((lua: Lua, name: string) => LuaInput | LuaMulti | Promise<LuaInput | LuaMulti>);
export interface ModuleRequest {
  readonly name: string;
  readonly requester: string | undefined;
  readonly lua: Lua;
  readonly signal: AbortSignal;
}
export type ModuleSource =
  | { kind: "lua"; source: string | Uint8Array; chunkName: string }
  | { kind: "chunk"; chunk: Chunk }
  | { kind: "host"; load: Exclude<ModuleDefinition, string | Chunk>; origin: string };
export interface ModuleResolver {
  resolve(request: ModuleRequest): ModuleSource | { tried: string[] } | Promise<ModuleSource | { tried: string[] }>;
}
export declare function recordResolver(modules: Readonly<Record<string, string>>): ModuleResolver;
export declare function pathResolver(options?: { path?: string; fs?: LuaFs }): ModuleResolver;

export interface Meter {
  readonly instructions: number;
  readonly limit: number;
  readonly remaining: number;
  readonly memory: number;
  readonly peakMemory: number;
  readonly allocated: number;
  readonly hostCalls: number;
  readonly hostTime: number;
  readonly outputBytes: number;
  readonly slices: number;
  refill(instructions: number): void;
  reset(): void;
  snapshot(): MeterReading;
}
export interface MeterReading {
  instructions: number;
  allocated: number;
  peakMemory: number;
  hostCalls: number;
  outputBytes: number;
  byLibrary?: Record<string, number>;
}
export interface GasSchedule {
  readonly id: string;
  readonly instruction: number | Readonly<Record<string, number>>;
  readonly call: number;
  readonly hostCall: number;
  readonly stringByte: number;
  readonly tableSlot: number;
  readonly patternStep: number;
  readonly compare: number;
  readonly allocByte: number;
}
export declare const defaultGas: GasSchedule;

export interface HostEnv {
  random?: { seed: bigint | number | string } | "entropy";
  clock?: LuaClock | "host";
  timezone?: string;
  locale?: "C";
  fs?: LuaFs;
  net?: LuaNet;
  stdin?: LuaReader;
  stdout?: LuaWriter;
  stderr?: LuaWriter;
  variables?: Readonly<Record<string, string>>;
  exec?: (command: string, cx: CallContext) => Promise<{ code: number; stdout: Uint8Array; stderr: Uint8Array }>;
  exit?: (code: number) => void;
}
export interface LuaClock {
  now(): number;
  cpu(): number;
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
}
export declare class VirtualClock implements LuaClock {
  constructor(options?: { start?: number; perInstruction?: number });
  now(): number;
  cpu(): number;
  sleep(s: number, signal: AbortSignal): Promise<void>;
  advance(seconds: number): Promise<void>;
}
export interface LuaReader {
  read(max: number): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}
export interface LuaWriter {
  write(bytes: Uint8Array): void | Promise<void>;
  flush?(): void | Promise<void>;
}
export interface LuaFs {
  open(path: string, mode: string): LuaFile | Promise<LuaFile>;
  stat(path: string, follow?: boolean): LuaStat | undefined | Promise<LuaStat | undefined>;
  list(path: string): readonly string[] | Promise<readonly string[]>;
  mkdir(path: string): void | Promise<void>;
  rmdir(path: string): void | Promise<void>;
  unlink(path: string): void | Promise<void>;
  rename(from: string, to: string): void | Promise<void>;
}
export interface LuaFile {
  read(max: number): Uint8Array | Promise<Uint8Array>;
  write(b: Uint8Array): number | Promise<number>;
  seek(whence: "set" | "cur" | "end", offset: number): number | Promise<number>;
  flush(): void | Promise<void>;
  close(): void | Promise<void>;
}
export interface LuaStat {
  type: "file" | "directory" | "link" | "other";
  size: number;
  modified: number;
  mode: number;
}
export declare class MemoryFs implements LuaFs {
  constructor(files?: Readonly<Record<string, string | Uint8Array>>);
  open(p: string, m: string): LuaFile;
  stat(p: string): LuaStat | undefined;
  list(p: string): string[];
  mkdir(p: string): void;
  rmdir(p: string): void;
  unlink(p: string): void;
  rename(a: string, b: string): void;
  toJSON(): Record<string, string>;
}
export interface LuaNet {
  connect(o: { host: string; port: number; signal: AbortSignal }): Promise<LuaSocket>;
  listen(o: { host: string; port: number; backlog?: number }): Promise<LuaListener>;
  resolve(name: string): Promise<readonly string[]>;
}
export interface LuaSocket {
  readonly local: [string, number];
  readonly remote: [string, number];
  read(max: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  write(b: Uint8Array, signal: AbortSignal): Promise<number>;
  shutdown(how: "send" | "receive" | "both"): void;
  close(): void;
  readonly readable: boolean;
}
export interface LuaListener {
  readonly local: [string, number];
  accept(signal: AbortSignal): Promise<LuaSocket>;
  close(): void;
}

export interface SnapshotOptions {
  includeFs?: boolean;
  includeMeter?: boolean;
  strip?: boolean;
}
export interface Snapshot {
  readonly hash: string;
  readonly size: number;
  readonly format: number;
  toBytes(): Uint8Array;
}
export declare const Snapshot: { fromBytes(b: Uint8Array): Snapshot };
export declare function restoreLua(snapshot: Snapshot | Uint8Array, options?: LuaOptions): Lua;
export interface ForkOptions {
  name?: string;
  limits?: Limits;
  env?: HostEnv;
}

export declare function createPool(options: PoolOptions): LuaPool;
export interface PoolOptions {
  create: () => Lua | Promise<Lua>;
  max?: number;
  min?: number;
  reset?: "fork" | "fresh" | ((lua: Lua) => void | Promise<void>);
  maxUses?: number;
  idleTime?: number;
}
export interface LuaPool {
  use<T>(work: (lua: Lua) => T | Promise<T>, options?: { signal?: AbortSignal }): Promise<T>;
  acquire(options?: { signal?: AbortSignal }): Promise<Lua>;
  release(lua: Lua): void;
  readonly stats: { size: number; idle: number; waiting: number; created: number; recycled: number };
  close(): Promise<void>;
}

export declare class LuaLimitError extends LuaError {
  readonly limit: keyof Limits;
  readonly used: number;
  readonly allowed: number;
  readonly execution: Execution | undefined;
}
export declare class LuaSnapshotError extends LuaError {
  readonly path: string;
}
export interface LuaEvents {
  print: { text: string; values: LuaValue[] };
  warn: { message: string };
  uncaught: { error: LuaError; execution: Execution };
  module: { name: string; origin: string; cached: boolean; instructions: number };
  thread: { phase: "create" | "resume" | "yield" | "end"; thread: number };
  limit: { limit: keyof Limits; used: number; allowed: number };
  hostcall: { name: string; phase: "enter" | "leave"; async: boolean };
  slice: { instructions: number };
  gc: { freed: number; live: number };
}
export interface DebugControl {
  hook(
    mask: { call?: boolean; return?: boolean; line?: boolean; count?: number },
    cb: (e: HookEvent) => void | "pause",
  ): () => void;
  breakpoint(chunk: string, line: number, condition?: string): { readonly verifiedLine: number; remove(): void };
  evaluate(expression: string, frame: LuaFrame): LuaValue[];
}
export interface HookEvent {
  readonly kind: "call" | "tailcall" | "return" | "line" | "count";
  readonly frame: LuaFrame;
}
export interface GcControl {
  collect(): { freed: number };
  readonly count: number;
  auto: boolean;
}
