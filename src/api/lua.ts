/** The engine as a host uses it. */
import { bytesToString, encodeUtf8 } from "../base/byteString.ts";
import type { HostEnv } from "../base/host.ts";
import { SyntaxFault } from "../base/syntaxError.ts";
import type { LuaVersion } from "../base/version.ts";
import type { Compiler } from "../compiler/bytecode/compiler.ts";
import { isBinaryChunk, undump } from "../compiler/bytecode/undump.ts";
import { type LibrarySet, openLibraries } from "../stdlib/index.ts";
import { closeOpenFiles, flushOpenFiles } from "../stdlib/ioFile.ts";
import { instantiate, NO_COMPILER } from "../stdlib/load.ts";
import { requireFunction } from "../stdlib/require.ts";
import { CallContext } from "../vm/callContext.ts";
import { channelOf } from "../vm/channel.ts";
import { closeState } from "../vm/closeState.ts";
import { AbortFault, ExitRequest, LimitFault, LuaThrow } from "../vm/errors.ts";
import type { Run } from "../vm/run.ts";
import type { MachineLimits } from "../vm/state.ts";
import type { NativeFunction, Userdata, LuaValue as Value } from "../vm/value.ts";
import { Bridge } from "./bridge.ts";
import { EngineChannels, type LuaChannel } from "./channel.ts";
import type { ChannelPort } from "./channelLink.ts";
import { type Chunk, CompiledChunk, type CompileOptions } from "./chunk.ts";
import { type ChunkCache, checkedCache, compileThrough } from "./chunkCache.ts";
import { type DebugControl, Debugger } from "./debugControl.ts";
import { engineEnv } from "./environment.ts";
import { toHostError } from "./errorMapping.ts";
import { LuaClosedError } from "./errors.ts";
import { Events, type LuaEventListener, type LuaEvents } from "./events.ts";
import type { Execution } from "./execution.ts";
import { FrameViews } from "./frameViews.ts";
import { CollectorControl, type GcControl } from "./gcControl.ts";
import { hostResults } from "./hostFunctions.ts";
import { armInterrupt, disarmInterrupt } from "./interruption.ts";
import type { Meter } from "./meter.ts";
import { checkedResolvers, HostModules, type ModuleDefinitionOf } from "./modules.ts";
import { checkedLimits, type Limits, type LuaOptions, librariesOf, OPTION_NAMES } from "./options.ts";
import { type CallOptions, Runner } from "./runner.ts";
import { Snapshot, type SnapshotOptions } from "./snapshot.ts";
import {
  type CopiedEngine,
  contentHashOf,
  fillFrom,
  type Image,
  imageOf,
  restoreFrom,
  snapshotOf,
} from "./stateCopies.ts";
import type {
  ClassSpec,
  HostFnOptions,
  HostFunction,
  LuaClass,
  LuaEngine,
  LuaFunction,
  LuaHandle,
  LuaInput,
  LuaTable,
  LuaThread,
  LuaUserdata,
  LuaValue,
  RawHostFn,
} from "./values.ts";

/** Options of one run. */
export interface RunOptions extends CallOptions {
  /** As for `load`: "=name", "@file", or any text. Default: the source itself. */
  chunkName?: string;
  args?: readonly LuaInput[];
  /** The environment (`_ENV`) of the chunk; default: the globals. */
  env?: LuaTable;
}

/** Text (as UTF-8), bytes, or a compiled chunk. */
export type Source = string | Uint8Array | Chunk;

/** What an engine consists of once it is used. */
export interface Parts {
  readonly cx: CallContext;
  readonly bridge: Bridge;
  readonly frames: FrameViews;
  readonly events: Events;
  readonly runner: Runner;
}

/** Reads the private part of an engine; set by the class itself. */
let partsOf: (lua: Lua) => Parts;

/** What an engine consists of, for the parts of this package that work below its interface. */
export function internals(lua: Lua): Parts {
  return partsOf(lua);
}

/** An engine: one Lua world. Make it with {@link createLua}. */
export class Lua implements LuaEngine {
  readonly name: string | undefined;
  readonly version: LuaVersion;
  readonly #limits: MachineLimits;
  readonly #libraries: LibrarySet;
  /** The options it was made with: forks take them over. */
  readonly #options: LuaOptions<Lua>;
  /** Null as long as this is a fork that nobody has used. */
  #made: Parts | null = null;
  /** What this is a fork of, until it is used; and what forks of it begin with, until it changes. */
  #image: Image | null = null;
  #globals: LuaTable | undefined;
  #executions: readonly Execution[] = [];
  /** Made with the first handle of a channel. */
  #channels: EngineChannels | undefined;
  /** Made when the host gives modules. */
  #modules: HostModules<Lua> | undefined;
  #debugger: Debugger | undefined;
  #gc: GcControl | undefined;

  readonly #compiler: Compiler | null;
  readonly #cache: ChunkCache | undefined;

  static {
    partsOf = (lua) => lua.#parts;
  }

  /**
   * @param compiler null: text is refused, compiled chunks run
   * @param origin the state to begin with instead of a fresh one
   */
  constructor(options: LuaOptions<Lua>, compiler: Compiler | null, origin?: Snapshot | Image) {
    for (const name of Object.keys(options)) {
      if (!OPTION_NAMES.has(name)) throw new TypeError(`${name}: no such option`);
    }
    const version = options.version ?? "5.4";
    if (version !== "5.3" && version !== "5.4")
      throw new TypeError(`version: "${String(version)}" is neither 5.3 nor 5.4`);
    this.name = options.name;
    this.version = version;
    this.#options = options;
    this.#compiler = compiler;
    this.#cache = checkedCache(options.cache);
    this.#limits = checkedLimits(options.limits ?? {});
    if (origin !== undefined && "source" in origin) {
      this.#libraries = origin.libraries;
      this.#image = origin;
      return;
    }
    this.#libraries = librariesOf(version, options.libs ?? "safe", options.libraries);
    const { cx, bridge } = this.#begin();
    openLibraries(cx, this.#libraries);
    this.#openModules(cx, bridge);
    for (const [id, f] of Object.entries(options.hostFunctions ?? {})) {
      bridge.noteHostFunction(bridge.fromHost(bridge.fn(f)) as NativeFunction, id);
    }
    for (const spec of options.classes ?? []) bridge.defineClass(spec);
    if (options.globals !== undefined) bridge.nameFunctions(options.globals, "globals");
    if (origin !== undefined) this.restore(origin);
    else for (const [name, value] of Object.entries(options.globals ?? {})) this.globals.rawSet(name, value);
  }

  /** Makes a fresh state. */
  #begin(): Parts {
    const options = this.#options;
    const cx = new CallContext(this.version, engineEnv(options.env), this.#limits);
    cx.compiler = this.#compiler;
    cx.allowBytecode = options.allowBytecode ?? false;
    cx.hasHostFrame = options.standalone ?? false;
    const bridge: Bridge = new Bridge(cx, options.name, (thrown) => toHostError(bridge, thrown));
    bridge.lua = this;
    bridge.convert = options.convert ?? {};
    bridge.keepsFloats = options.standalone ?? false;
    const toHost = (v: Value): LuaValue => bridge.toHost(v);
    const frames = new FrameViews(cx, toHost, (co) => bridge.threadNumber(co));
    const events = new Events({ cx, frames, toHost });
    const runner = new Runner(cx, bridge, options.name, options.limits ?? {}, { events, frames });
    bridge.views = [(_, object) => this.#channelHandle(object)];
    bridge.connect(runner);
    this.#made = { cx, bridge, frames, events, runner };
    return this.#made;
  }

  #openModules(cx: CallContext, bridge: Bridge): void {
    const { modules, preload } = this.#options;
    if (modules !== undefined) {
      this.#modules = new HostModules<Lua>(cx, this, hostResults(bridge), checkedResolvers(modules));
    }
    for (const [name, module] of Object.entries(preload ?? {})) this.preload(name, module);
  }

  get #parts(): Parts {
    return this.#made ?? this.#materialize();
  }

  /** The first use of a fork: now it gets a state of its own. */
  #materialize(): Parts {
    const image = this.#image!;
    const parts = this.#begin();
    this.#openModules(parts.cx, parts.bridge);
    this.#takeUp(fillFrom(this.#copied(), image));
    this.#image = null;
    return parts;
  }

  /** The engine has another state now, with these executions in it. */
  #takeUp(executions: readonly Execution[]): void {
    this.#globals = undefined;
    this.#executions = executions;
  }

  #copied(): CopiedEngine<Lua> {
    const { cx, bridge, runner } = this.#parts;
    return {
      name: this.name,
      version: this.version,
      libraries: this.#libraries,
      modules: this.#modules,
      cx,
      bridge,
      runner,
    };
  }

  get #cx(): CallContext {
    return this.#parts.bridge.cx;
  }

  get #bridge(): Bridge {
    return this.#parts.bridge;
  }

  get #runner(): Runner {
    return this.#parts.runner;
  }

  get #frames(): FrameViews {
    return this.#parts.frames;
  }

  get #events(): Events {
    return this.#parts.events;
  }

  /** The global table. */
  get globals(): LuaTable {
    this.#globals ??= this.#bridge.toHost(this.#cx.globals) as LuaTable;
    return this.#globals;
  }

  /** The table that `debug.getregistry` returns: for hosts only, no script without `debug` sees it. */
  get registry(): LuaTable {
    return this.#bridge.toHost(this.#cx.registry) as LuaTable;
  }

  get meter(): Meter {
    return this.#runner.meter;
  }

  /** True after {@link Lua.close}. */
  get closed(): boolean {
    return this.#made?.bridge.closed === true;
  }

  /**
   * Whether another customer can have the engine: it is open, no execution of it is left, and none has met a limit. What
   * scripts have done to its globals is another matter.
   */
  get reusable(): boolean {
    return !this.closed && this.#runner.live === 0 && !this.#runner.limitMet && this.#cx.current.frame === null;
  }

  /**
   * An independent copy: what one does is not seen by the other. Copied on use: forks of an engine that does not change are
   * made at once, and get a state of their own when they are first used. Options are those of this engine but for what is
   * given here; functions of the host are shared, and those of this engine's handles are not for the fork. Executions that
   * are parked are parked in the fork as well, see {@link Lua.executions}. Not from within a run.
   * @throws LuaSnapshotError naming what cannot be copied: objects of classes without snapshot hooks, pipes, executions that wait
   * for the host
   */
  fork(options: ForkOptions = {}): Lua {
    if (this.closed) throw new LuaClosedError(this.name);
    const merged: LuaOptions<Lua> = { ...this.#options, ...options };
    if (options.limits !== undefined) merged.limits = { ...this.#options.limits, ...options.limits };
    return new Lua(merged, this.#compiler, this.#imageForForks());
  }

  #imageForForks(): Image {
    const image = this.#image;
    if (image !== null && this.#made?.bridge.touched !== true) return image;
    this.#image = imageOf(this.#copied());
    this.#parts.bridge.touched = false;
    return this.#image;
  }

  /**
   * The whole state as bytes, parked executions included. Not from within a run.
   * @throws LuaSnapshotError naming what cannot be saved: functions of the host without `snapshotId`, objects of classes without
   * snapshot hooks, pipes, executions that wait for the host
   */
  snapshot(options: SnapshotOptions = {}): Snapshot {
    const engine = this.#copied();
    if (this.closed) throw new LuaClosedError(this.name);
    return snapshotOf(engine, options);
  }

  /**
   * A hash of what a script would find in the engine: unlike {@link Lua.stateHash} it is the same again when what a script has done
   * has been undone, whatever that has cost. @throws LuaSnapshotError
   */
  contentHash(): string {
    const engine = this.#copied();
    if (this.closed) throw new LuaClosedError(this.name);
    return contentHashOf(engine);
  }

  /** The hash of {@link Lua.snapshot}: equal states have equal hashes. @throws LuaSnapshotError */
  stateHash(): string {
    return this.snapshot().hash;
  }

  /**
   * Goes back, or over, to the state of a snapshot. Limits, environment and libraries stay those of this engine; handles
   * of the old state are worth nothing any more, its executions are cancelled, and {@link Lua.globals} is new.
   * @throws LuaSnapshotError; then nothing has changed
   */
  restore(snapshot: Snapshot): void {
    if (this.closed) throw new LuaClosedError(this.name);
    this.#bridge.touched = true;
    this.#takeUp(restoreFrom(this.#copied(), snapshot));
  }

  /**
   * The executions that were parked in the snapshot or the engine that this one was restored or forked from, in the order in
   * which they began.
   */
  get executions(): readonly Execution[] {
    if (this.#made === null) this.#materialize();
    return this.#executions;
  }

  /** Hooks, breakpoints, evaluation. */
  get debug(): DebugControl {
    if (this.#debugger === undefined) {
      const debug = new Debugger({
        cx: this.#cx,
        frames: this.#frames,
        guard: (work) => this.#bridge.guard(work),
        toHost: (v) => this.#bridge.toHost(v),
      });
      this.#debugger = debug;
      this.#runner.takePause = () => debug.takePause();
    }
    return this.#debugger;
  }

  /** The collector. */
  get gc(): GcControl {
    this.#bridge.touched = true;
    this.#gc ??= new CollectorControl({ cx: this.#cx, run: (fn, args) => this.#bridge.run(fn, args) });
    return this.#gc;
  }

  /**
   * Calls `listener` at every event of a kind. Listeners watch: they cannot change what runs, and what they throw goes to
   * the host as an uncaught exception (`reportError`), not to the script nor to whoever runs it.
   * @returns a function that removes the listener
   * @throws TypeError when there is no such event
   */
  on<E extends keyof LuaEvents>(event: E, listener: LuaEventListener<E>): () => void {
    return this.#events.on(event, listener);
  }

  /** Compiles without running. @throws LuaSyntaxError */
  compile(source: string | Uint8Array, options: CompileOptions = {}): Chunk {
    return this.#compile(source, options);
  }

  /** The function of a chunk, with the globals as its environment. @throws LuaSyntaxError */
  load(source: Source, options: RunOptions = {}): LuaFunction {
    return this.#bridge.toHost(this.#closure(source, options)) as LuaFunction;
  }

  /**
   * Runs a chunk to its end in slices and resolves with all its results. It waits for promises of host functions, and lets
   * the event loop turn between slices; other runs of the engine take turns with it.
   * @throws LuaSyntaxError, LuaRuntimeError, LuaLimitError, LuaAbortError, LuaExitError (rejects)
   */
  async run(source: Source, options: RunOptions = {}): Promise<LuaValue[]> {
    return this.#runner.run(this.#closure(source, options), this.#arguments(options), options);
  }

  /**
   * Runs a chunk to its end at once and returns all its results; it cannot wait for anything.
   * @throws LuaSyntaxError, LuaRuntimeError, LuaLimitError, LuaExitError; LuaAsyncError when it would have to wait
   */
  runSync(source: Source, options: RunOptions = {}): LuaValue[] {
    return this.#runner.runSync(this.#closure(source, options), this.#arguments(options), options);
  }

  #arguments(options: RunOptions): Value[] {
    return (options.args ?? []).map((arg) => this.#bridge.fromHost(arg));
  }

  /** A new table; with an array, map or plain object, a copy of it. @throws LuaConversionError */
  table(init: LuaInput = []): LuaTable {
    return this.#bridge.table(init);
  }

  /** A new Lua function that calls `f` with converted arguments. */
  fn(f: HostFunction, options: HostFnOptions = {}): LuaFunction {
    return this.#bridge.fn(f, options);
  }

  /** A new Lua function that lets `f` read its arguments; as a generator it can call Lua, yield and wait. */
  raw(f: RawHostFn, options: HostFnOptions = {}): LuaFunction {
    return this.#bridge.raw(f, options);
  }

  /** A new coroutine that runs `f`. */
  thread(f: LuaFunction): LuaThread {
    return this.#bridge.thread(f);
  }

  /** Lets scripts use objects of a class, as far as the specification lists members. @throws TypeError */
  // biome-ignore lint/suspicious/noExplicitAny: the constructor takes parameters of the host's own types
  defineClass<T extends object, A extends any[] = any[]>(spec: ClassSpec<T, A>): LuaClass<T> {
    return this.#bridge.defineClass(spec) as LuaClass<T>;
  }

  /** The userdata of an object: of a class, or without members. The same one each time. */
  userdata<T extends object>(value: T, cls?: LuaClass<T>): LuaUserdata<T> {
    return this.#bridge.userdata(value, cls);
  }

  /**
   * Makes a module known to `require`, which becomes a global when the engine does not have it. It is loaded when it is
   * first required. @throws TypeError
   */
  preload(name: string, module: ModuleDefinitionOf<Lua>): void {
    this.#modules ??= new HostModules<Lua>(this.#cx, this, hostResults(this.#bridge), []);
    this.#modules.preload(name, module);
  }

  /**
   * Loads a module as `require` in a script does, and resolves with its value.
   * @throws LuaModuleError when there is none, and what else running it may throw (rejects)
   */
  async require(name: string): Promise<LuaValue> {
    const fn = requireFunction(this.#cx);
    return (await this.#runner.run(fn, [encodeUtf8(name)], {}))[0];
  }

  /**
   * A new channel, held by the host (see {@link LuaChannel.hold}). `capacity`: values that it holds before senders wait.
   * @throws RangeError
   */
  channel(capacity = 0): LuaChannel {
    return this.#channelsOf().create(capacity);
  }

  #channelsOf(): EngineChannels {
    this.#channels ??= new EngineChannels(this.#bridge, this.#runner.tasks);
    return this.#channels;
  }

  #channelHandle(object: Userdata): LuaHandle | undefined {
    return channelOf(object) === undefined ? undefined : this.#channelsOf().newHandle(object);
  }

  /** A channel that stands in for the one whose {@link LuaChannel.toPort} made `port`, here or in another thread. */
  channelFrom(port: ChannelPort): LuaChannel {
    return this.#channelsOf().connect(port);
  }

  /** Prepares a run that the host steps or drives. @throws LuaSyntaxError */
  start(target: Source | LuaFunction, options: RunOptions = {}): Execution {
    const isFunction = typeof target === "object" && "type" in target;
    const fn = isFunction ? this.#bridge.fromHost(target as LuaFunction) : this.#closure(target as Source, options);
    return this.#runner.start(fn, this.#arguments(options), options, true);
  }

  /**
   * Raises "interrupted!" in the main coroutine at its next instruction, as Ctrl-C does in the standalone interpreter.
   * For runs that are stepped; the script may catch it. With false, an interrupt not yet delivered is taken back.
   */
  interrupt(wanted = true): void {
    if (wanted) armInterrupt(this.#cx);
    else disarmInterrupt(this.#cx);
  }

  /** Hands the host what was written to files and still waits in buffers. */
  flush(): void {
    void flushOpenFiles(this.#cx);
  }

  /**
   * Ends the engine: its finalisers run, its files are closed, and it refuses to run from now on.
   * @throws LuaExitError when a finaliser called `os.exit`; the engine is closed all the same
   */
  close(): void {
    if (this.closed) return;
    const exit = this.#finalize();
    void closeOpenFiles(this.#cx);
    this.#bridge.closed = true;
    this.#runner.tasks.close(new LuaClosedError(this.name));
    this.#channels?.close();
    // they report that the engine was closed when they are stepped
    for (const run of [...this.#cx.collector.parked] as Run[]) {
      const { parking } = run;
      run.abandon();
      parking?.settle({ ok: false, reason: undefined });
    }
    if (exit !== undefined) throw this.#bridge.mapError(exit);
  }

  /** {@link Lua.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Runs the finalisers that are left (§2.5.3), unless the engine is still running or was stopped by a limit. */
  #finalize(): ExitRequest | undefined {
    const cx = this.#cx;
    if (cx.current.frame !== null || cx.collector.limitReached) return undefined;
    try {
      closeState(cx);
    } catch (thrown) {
      if (thrown instanceof ExitRequest) return thrown;
      if (!(thrown instanceof LimitFault || thrown instanceof AbortFault)) throw thrown;
    }
    return undefined;
  }

  #compile(source: string | Uint8Array, { chunkName, strip = false }: CompileOptions): CompiledChunk {
    if (this.closed) throw new LuaClosedError(this.name);
    const bytes = typeof source === "string" ? encodeUtf8(source) : bytesToString(source);
    const name = chunkName === undefined ? bytes : encodeUtf8(chunkName);
    return this.#bridge.guard(() => {
      const cx = this.#cx;
      const { compiler } = cx;
      if (bytes.length > cx.limits.sourceLength) {
        throw new LimitFault("sourceLength", bytes.length, cx.limits.sourceLength);
      }
      // as much with a cache that has it as without
      cx.charge(bytes.length);
      if ((cx.allowBytecode || compiler === null) && isBinaryChunk(bytes)) {
        return new CompiledChunk(undump(bytes, name, this.version));
      }
      if (compiler === null) throw new LuaThrow(NO_COMPILER);
      try {
        return compileThrough(this.#cache, compiler, { source: bytes, name, version: this.version, strip });
      } catch (fault) {
        if (fault instanceof SyntaxFault) this.#bridge.failedChunk = { fault, source: bytes };
        throw fault;
      }
    });
  }

  #closure(source: Source, options: RunOptions): Value {
    if (this.closed) throw new LuaClosedError(this.name);
    if (source instanceof CompiledChunk && source.version !== this.version) {
      throw new TypeError(`chunk of Lua ${source.version} in an engine of Lua ${this.version}`);
    }
    const { chunkName } = options;
    const named = chunkName === undefined ? {} : { chunkName };
    const { proto } = source instanceof CompiledChunk ? source : this.#compile(source as string, named);
    this.#debugger?.see(proto);
    const env = options.env === undefined ? this.#cx.globals : this.#bridge.fromHost(options.env);
    return instantiate(this.#cx, proto, env);
  }
}

/** See `restoreLua` of the entry points. */
export function restoredLua(snapshot: Snapshot | Uint8Array, options: LuaOptions<Lua>, compiler: Compiler | null): Lua {
  const origin = snapshot instanceof Snapshot ? snapshot : Snapshot.fromBytes(snapshot);
  const version = options.version ?? origin.version;
  return new Lua({ ...options, version }, compiler, origin);
}

/** Options of {@link Lua.fork}. */
export interface ForkOptions {
  name?: string;
  limits?: Limits;
  env?: HostEnv;
}
