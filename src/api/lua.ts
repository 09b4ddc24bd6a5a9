/** The engine as a host uses it. */
import { bytesToString, encodeUtf8 } from "../base/byteString.ts";
import type { HostEnv } from "../base/host.ts";
import { SyntaxFault } from "../base/syntaxError.ts";
import type { LuaVersion } from "../base/version.ts";
import { BinaryFormatFault } from "../compiler/bytecode/binaryFormatFault.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import { isBinaryChunk, undump } from "../compiler/bytecode/undump.ts";
import { compile } from "../compiler/compile.ts";
import { type LibrarySet, openLibraries } from "../stdlib/index.ts";
import { closeOpenFiles, flushOpenFiles } from "../stdlib/ioFile.ts";
import { instantiate } from "../stdlib/load.ts";
import { SNAPSHOT_KINDS, snapshotNatives } from "../stdlib/snapshotKinds.ts";
import { CallContext, nativeFunction } from "../vm/callContext.ts";
import { closeState } from "../vm/closeState.ts";
import { AbortFault, ExitRequest, LimitFault, LuaThrow, WaitFault } from "../vm/errors.ts";
import { HookEvent } from "../vm/hookCalls.ts";
import { MetaEvent } from "../vm/metaEvent.ts";
import { callFromHost, Run } from "../vm/run.ts";
import { cloneState } from "../vm/snapshot/clone.ts";
import { decodeState, type SavedRun } from "../vm/snapshot/decoder.ts";
import { encodeState } from "../vm/snapshot/encoder.ts";
import { SnapshotFault } from "../vm/snapshot/format.ts";
import type { SnapshotRegistry } from "../vm/snapshot/registry.ts";
import type { MachineLimits } from "../vm/state.ts";
import { traceback } from "../vm/traceback.ts";
import { metamethod, toStringValue } from "../vm/types.ts";
import type { NativeFunction, LuaValue as Value } from "../vm/value.ts";
import { Bridge } from "./bridge.ts";
import { type Chunk, CompiledChunk } from "./chunk.ts";
import {
  LuaAbortError,
  LuaAsyncError,
  LuaClosedError,
  LuaConversionError,
  LuaError,
  LuaExitError,
  LuaLimitError,
  LuaRuntimeError,
  LuaSnapshotError,
  LuaSyntaxError,
} from "./errors.ts";
import { type Execution, SteppedRun } from "./execution.ts";
import { checkedLimits, type Limits, type LuaOptions, librariesOf, OPTION_NAMES } from "./options.ts";
import { Snapshot, type SnapshotOptions } from "./snapshot.ts";
import type { HostFunction, LuaFunction, LuaInput, LuaTable, LuaValue } from "./values.ts";

/** Options of one run. */
export interface RunOptions {
  /** As for `load`: "=name", "@file", or any text. Default: the source itself. */
  chunkName?: string;
  args?: readonly LuaInput[];
}

/** Readings of an engine's consumption. */
export interface Meter {
  /** Units of gas used so far: 1 per instruction, plus work in natives (docs/GAS.md). */
  readonly instructions: number;
  readonly limit: number;
  readonly remaining: number;
  /** Accounted bytes allocated so far, and the most that were live. */
  readonly allocated: number;
  readonly peakMemory: number;
}

class StateMeter implements Meter {
  readonly #cx: CallContext;
  constructor(cx: CallContext) {
    this.#cx = cx;
  }
  get instructions(): number {
    return this.#cx.used;
  }
  get limit(): number {
    return this.#cx.limits.instructions;
  }
  get remaining(): number {
    return this.#cx.granted - this.#cx.used;
  }
  get allocated(): number {
    return this.#cx.allocated;
  }
  get peakMemory(): number {
    return this.#cx.peakMemory;
  }
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

/** What an engine consists of once it is used. */
interface Parts {
  readonly cx: CallContext;
  readonly bridge: Bridge;
  readonly meter: Meter;
}

/** A state that nobody runs, for forks to begin with. */
interface Image {
  readonly source: CallContext;
  /** The bridge that the functions of the host in it belong to. */
  readonly origin: Bridge;
  readonly libraries: LibrarySet;
}

/** An engine: one Lua world. Make it with {@link createLua}. */
export class Lua {
  readonly name: string | undefined;
  readonly version: LuaVersion;
  readonly #limits: MachineLimits;
  readonly #libraries: LibrarySet;
  /** The options it was made with: forks take them over. */
  readonly #options: LuaOptions;
  /** Null as long as this is a fork that nobody has used. */
  #parts: Parts | null = null;
  /** What this is a fork of, until it is used; and what forks of it begin with, until it changes. */
  #image: Image | null = null;
  #globals: LuaTable | undefined = undefined;
  #executions: readonly Execution[] = [];

  /** `origin`: the state to begin with instead of a fresh one. */
  constructor(options: LuaOptions = {}, origin?: Snapshot | Image) {
    for (const name of Object.keys(options)) {
      if (!OPTION_NAMES.has(name)) throw new TypeError(`${name}: no such option`);
    }
    const version = options.version ?? "5.4";
    if (version !== "5.3" && version !== "5.4")
      throw new TypeError(`version: "${String(version)}" is neither 5.3 nor 5.4`);
    this.name = options.name;
    this.version = version;
    this.#options = options;
    this.#limits = checkedLimits(options.limits ?? {});
    if (origin !== undefined && "source" in origin) {
      this.#libraries = origin.libraries;
      this.#image = origin;
      return;
    }
    this.#libraries = librariesOf(version, options.libs ?? "safe");
    const { cx, bridge } = this.#begin();
    cx.allowBytecode = options.allowBytecode ?? false;
    cx.hasHostFrame = options.standalone ?? false;
    openLibraries(cx, this.#libraries);
    for (const [id, f] of Object.entries(options.hostFunctions ?? {})) {
      bridge.nameHostFunction(bridge.newHostFunction(f, f.name), id);
    }
    if (options.globals !== undefined) bridge.nameGlobals(options.globals, "globals");
    if (origin !== undefined) this.restore(origin);
    else for (const [name, value] of Object.entries(options.globals ?? {})) this.globals.rawSet(name, value);
  }

  /** Makes a fresh state. */
  #begin(): Parts {
    const cx = new CallContext(this.version, this.#options.env ?? {}, this.#limits);
    const bridge = new Bridge(cx, this.name, (thrown) => this.#toHostError(thrown));
    bridge.keepsFloats = this.#options.standalone ?? false;
    this.#parts = { cx, bridge, meter: new StateMeter(cx) };
    return this.#parts;
  }

  /** The first use of a fork: now it gets a state of its own. */
  #materialize(): Parts {
    const image = this.#image!;
    const parts = this.#begin();
    const { cx, bridge } = parts;
    const { origin } = image;
    const counterpart = origin.hasHostFunctions
      ? (fn: NativeFunction): NativeFunction | undefined => bridge.counterpart(fn, origin)
      : null;
    const runs = cloneState(image.source, cx, { ...SNAPSHOT_KINDS, counterpart });
    this.#image = null;
    this.#continueRuns(runs);
    return parts;
  }

  get #cx(): CallContext {
    const parts = this.#parts ?? this.#materialize();
    parts.bridge.touched = true;
    return parts.cx;
  }

  get #bridge(): Bridge {
    return (this.#parts ?? this.#materialize()).bridge;
  }

  /** The global table. */
  get globals(): LuaTable {
    this.#globals ??= this.#bridge.toHost(this.#cx.globals) as LuaTable;
    return this.#globals;
  }

  get meter(): Meter {
    return (this.#parts ?? this.#materialize()).meter;
  }

  /**
   * An independent copy: what one does is not seen by the other. Copied on use: forks of an engine that does not change are
   * made at once, and get a state of their own when they are first used. Options are those of this engine but for what is
   * given here; functions of the host are shared, and those of this engine's handles are not for the fork. Executions that
   * are parked are parked in the fork as well, see {@link Lua.executions}. Not from within a run.
   * @throws LuaSnapshotError naming what cannot be copied: open files, executions that wait for the host
   */
  fork(options: ForkOptions = {}): Lua {
    if (this.closed) throw new LuaClosedError(this.name);
    const merged: LuaOptions = { ...this.#options, ...options };
    if (options.limits !== undefined) merged.limits = { ...this.#options.limits, ...options.limits };
    return new Lua(merged, this.#imageForForks());
  }

  #imageForForks(): Image {
    const parts = this.#parts;
    const image = this.#image;
    if (image !== null && (parts === null || !parts.bridge.touched)) return image;
    const { cx, bridge } = parts!;
    const source = new CallContext(this.version, cx.env, cx.limits);
    const registry = { ...SNAPSHOT_KINDS, counterpart: null };
    const runs = this.#guardSnapshot(() => cloneState(cx, source, registry));
    for (const { root, current, finalizing } of runs) Run.restore(source, root, current, finalizing);
    this.#image = { source, origin: bridge, libraries: this.#libraries };
    bridge.touched = false;
    return this.#image;
  }

  /**
   * The whole state as bytes, parked executions included. Not from within a run.
   * @throws LuaSnapshotError naming what cannot be saved: functions of the host without `snapshotId`, open files,
   * executions that wait for the host
   */
  snapshot(options: SnapshotOptions = {}): Snapshot {
    const { cx } = this.#parts ?? this.#materialize();
    if (this.closed) throw new LuaClosedError(this.name);
    const omissions = { omitMeter: options.includeMeter === false, strip: options.strip === true };
    return this.#guardSnapshot(() => new Snapshot(encodeState(cx, this.#registry(), omissions), this.version));
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
    const cx = this.#cx;
    if (this.closed) throw new LuaClosedError(this.name);
    if (cx.collector.entries.length > 0) throw new LuaSnapshotError("the engine is running", "execution", this.name);
    const old = [...cx.collector.parked] as Run[];
    const runs = this.#guardSnapshot(() => decodeState(snapshot.toBytes(), cx, this.#registry()));
    for (const run of old) run.ended = true;
    this.#continueRuns(runs);
  }

  #continueRuns(runs: readonly SavedRun[]): void {
    this.#globals = undefined;
    if (runs.length === 0) {
      this.#executions = [];
      return;
    }
    const bridge = this.#bridge;
    this.#executions = runs.map(({ root, current, finalizing }) => {
      return new SteppedRun(bridge, Run.restore(bridge.cx, root, current, finalizing), this.name);
    });
  }

  /**
   * The executions that were parked in the snapshot or the engine that this one was restored or forked from, in the order in
   * which they began.
   */
  get executions(): readonly Execution[] {
    if (this.#parts === null) this.#materialize();
    return this.#executions;
  }

  #registry(): SnapshotRegistry {
    const bridge = this.#bridge;
    const nativesById = snapshotNatives(this.version, this.#libraries);
    return {
      ...SNAPSHOT_KINDS,
      nativesById,
      natives: new Map([...nativesById].map(([id, fn]) => [fn, id])),
      hostId: (fn) => bridge.snapshotId(fn),
      hostById: (id) => bridge.bySnapshotId(id),
    };
  }

  #guardSnapshot<T>(work: () => T): T {
    try {
      return work();
    } catch (fault) {
      if (fault instanceof SnapshotFault) throw new LuaSnapshotError(fault.message, fault.path, this.name);
      throw fault;
    }
  }

  /** True after {@link Lua.close}. */
  get closed(): boolean {
    return this.#parts?.bridge.closed === true;
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
   * Runs a chunk to its end and returns all its results.
   * @throws LuaSyntaxError, LuaRuntimeError, LuaLimitError, LuaExitError
   */
  runSync(source: Source, options: RunOptions = {}): LuaValue[] {
    const fn = this.#closure(source, options);
    const args = (options.args ?? []).map((arg) => this.#bridge.fromHost(arg));
    return this.#bridge.run(fn, args).map((v) => this.#bridge.toHost(v));
  }

  /** A new table; with an array, map or plain object, a copy of it. @throws LuaConversionError */
  table(init: LuaInput = []): LuaTable {
    const handle = this.#bridge.toHost(this.#bridge.fromHost(init));
    if (typeof handle === "object" && handle.type === "table") return handle as LuaTable;
    throw new LuaConversionError("", typeof init, "table", this.name);
  }

  /** A new Lua function that calls `f`. */
  fn(f: HostFunction, options: { name?: string; snapshotId?: string } = {}): LuaFunction {
    const native = this.#bridge.newHostFunction(f, options.name ?? f.name);
    if (options.snapshotId !== undefined) this.#bridge.nameHostFunction(native, options.snapshotId);
    return this.#bridge.toHost(native) as LuaFunction;
  }

  /** Prepares a run that the host steps. @throws LuaSyntaxError */
  start(target: Source | LuaFunction, options: RunOptions = {}): Execution {
    const isFunction = typeof target === "object" && "type" in target;
    const fn = isFunction ? this.#bridge.fromHost(target as LuaFunction) : this.#closure(target as Source, options);
    const args = (options.args ?? []).map((arg) => this.#bridge.fromHost(arg));
    const run = new Run(this.#cx, fn, args);
    return new SteppedRun(this.#bridge, run, this.name);
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
      return compile(bytes, name, this.version);
    });
  }

  #closure(source: Source, options: RunOptions): Value {
    if (this.closed) throw new LuaClosedError(this.name);
    if (source instanceof CompiledChunk && source.version !== this.version) {
      throw new TypeError(`chunk of Lua ${source.version} in an engine of Lua ${this.version}`);
    }
    const proto = source instanceof CompiledChunk ? source.proto : this.#compile(source as string, options.chunkName);
    return instantiate(this.#cx, proto, this.#cx.globals);
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

/** Makes an engine. Synchronous, no I/O. @throws TypeError naming the option that is wrong. */
export function createLua(options: LuaOptions = {}): Lua {
  return new Lua(options);
}

/**
 * An engine in the state of a snapshot, with the libraries, limits and environment of `options`. The dialect is that of the
 * snapshot; functions in `options.globals` and `options.hostFunctions` are there for the snapshot to refer to.
 * @throws LuaSnapshotError, TypeError
 */
export function restoreLua(snapshot: Snapshot | Uint8Array, options: LuaOptions = {}): Lua {
  const origin = snapshot instanceof Snapshot ? snapshot : Snapshot.fromBytes(snapshot);
  const version = options.version ?? origin.version;
  return new Lua({ ...options, version }, origin);
}

/** Options of {@link Lua.fork}. */
export interface ForkOptions {
  name?: string;
  limits?: Limits;
  env?: HostEnv;
}
