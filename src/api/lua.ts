/** The engine as a host uses it. */
import { bytesToString, encodeUtf8 } from "../base/byteString.ts";
import { SyntaxFault } from "../base/syntaxError.ts";
import type { LuaVersion } from "../base/version.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import { isBinaryChunk, undump } from "../compiler/bytecode/undump.ts";
import { compile } from "../compiler/compile.ts";
import { openLibraries } from "../stdlib/index.ts";
import { closeOpenFiles, flushOpenFiles } from "../stdlib/ioFile.ts";
import { instantiate } from "../stdlib/load.ts";
import { requireFunction } from "../stdlib/require.ts";
import { CallContext, nativeFunction } from "../vm/callContext.ts";
import { channelOf } from "../vm/channel.ts";
import { closeState } from "../vm/closeState.ts";
import { AbortFault, ExitRequest, LimitFault, LuaThrow } from "../vm/errors.ts";
import { HookEvent } from "../vm/hookCalls.ts";
import { traceback } from "../vm/traceback.ts";
import type { Userdata, LuaValue as Value } from "../vm/value.ts";
import { Bridge } from "./bridge.ts";
import { EngineChannels, type LuaChannel } from "./channel.ts";
import type { ChannelPort } from "./channelLink.ts";
import { type Chunk, CompiledChunk } from "./chunk.ts";
import { type DebugControl, Debugger } from "./debugControl.ts";
import { engineEnv } from "./environment.ts";
import { toHostError } from "./errorMapping.ts";
import { LuaClosedError } from "./errors.ts";
import { Events, type LuaEventListener, type LuaEvents } from "./events.ts";
import type { Execution } from "./execution.ts";
import { FrameViews } from "./frameViews.ts";
import { CollectorControl, type GcControl } from "./gcControl.ts";
import { hostResults } from "./hostFunctions.ts";
import type { Meter } from "./meter.ts";
import { checkedResolvers, HostModules, type ModuleDefinitionOf } from "./modules.ts";
import { checkedLimits, type LuaOptions, librariesOf, OPTION_NAMES } from "./options.ts";
import { type CallOptions, Runner } from "./runner.ts";
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

/** The count hook that {@link Lua.interrupt} sets. It does not show in the traceback. */
const INTERRUPT = nativeFunction("interrupt", (cx) => {
  disarm(cx);
  const thrown = new LuaThrow(`${cx.where(2)}interrupted!`);
  thrown.traceback = traceback(cx, cx.current, undefined, 1);
  throw thrown;
});

/** Takes the hook of an interrupt away that has not been delivered. */
function disarm(cx: CallContext): void {
  if (cx.main.hook !== INTERRUPT) return;
  cx.main.hook = undefined;
  cx.main.hookMask = 0;
}

/** An engine: one Lua world. Make it with {@link createLua}. */
export class Lua implements LuaEngine {
  readonly name: string | undefined;
  readonly version: LuaVersion;
  /** The global table. */
  readonly globals: LuaTable;
  readonly meter: Meter;
  readonly #cx: CallContext;
  readonly #bridge: Bridge;
  readonly #runner: Runner;
  /** Made with the first handle of a channel. */
  #channels: EngineChannels | undefined;
  /** Made when the host gives modules. */
  #modules: HostModules<Lua> | undefined;
  readonly #frames: FrameViews;
  readonly #events: Events;
  #debugger: Debugger | undefined;
  #gc: GcControl | undefined;

  constructor(options: LuaOptions<Lua> = {}) {
    for (const name of Object.keys(options)) {
      if (!OPTION_NAMES.has(name)) throw new TypeError(`${name}: no such option`);
    }
    const version = options.version ?? "5.4";
    if (version !== "5.3" && version !== "5.4")
      throw new TypeError(`version: "${String(version)}" is neither 5.3 nor 5.4`);
    this.name = options.name;
    this.version = version;
    const cx = new CallContext(version, engineEnv(options.env), checkedLimits(options.limits ?? {}));
    cx.allowBytecode = options.allowBytecode ?? false;
    cx.hasHostFrame = options.standalone ?? false;
    this.#cx = cx;
    this.#bridge = new Bridge(cx, options.name, (thrown) => toHostError(this.#bridge, thrown));
    this.#bridge.lua = this;
    this.#bridge.convert = options.convert ?? {};
    this.#bridge.keepsFloats = options.standalone ?? false;
    openLibraries(cx, librariesOf(version, options.libs ?? "safe"));
    this.globals = this.#bridge.toHost(cx.globals) as LuaTable;
    if (options.modules !== undefined) {
      this.#modules = new HostModules<Lua>(cx, this, hostResults(this.#bridge), checkedResolvers(options.modules));
    }
    for (const [name, module] of Object.entries(options.preload ?? {})) this.preload(name, module);
    for (const [name, value] of Object.entries(options.globals ?? {})) this.globals.rawSet(name, value);
    const toHost = (v: Value): LuaValue => this.#bridge.toHost(v);
    this.#frames = new FrameViews(cx, toHost, (co) => this.#bridge.threadNumber(co));
    this.#events = new Events({ cx, frames: this.#frames, toHost });
    const watch = { events: this.#events, frames: this.#frames };
    this.#runner = new Runner(cx, this.#bridge, options.name, options.limits ?? {}, watch);
    this.#bridge.views = [(_, object) => this.#channelHandle(object)];
    this.meter = this.#runner.meter;
    this.#bridge.connect(this.#runner);
  }

  /** True after {@link Lua.close}. */
  get closed(): boolean {
    return this.#bridge.closed;
  }

  /**
   * Whether another customer can have the engine: it is open, no execution of it is left, and none has met a limit. What
   * scripts have done to its globals is another matter.
   */
  get reusable(): boolean {
    return !this.closed && this.#runner.live === 0 && !this.#runner.limitMet && this.#cx.current.frame === null;
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
  compile(source: string | Uint8Array, options: { chunkName?: string } = {}): Chunk {
    return new CompiledChunk(this.#compile(source, options.chunkName));
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
    const cx = this.#cx;
    const { main } = cx;
    if (!wanted) {
      disarm(cx);
      return;
    }
    main.hook = INTERRUPT;
    main.hookMask = HookEvent.COUNT;
    main.hookCount = 1;
    main.hookLeft = 1;
    cx.interrupt();
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
    if (exit !== undefined) throw this.#bridge.mapError(exit);
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

  #compile(source: string | Uint8Array, chunkName: string | undefined): Proto {
    if (this.closed) throw new LuaClosedError(this.name);
    const bytes = typeof source === "string" ? encodeUtf8(source) : bytesToString(source);
    const name = chunkName === undefined ? bytes : encodeUtf8(chunkName);
    return this.#bridge.guard(() => {
      if (bytes.length > this.#cx.limits.sourceLength) {
        throw new LimitFault("sourceLength", bytes.length, this.#cx.limits.sourceLength);
      }
      this.#cx.charge(bytes.length);
      if (this.#cx.allowBytecode && isBinaryChunk(bytes)) return undump(bytes, name, this.version);
      try {
        return compile(bytes, name, this.version);
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
    const proto = source instanceof CompiledChunk ? source.proto : this.#compile(source as string, options.chunkName);
    this.#debugger?.see(proto);
    const env = options.env === undefined ? this.#cx.globals : this.#bridge.fromHost(options.env);
    return instantiate(this.#cx, proto, env);
  }
}

/** Makes an engine. Synchronous, no I/O. @throws TypeError naming the option that is wrong. */
export function createLua(options: LuaOptions<Lua> = {}): Lua {
  return new Lua(options);
}
