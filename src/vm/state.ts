import type { EngineEnv } from "../base/host.ts";
import type { LuaVersion } from "../base/version.ts";
import type { Compiler } from "../compiler/bytecode/compiler.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import { Collector } from "./collector.ts";
import { LimitFault, type LuaThrow } from "./errors.ts";
import { BYTES_PER_UNIT, SHORT_STRING, SLICE } from "./gas.ts";
import type { Observer, Watcher } from "./observer.ts";
import type { Parking, Settled } from "./parking.ts";
import { newRootShape, type Shape } from "./shape.ts";
import { LuaTable } from "./table.ts";
import { Code, type Continuation, Coroutine, type Frame, type LuaValue, type NativeFunction } from "./value.ts";

/** Limits the machine itself enforces; all finite numbers. */
export interface MachineLimits {
  /** Units of gas. */
  readonly instructions: number;
  /** Live accounted bytes, by the census; and bytes allocated in all. */
  readonly memory: number;
  readonly allocation: number;
  /** Frames of a coroutine. */
  readonly callDepth: number;
  /** Entries of the host into the machine, one inside the other. */
  readonly hostDepth: number;
  /** Bytes of a string, and of the source of a chunk. */
  readonly stringLength: number;
  readonly sourceLength: number;
  /** Registers and temporaries of a coroutine. */
  readonly stackSlots: number;
  /** Coroutines that are not dead. */
  readonly coroutines: number;
  /** Bytes written to standard output and standard error. */
  readonly outputBytes: number;
}

/** The limits when the host sets none. */
export const DEFAULT_LIMITS: MachineLimits = Object.freeze({
  instructions: Number.MAX_SAFE_INTEGER,
  memory: Number.MAX_SAFE_INTEGER,
  allocation: Number.MAX_SAFE_INTEGER,
  callDepth: 200_000,
  hostDepth: 50,
  stringLength: 1 << 28,
  sourceLength: 1 << 28,
  stackSlots: 1_000_000,
  coroutines: Number.MAX_SAFE_INTEGER,
  outputBytes: Number.MAX_SAFE_INTEGER,
});

/**
 * When the machine is to pause instead of failing at the end of its budget: units that one native may take beyond it. A
 * native cannot stop in the middle; the debt is paid from the next refill.
 */
const MAX_DEBT = 1 << 20;
/** Units between two looks at the host's clock. */
const POLL_UNITS = 10_000;
/** Most bytes allocated until the machine looks again whether anything needs a census. */
export const IDLE_STEP: number = 1 << 25;
/**
 * And until it looks for the first time; then it waits for as many as there have been. V8 compiles functions without the branches
 * that they have not taken yet, and throws them away when they do: this one is in everything that allocates.
 */
const FIRST_STEP = 1 << 12;

/** Negative results of natives: what the machine shall do for them. */
export enum Signal {
  /** Call the function at `callAt` with `callArgs` arguments; its results go to the continuation. */
  CALL = -1,
  /** Yield the running coroutine with the `callArgs` values at `callAt` (the continuation is optional). */
  YIELD = -2,
  /** Resume the coroutine `target` with the `callArgs` values at `callAt`. */
  RESUME = -3,
  /** Wait until `parking` is settled. */
  AWAIT = -4,
  /** Close the to-be-closed variables of coroutine `target` (coroutine.close). */
  CLOSE = -5,
  /** Run the continuation at once: gives the native a frame, so that hooks see it return. */
  CONTINUE = -6,
}

/**
 * The machine's state (PUC's global_State and lua_State in one), the same object that natives get as `CallContext`.
 * Everything a run depends on is here; nothing in module scope.
 */
export class State {
  readonly version: LuaVersion;
  readonly is54: boolean;
  /** Those of the run under way, which may be stricter than the engine's. */
  limits: MachineLimits;
  readonly env: EngineEnv;
  readonly rootShape: Shape;
  readonly globals: LuaTable;
  readonly registry: LuaTable;
  /** `package.loaded`, also when the package library is not open. */
  readonly loaded: LuaTable;

  /** Metatables of the types that share one (§2.4). */
  stringMeta: LuaTable | null = null;
  numberMeta: LuaTable | null = null;
  booleanMeta: LuaTable | null = null;
  functionMeta: LuaTable | null = null;
  threadMeta: LuaTable | null = null;
  nilMeta: LuaTable | null = null;

  readonly main: Coroutine;
  current: Coroutine;
  /** The running coroutine's stack. */
  stack: LuaValue[];

  // The native call under way: argument i is stack[base + i - 1].
  base = 0;
  nargs = 0;
  /** Where its results start. */
  resBase = 0;
  /** First stack index it may use for a call of its own. */
  top = 0;
  /** The native itself; null when no native is running. */
  native: NativeFunction | null = null;
  /** Its frame, when it is running as a continuation; null when it has none yet. */
  nativeFrame: Frame | null = null;

  // What a native that returned a Signal asks for.
  callAt = 0;
  callArgs = 0;
  continuation: Continuation | null = null;
  continuationState: unknown = undefined;
  callProtected = false;
  /** Message handler of a protected call. */
  callHandler: LuaValue = undefined;
  /** For Signal.CLOSE: the error to close with, if any. */
  closeError: LuaValue = undefined;
  closeFailed = false;
  target: Coroutine | null = null;
  parking: Parking | null = null;
  /** For a continuation after a wait: how what was waited for has ended. */
  settled: Settled | null = null;
  /** Set by a comparison whose metamethod's result is to be negated. */
  negate = false;
  /** Stack index of the left operand of the concatenation under way, for messages. */
  concatAt = 0;
  /** The interpreter is to return to its caller: the root coroutine has ended, or waits for something. */
  stopped = false;
  /** The native functions whose loops the interpreter runs itself. */
  nextFunction: NativeFunction | null = null;
  ipairsIterator: NativeFunction | null = null;
  /** `tostring`, for reports to the host. */
  tostringFunction: NativeFunction | undefined = undefined;
  /** Position of the last key that a `pairs` loop produced, to find the following one at once. */
  iterTable: LuaTable | null = null;
  iterKey: LuaValue = undefined;
  iterPosition = 0;
  /** How the root coroutine ended: its results, or the error. */
  outcome: LuaValue[] = [];
  failure: LuaThrow | null = null;
  /** The error being unwound to the host, with its traceback. */
  escaping: LuaThrow | null = null;
  /** In the continuation of a protected call: whether it raised an error. */
  callFailed = false;

  /** Units left in the interpreter's counter, and beyond it. Their sum is what is left. */
  gas = 0;
  reserve: number;
  /** Units held back while the execution is stepped: when the rest is used up it pauses instead of failing. */
  withheld = 0;
  /** Units that the run under way may not touch: it has a budget of its own. */
  frozen = 0;
  /** The run pauses when its budget is used up, instead of failing. */
  suspends = false;
  /** The run stopped because its step is over. */
  paused = false;
  /** It stopped because a debugger wants to look at it. */
  halted = false;
  /** Told of events; null: nobody listens. */
  observer: Observer | null = null;
  /** Whether the host wants the local variables of frames in the records of errors. */
  captureLocals = false;
  /** Sees every instruction on behalf of the host; null: nobody watches. */
  tracer: Watcher | null = null;
  /**
   * Asks the host whether the run under way is to end: called now and then, also while a native is at work. Throws what ends
   * it. Null: nothing but its units ends it.
   */
  poll: (() => void) | null = null;
  /** Units since it was called. */
  private unpolled = 0;
  /** Units granted so far. */
  granted: number;
  /** Something is to be done at the next instruction boundary (hook, finaliser, census, abort). */
  interruptPending = false;
  /** That is so for another reason than that a watcher wants to see the instruction. */
  attention = false;

  /** Accounted bytes allocated so far, and how many until the next census. */
  allocated = 0;
  allocationDebt: number = IDLE_STEP;
  /** Coroutines created and not seen to end since the last census, with those it found. */
  coroutineCount = 0;
  /** Bytes written to standard output and standard error. */
  outputBytes = 0;
  /** Units charged beside those of instructions, by library ("vm": by instructions themselves); null: nobody wants to know. */
  tally: Map<string, number> | null = null;
  /** Whether the run under way can wait for the host; else whoever wants to wait fails. */
  canWait = false;

  /** Serial numbers for addresses in `tostring` and `%p`, given when first asked for. */
  readonly ids: WeakMap<object, number> = new WeakMap();
  nextId = 1;
  /** Per-engine data of prototypes. */
  readonly codes: WeakMap<Proto, Code> = new WeakMap();

  /** What the census remembers. */
  readonly collector: Collector = new Collector();
  /** A finaliser is running: the others wait. */
  finalizing = false;
  /** The call that a native is asking for is that of a finaliser. */
  callFinalizer = false;
  /** Data of libraries (generator state, open files...), by library name. */
  readonly libraryData: Map<string, unknown> = new Map();
  /** Null in engines that only run compiled chunks. */
  compiler: Compiler | null = null;
  /** Whether `load` accepts precompiled chunks. */
  allowBytecode = false;
  /** Whether `warn` starts switched on (`-W`). */
  warningsOn = false;
  /** A C function seems to lie below the first frame (the standalone interpreter): tracebacks end in "[C]: in ?". */
  hasHostFrame = false;

  /** `rootShape`: that of a tree to be shared with engines that are made alike. */
  constructor(version: LuaVersion, env: EngineEnv, limits: MachineLimits, rootShape: Shape = newRootShape()) {
    this.version = version;
    this.is54 = version === "5.4";
    this.env = env;
    this.limits = limits;
    this.granted = limits.instructions;
    this.reserve = limits.instructions;
    this.setDebt(FIRST_STEP);
    this.rootShape = rootShape;
    this.globals = new LuaTable(this.rootShape);
    this.registry = new LuaTable(this.rootShape);
    this.loaded = new LuaTable(this.rootShape);
    this.main = new Coroutine([], true);
    this.main.status = "running";
    this.current = this.main;
    this.stack = this.main.stack;
  }

  /** A new empty table, accounted for. Hints: expected number of items and of string keys. */
  newTable(items = 0, fields = 0): LuaTable {
    this.allocate(56 + items * 8 + fields * 16);
    const table = new LuaTable(this.rootShape);
    table.reserve(fields);
    return table;
  }

  /** Most bytes accounted for at a time; counts garbage too until a census has found it (see `Collector.needed`). */
  get peakMemory(): number {
    const { peak, live, allocatedBefore } = this.collector;
    return Math.max(peak, live + this.allocated - allocatedBefore);
  }

  /** Units used so far: exact at every instruction boundary and inside natives. */
  get used(): number {
    return this.granted - this.gas - this.reserve - this.withheld - this.frozen;
  }

  /**
   * Charges `units` before that much work is done.
   * @throws LimitFault when less is left; then the work must not be done.
   */
  charge(units: number): void {
    if (this.tally !== null) this.tallyUnits(units);
    if (units <= this.gas) {
      this.gas = (this.gas - units) | 0;
      return;
    }
    // the counter stays a small integer, however large the charge
    this.reserve += this.gas - units;
    this.gas = 0;
    if (this.reserve < 0) this.takeFromReserve();
    if (this.poll !== null) this.countUnpolled(units);
  }

  private countUnpolled(units: number): void {
    this.unpolled += units;
    if (this.unpolled < POLL_UNITS) return;
    this.unpolled = 0;
    this.poll!();
  }

  /** Charges for going over `bytes` bytes. */
  chargeBytes(bytes: number): void {
    this.charge(Math.floor(bytes / BYTES_PER_UNIT));
  }

  /** Charges for comparing, hashing or converting a string; short ones cost nothing. */
  chargeLong(length: number): void {
    if (length > SHORT_STRING) this.charge(length >> 4);
  }

  /**
   * Fills the counter from the reserve, when it is empty or one below zero.
   * @throws LimitFault when nothing is left.
   */
  takeFromReserve(): void {
    this.reserve += this.gas;
    this.gas = 0;
    if (this.reserve < 0 && this.withheld > 0) {
      // a native never stops in the middle: it borrows from later steps
      const borrowed = Math.min(this.withheld, -this.reserve);
      this.withheld -= borrowed;
      this.reserve += borrowed;
    }
    if (this.reserve < 0) {
      if (this.suspends && this.reserve >= -MAX_DEBT) return;
      this.reserve = 0;
      throw new LimitFault("instructions", this.granted, this.granted);
    }
    const wanted = this.interruptPending ? 0 : Math.min(this.reserve, SLICE);
    this.reserve -= wanted;
    this.gas = wanted | 0;
  }

  /**
   * Puts the next slice into the empty counter: at least the unit that the next instruction costs.
   * @throws LimitFault when nothing is left.
   */
  refill(): void {
    if (this.reserve < 1) throw new LimitFault("instructions", this.granted, this.granted, true);
    const wanted = this.interruptPending ? 1 : Math.min(this.reserve, SLICE);
    this.reserve -= wanted;
    this.gas = wanted | 0;
    if (this.poll !== null) this.countUnpolled(wanted);
  }

  /** Makes the interpreter stop at the next instruction boundary and look what is pending. */
  interrupt(): void {
    this.attention = true;
    this.watch();
  }

  /** The same for a watcher alone: nothing happens there that would not happen without it. */
  watch(): void {
    this.interruptPending = true;
    this.reserve += this.gas;
    this.gas = 0;
  }

  /** Accounts for `bytes` of new heap data. Call it before allocating. */
  allocate(bytes: number): void {
    this.allocated += bytes;
    this.allocationDebt -= bytes;
    if (this.allocationDebt < 0) this.noteDebt();
  }

  /**
   * The allocation debt is used up: the next instruction boundary runs a census if one is due. A native that goes on
   * allocating does not get there: it is stopped when it has taken as much again as the limit.
   */
  private noteDebt(): void {
    const { memory, allocation } = this.limits;
    if (this.allocated > allocation) throw new LimitFault("allocation", this.allocated, allocation);
    if (-this.allocationDebt > memory) {
      throw new LimitFault("memory", this.collector.live + this.allocated - this.collector.allocatedBefore, memory);
    }
    if (!this.attention) this.interrupt();
  }

  /** The next census is due after `bytes` more, or when a limit says so. */
  setDebt(bytes: number): void {
    const { memory, allocation } = this.limits;
    let debt = Math.min(bytes, allocation - this.allocated);
    const { live, allocatedBefore } = this.collector;
    const taken = live + this.allocated - allocatedBefore;
    // close to the limit censuses are still some way apart
    if (memory - taken < debt) debt = Math.max(memory - taken, Math.floor(memory / 16));
    this.allocationDebt = debt;
  }

  private tallyUnits(units: number): void {
    const name = this.native?.name ?? "vm.";
    const end = name.search(/[.:]/);
    const library = end < 0 ? "base" : name.startsWith("file:") ? "io" : name.slice(0, end);
    this.tally!.set(library, (this.tally!.get(library) ?? 0) + units);
  }

  /** The address-like serial number of an object, as `%p` prints it (14 characters). */
  addressOf(object: object): string {
    let id = this.ids.get(object);
    if (id === undefined) {
      id = this.nextId++;
      this.ids.set(object, id);
    }
    return `0x${(id * 16).toString(16).padStart(12, "0")}`;
  }

  /** The engine's data of a prototype. */
  codeOf(proto: Proto): Code {
    let code = this.codes.get(proto);
    if (code === undefined) {
      code = new Code(proto);
      this.codes.set(proto, code);
    }
    return code;
  }
}
