/** The engine as a host uses it. */
import { bytesToString, encodeUtf8 } from "../base/byteString.ts";
import { SyntaxFault } from "../base/syntaxError.ts";
import type { LuaVersion } from "../base/version.ts";
import { BinaryFormatFault } from "../compiler/bytecode/binaryFormatFault.ts";
import type { Compiler } from "../compiler/bytecode/compiler.ts";
import { isBinaryChunk, undump } from "../compiler/bytecode/undump.ts";
import { openLibraries } from "../stdlib/index.ts";
import { closeOpenFiles, flushOpenFiles } from "../stdlib/ioFile.ts";
import { instantiate, NO_COMPILER } from "../stdlib/load.ts";
import { CallContext, nativeFunction } from "../vm/callContext.ts";
import { closeState } from "../vm/closeState.ts";
import { AbortFault, ExitRequest, LimitFault, LuaThrow, WaitFault } from "../vm/errors.ts";
import { HookEvent } from "../vm/hookCalls.ts";
import { MetaEvent } from "../vm/metaEvent.ts";
import { callFromHost } from "../vm/run.ts";
import { traceback } from "../vm/traceback.ts";
import { metamethod, toStringValue } from "../vm/types.ts";
import type { LuaValue as Value } from "../vm/value.ts";
import { Bridge } from "./bridge.ts";
import { type Chunk, CompiledChunk, type CompileOptions } from "./chunk.ts";
import { type ChunkCache, checkedCache, compileThrough } from "./chunkCache.ts";
import {
  LuaAbortError,
  LuaAsyncError,
  LuaClosedError,
  LuaConversionError,
  LuaError,
  LuaExitError,
  LuaLimitError,
  LuaRuntimeError,
  LuaSyntaxError,
} from "./errors.ts";
import type { Execution } from "./execution.ts";
import type { Meter } from "./meter.ts";
import { checkedLimits, type LuaOptions, librariesOf, OPTION_NAMES } from "./options.ts";
import { type CallOptions, Runner } from "./runner.ts";
import type { HostFunction, LuaFunction, LuaInput, LuaTable, LuaValue } from "./values.ts";

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
export class Lua {
  readonly name: string | undefined;
  readonly version: LuaVersion;
  /** The global table. */
  readonly globals: LuaTable;
  readonly meter: Meter;
  readonly #cx: CallContext;
  readonly #bridge: Bridge;
  readonly #runner: Runner;
  readonly #cache: ChunkCache | undefined;

  /** @param compiler null: text is refused, compiled chunks run */
  constructor(options: LuaOptions, compiler: Compiler | null) {
    for (const name of Object.keys(options)) {
      if (!OPTION_NAMES.has(name)) throw new TypeError(`${name}: no such option`);
    }
    const version = options.version ?? "5.4";
    if (version !== "5.3" && version !== "5.4")
      throw new TypeError(`version: "${String(version)}" is neither 5.3 nor 5.4`);
    this.name = options.name;
    this.version = version;
    const cx = new CallContext(version, options.env ?? {}, checkedLimits(options.limits ?? {}));
    cx.compiler = compiler;
    cx.allowBytecode = options.allowBytecode ?? false;
    cx.hasHostFrame = options.standalone ?? false;
    this.#cx = cx;
    this.#cache = checkedCache(options.cache);
    this.#bridge = new Bridge(cx, options.name, (thrown) => this.#toHostError(thrown));
    this.#bridge.keepsFloats = options.standalone ?? false;
    openLibraries(cx, librariesOf(version, options.libs ?? "safe"));
    this.globals = this.#bridge.toHost(cx.globals) as LuaTable;
    for (const [name, value] of Object.entries(options.globals ?? {})) this.globals.rawSet(name, value);
    this.#runner = new Runner(cx, this.#bridge, options.name, options.limits ?? {});
    this.meter = this.#runner.meter;
  }

  /** True after {@link Lua.close}. */
  get closed(): boolean {
    return this.#bridge.closed;
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
    const handle = this.#bridge.toHost(this.#bridge.fromHost(init));
    if (typeof handle === "object" && handle.type === "table") return handle as LuaTable;
    throw new LuaConversionError("", typeof init, "table", this.name);
  }

  /** A new Lua function that calls `f`. */
  fn(f: HostFunction, options: { name?: string } = {}): LuaFunction {
    return this.#bridge.toHost(this.#bridge.newHostFunction(f, options.name ?? f.name)) as LuaFunction;
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

  /** Ends the engine: its files are closed, and it refuses to run from now on. */
  close(): void {
    if (this.closed) return;
    this.#finalize();
    void closeOpenFiles(this.#cx);
    this.#bridge.closed = true;
  }

  /** Runs the finalisers that are left (§2.5.3), unless the engine is still running or was stopped by a limit. */
  #finalize(): void {
    const cx = this.#cx;
    if (cx.current.frame !== null || cx.collector.limitReached) return;
    try {
      closeState(cx);
    } catch (thrown) {
      const isEnding = thrown instanceof LimitFault || thrown instanceof ExitRequest || thrown instanceof AbortFault;
      if (!isEnding) throw thrown;
    }
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
      return compileThrough(this.#cache, compiler, { source: bytes, name, version: this.version, strip });
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
    const env = options.env === undefined ? this.#cx.globals : this.#bridge.fromHost(options.env);
    return instantiate(this.#cx, proto, env);
  }

  /** The message the standalone interpreter would print for an error value. */
  #messageOf(value: Value): string {
    const text = toStringValue(value);
    if (text !== undefined) return text;
    const cx = this.#cx;
    if (metamethod(cx, value, MetaEvent.TOSTRING) !== undefined) {
      try {
        const result = callFromHost(cx, cx.tostringFunction, [value])[0];
        if (typeof result === "string") return result;
      } catch (thrown) {
        if (!(thrown instanceof LuaThrow)) throw thrown;
      }
    }
    return `(error object is a ${cx.typeNameOf(value)} value)`;
  }

  #toHostError(thrown: unknown): unknown {
    let error: unknown;
    try {
      error = this.#hostError(thrown);
    } catch (fault) {
      // asking the error value for its text met a limit
      return this.#toHostError(fault);
    }
    // What comes through unchanged is a fault of the host or the engine: no script further out may catch it.
    if (typeof error === "object" && error !== null && (error !== thrown || !(error instanceof LuaError))) {
      this.#bridge.faults.set(error, thrown as object);
    }
    return error;
  }

  #hostError(thrown: unknown): unknown {
    const engine = this.name;
    if (thrown instanceof LuaThrow) {
      if (thrown.cause instanceof WaitFault) return new LuaAsyncError(thrown.cause.operation, engine);
      const bridge = this.#bridge;
      const message = this.#messageOf(thrown.value);
      const shown = bridge.toHost(message) as string;
      return new LuaRuntimeError(
        shown,
        bridge.toHost(thrown.value),
        bridge.toHost(thrown.traceback ?? "") as string,
        engine,
        thrown.cause,
      );
    }
    if (thrown instanceof LimitFault) return new LuaLimitError(thrown.limit, thrown.used, thrown.allowed, engine);
    if (thrown instanceof AbortFault) return new LuaAbortError(thrown.reason, engine);
    if (thrown instanceof ExitRequest) return new LuaExitError(thrown.code, thrown.closeState, engine);
    if (thrown instanceof SyntaxFault) {
      return new LuaSyntaxError(this.#bridge.toHost(thrown.message) as string, thrown, engine);
    }
    if (thrown instanceof BinaryFormatFault) {
      const at = { chunk: "", line: 0, column: 0, near: undefined, incomplete: false };
      return new LuaSyntaxError(this.#bridge.toHost(thrown.message) as string, at, engine);
    }
    return thrown;
  }
}
