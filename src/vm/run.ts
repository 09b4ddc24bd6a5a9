/** Entry of the host into the machine. */
import { runtimeError } from "./debugInfo.ts";
import { AbortFault, LimitFault, LuaThrow } from "./errors.ts";
import { recordStopped } from "./frameRecords.ts";
import { interpret } from "./interpreter.ts";
import { drive, handleThrow } from "./machine.ts";
import type { Parking } from "./parking.ts";
import { growStack, MAX_NATIVE_DEPTH, NATIVE_ROOM, popFrame, pushNativeFrame, SHORT_STACK } from "./stack.ts";
import { nativeWithoutFrame, type StackLevel, stackLevels } from "./stackLevels.ts";
import type { MachineLimits, State } from "./state.ts";
import { FrozenFault } from "./table.ts";
import { Continuation, Coroutine, type LuaValue, NativeFunction, Status, UpValue } from "./value.ts";

/** The function at the bottom of each root coroutine; tracebacks show it as "[C]: in ?" when a host frame is wanted. */
export const HOST_FUNCTION: NativeFunction = new NativeFunction("host", (() => 0) as (cx: never) => number);

const hostDone = new Continuation("host", ((state: State) => {
  const { stack, resBase, base, nargs } = state;
  if (state.callFailed) {
    const value = stack[base];
    const escaping = state.escaping;
    state.escaping = null;
    state.failure = escaping !== null && escaping.value === value ? escaping : new LuaThrow(value);
    return 0;
  }
  for (let i = 0; i < nargs; i++) stack[resBase + i] = stack[base + i];
  return nargs;
}) as (cx: never) => number);

/**
 * What an entry of the host counts among nested natives: unlike those it lies on the JavaScript stack. A host function that
 * calls Lua that calls it again and so on ends in "C stack overflow" (after 50 entries), not in a full stack.
 */
const HOST_ENTRY_DEPTH = 4;

/** Runs until the root coroutine has ended or waits. */
export function execute(state: State): void {
  for (;;) {
    try {
      while (!state.stopped) {
        interpret(state);
        if (!state.stopped) renewStack(state);
      }
      return;
    } catch (thrown) {
      recover(state, thrown);
    }
  }
}

/** Longest stack worth copying once a slice. */
const YOUNG_STACK = 2048;

/**
 * Gives the running coroutine a copy of its stack. V8 records each store of a young object into an old one, and a stack
 * soon grows old: a fresh array once a slice makes the stores of float and table code cheap.
 */
function renewStack(state: State): void {
  const { current } = state;
  // under a watcher a slice is one instruction
  if (current.stack.length > YOUNG_STACK || state.tracer !== null) return;
  current.stack = current.stack.slice();
  state.stack = current.stack;
}

/** Handles a throw, and what is thrown while handling it. */
function recover(state: State, thrown: unknown): void {
  let fault = thrown;
  for (;;) {
    try {
      handleThrow(state, fault instanceof FrozenFault ? runtimeError(state, fault.message) : fault);
      return;
    } catch (next) {
      if (!(next instanceof LuaThrow || next instanceof FrozenFault)) throw next;
      fault = next;
    }
  }
}

/** The root coroutine for the next entry of the host: the main one unless it is busy. */
function rootCoroutine(state: State): Coroutine {
  const { main } = state;
  if (main.frame === null) {
    main.tbc.length = 0;
    main.nativeDepth = 0;
    return main;
  }
  return new Coroutine([], true);
}

/** What an entry of the host must put back when it leaves. */
type Ambient = Pick<
  State,
  | "current"
  | "stack"
  | "base"
  | "nargs"
  | "resBase"
  | "top"
  | "native"
  | "nativeFrame"
  | "stopped"
  | "failure"
  | "escaping"
  | "finalizing"
  | "canWait"
  | "suspends"
  | "limits"
>;

function saveAmbient(state: State): Ambient {
  return {
    current: state.current,
    stack: state.stack,
    base: state.base,
    nargs: state.nargs,
    resBase: state.resBase,
    top: state.top,
    native: state.native,
    nativeFrame: state.nativeFrame,
    stopped: state.stopped,
    failure: state.failure,
    escaping: state.escaping,
    finalizing: state.finalizing,
    canWait: state.canWait,
    suspends: state.suspends,
    limits: state.limits,
  };
}

/** Field by field: host calls are short, and this is a good part of them. */
function restoreAmbient(state: State, ambient: Ambient): void {
  state.current = ambient.current;
  state.stack = ambient.stack;
  state.base = ambient.base;
  state.nargs = ambient.nargs;
  state.resBase = ambient.resBase;
  state.top = ambient.top;
  state.native = ambient.native;
  state.nativeFrame = ambient.nativeFrame;
  state.stopped = ambient.stopped;
  state.failure = ambient.failure;
  state.escaping = ambient.escaping;
  state.finalizing = ambient.finalizing;
  state.canWait = ambient.canWait;
  state.suspends = ambient.suspends;
  state.limits = ambient.limits;
}

/** What a run may do beside computing. */
export interface RunMode {
  /** It may wait for the host. */
  readonly canWait: boolean;
  /** At the end of its budget it pauses instead of failing. */
  readonly suspends: boolean;
  /** Its limits, when they are not those of the engine. */
  readonly limits: MachineLimits | undefined;
}

const SYNCHRONOUS: RunMode = Object.freeze({ canWait: false, suspends: false, limits: undefined });

/** What is kept of a run that has not ended. */
export interface SavedRun {
  /** Null: it has not begun; `fn` and `args` say what it will do. */
  readonly root: Coroutine | null;
  readonly current: Coroutine | null;
  readonly fn: LuaValue;
  readonly args: readonly LuaValue[];
  readonly finalizing: boolean;
  readonly used: number;
  readonly parking: Parking | null;
  readonly mode: RunMode;
  /** Units it may still use of its own, or together with others; Infinity: any number. */
  readonly budget: number;
  /** Position of the first saved run that has its budget together with others like this one; -1: it has its own. */
  readonly sharer: number;
}

/** A budget that several runs use up together. */
interface Allowance {
  left: number;
}

const NONE: readonly LuaValue[] = Object.freeze([]);
const NOBODY: readonly Abandonable[] = Object.freeze([]);

/** What a native that waits in a frame keeps, when it wants to know that its run has ended without it. */
export interface Abandonable {
  /** Called once the machine is idle again; runs code of the host. Throws nothing. */
  abandoned(): void;
}

/** Tells the natives that wait in the frames of a coroutine, innermost first, that they will not go on. */
export function tellAbandoned(co: Coroutine): void {
  for (const waiting of abandonables(co)) waiting.abandoned();
}

/** Those of a run that stands in `current`, in all its coroutines. */
function abandonablesOf(current: Coroutine, root: Coroutine): readonly Abandonable[] {
  const list: Abandonable[] = [];
  for (let co: Coroutine | null = current; co !== null; co = co === root ? null : co.resumer) {
    list.push(...abandonables(co));
  }
  return list;
}

function abandonables(co: Coroutine): Abandonable[] {
  const list: Abandonable[] = [];
  for (let frame = co.frame; frame !== null; frame = frame.prev) {
    const waiting = frame.state as Partial<Abandonable> | null | undefined;
    if (typeof waiting === "object" && typeof waiting?.abandoned === "function") list.push(waiting as Abandonable);
  }
  return list;
}

/** Why a step ended before the run did. */
export type Pause = "slice" | "budget" | "waiting" | "halted";

/**
 * One run of a function from the host: started, stepped to its end, never on the JavaScript stack between steps.
 * The coroutine that is running when a step pauses is where the next one goes on.
 */
export class Run {
  private readonly state: State;
  mode: RunMode;
  private ownBudget = Number.POSITIVE_INFINITY;
  /** The budget that it shares with others. */
  private allowance: Allowance | null = null;
  /** What the function returned, or what ended the run. */
  results: readonly LuaValue[] = NONE;
  thrown: unknown = undefined;
  /** Units the run has used. */
  used = 0;
  /** Set when the run starts: until then others may come and go. */
  root: Coroutine | null = null;
  current: Coroutine | null = null;
  readonly id: number;
  /** What it waits for. */
  parking: Parking | null = null;
  /** Why the last step did not end it. */
  pause: Pause = "slice";
  /** It paused inside a finaliser. */
  finalizing = false;
  /** Entries of the host up to this one, while a step is under way. */
  private entry = 0;
  private fn: LuaValue;
  private args: readonly LuaValue[];
  /** True once the run has ended, however it did. */
  ended = false;
  /** Values of to-be-closed variables that were in scope when it was ended from outside, innermost first. */
  private pending: LuaValue[] = [];
  /** See `State.poll`. Null: that of the run around it goes on. */
  poll: (() => void) | null = null;

  constructor(state: State, fn: LuaValue, args: readonly LuaValue[], mode: RunMode = SYNCHRONOUS) {
    this.state = state;
    this.fn = fn;
    this.args = args;
    this.mode = mode;
    this.id = ++state.collector.runs;
  }

  /** What there is to keep of runs that have not ended, for snapshots. */
  static save(runs: readonly Run[]): SavedRun[] {
    const sharers = new Map<Allowance, number>();
    return runs.map((run, i) => {
      const { root, current, fn, args, finalizing, used, parking, mode, budget, allowance } = run;
      if (allowance !== null && !sharers.has(allowance)) sharers.set(allowance, i);
      const sharer = allowance === null ? -1 : sharers.get(allowance)!;
      return { root, current, fn, args, finalizing, used, parking, mode, budget, sharer };
    });
  }

  /** The runs that were saved, in the same order. They can wait: the host has them now. */
  static restore(state: State, saved: readonly SavedRun[]): Run[] {
    const runs: Run[] = [];
    for (const [i, { root, current, fn, args, finalizing, used, parking, mode, budget, sharer }] of saved.entries()) {
      const run = new Run(state, fn, args, { ...mode, canWait: true });
      run.root = root;
      run.current = current;
      run.finalizing = finalizing;
      run.used = used;
      run.parking = parking;
      if (parking !== null) run.pause = "waiting";
      run.ownBudget = budget;
      if (sharer >= 0) run.allowance = sharer === i ? { left: budget } : runs[sharer]!.allowance;
      if (root !== null) state.collector.parked.add(run);
      runs.push(run);
    }
    return runs;
  }

  /** Units the run may still use, beside what the engine has left. */
  get budget(): number {
    return this.allowance === null ? this.ownBudget : this.allowance.left;
  }
  set budget(units: number) {
    if (this.allowance === null) this.ownBudget = units;
    else this.allowance.left = units;
  }

  /** From now on it has one budget together with `other`. */
  shareBudget(other: Run): void {
    other.allowance ??= { left: other.ownBudget };
    this.allowance = other.allowance;
  }

  /**
   * Goes on for at most `units` (natives may overrun by their last charge).
   * @returns the results when the function has returned; undefined when it has not, `pause` tells why.
   * @throws LuaThrow for an error nothing in the script caught, with its traceback; limit and abort faults. The run
   * has ended then.
   */
  step(units: number): LuaValue[] | undefined {
    const { state } = this;
    // the state has been replaced by that of a snapshot
    if (this.ended) throw new AbortFault(undefined);
    if (this.parking !== null && this.parking.settled === null) return this.stop("waiting");
    const purse = openPurse(state, units, this.budget);
    if (purse.isEmpty && this.mode.suspends) {
      this.used += closePurse(state, purse);
      return this.stop("budget");
    }
    const ambient = saveAmbient(state);
    const { poll } = state;
    if (this.poll !== null) state.poll = this.poll;
    state.native = null;
    state.nativeFrame = null;
    state.stopped = false;
    state.paused = false;
    state.halted = false;
    state.failure = null;
    state.escaping = null;
    state.parking = null;
    state.canWait = this.mode.canWait;
    state.suspends = this.mode.suspends;
    if (this.mode.limits !== undefined) state.limits = this.mode.limits;
    let over = true;
    const { collector } = state;
    this.entry = collector.entries.push(ambient);
    if (this.current !== null) collector.parked.delete(this);
    try {
      if (this.current === null) this.start(ambient.current);
      else this.resume(this.current);
      // else the first instruction would stop for it
      if (state.gas === 0 && state.reserve >= 1 && !state.interruptPending) state.refill();
      execute(state);
      const parking = state.parking as Parking | null;
      if (state.paused || parking !== null) {
        over = false;
        this.parking = parking;
        this.current = state.current;
        this.finalizing = state.finalizing;
        collector.parked.add(this);
        if (state.halted) return this.stop("halted");
        return this.stop(parking !== null ? "waiting" : state.withheld > 0 ? "slice" : "budget");
      }
      if (state.failure !== null) throw state.failure;
      const { outcome } = state;
      // an engine that rests must not keep them
      state.outcome = [];
      this.results = outcome;
      return outcome;
    } catch (thrown) {
      this.thrown = thrown;
      if (thrown instanceof LuaThrow) thrown.ended ??= this;
      if (thrown instanceof LimitFault) thrown.frames ??= recordStopped(state, state.current, thrown.isBetween);
      if (thrown instanceof LimitFault || thrown instanceof AbortFault) {
        collector.limitReached = true;
        if (this.root !== null) removeHook(this.root);
      }
      throw thrown;
    } finally {
      collector.entries.pop();
      const spent = closePurse(state, purse);
      this.used += spent;
      this.budget -= spent;
      state.poll = poll;
      let waiting: readonly Abandonable[] = NOBODY;
      if (over) {
        this.ended = true;
        if (this.root !== null) {
          if (state.current.frame !== null) waiting = abandonablesOf(state.current, this.root);
          this.pending = abandon(state, this.root);
        }
      }
      restoreAmbient(state, ambient);
      state.paused = false;
      state.halted = false;
      state.parking = null;
      if (state.current.hookMask !== 0) state.interrupt();
      for (const one of waiting) one.abandoned();
    }
  }

  private stop(pause: Pause): undefined {
    this.pause = pause;
    return undefined;
  }

  /** Its call stack, innermost level first; empty before its first step and after its end. */
  get levels(): StackLevel[] {
    const { state, root, current } = this;
    if (root === null || this.ended) return [];
    const { parked, entries } = state.collector;
    if (parked.has(this)) return stackLevels(current!, null);
    // what the host does inside it began as an entry on top of it
    const now = entries[this.entry] ?? state;
    return stackLevels(now.current, nativeWithoutFrame(now));
  }

  /** See {@link EndedRun}. */
  callAfter(fn: LuaValue, args: readonly LuaValue[]): LuaValue[] {
    const run = new Run(this.state, fn, args, { canWait: false, suspends: false, limits: this.mode.limits });
    run.budget = this.budget;
    run.poll = this.poll;
    try {
      return run.step(Number.MAX_SAFE_INTEGER)!;
    } finally {
      this.used += run.used;
      this.budget = run.budget;
    }
  }

  /** Ends a paused run: its coroutines are dead, no code of it runs any more. */
  abandon(): void {
    if (this.ended) return;
    this.ended = true;
    this.state.collector.parked.delete(this);
    const { state, root } = this;
    if (root === null) return;
    const waiting = abandonablesOf(this.current!, root);
    const { current } = state;
    state.current = this.current!;
    this.pending = abandon(state, root);
    state.current = current;
    for (const one of waiting) one.abandoned();
  }

  /** The state it was parked in has been replaced: it has ended. */
  discard(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.root !== null) for (const one of abandonablesOf(this.current!, this.root)) one.abandoned();
  }

  /** The values that nobody has closed; once. */
  takePending(): LuaValue[] {
    const { pending } = this;
    this.pending = [];
    return pending;
  }

  /** Goes on where the last step stopped; what a native waited for is handed to its continuation. */
  private resume(co: Coroutine): void {
    const { state, parking } = this;
    this.enter(co);
    state.finalizing = this.finalizing;
    if (parking === null) return;
    this.parking = null;
    state.settled = parking.settled;
    const frame = co.frame!;
    try {
      drive(state, false, frame.top, 0, frame.top, -1, Status.NATIVE, 0);
    } catch (thrown) {
      recover(state, thrown);
    }
  }

  private enter(co: Coroutine): void {
    this.state.current = co;
    this.state.stack = co.stack;
  }

  private start(caller: Coroutine): void {
    const { state, args } = this;
    const depth = caller.frame === null ? 0 : caller.nativeDepth + HOST_ENTRY_DEPTH;
    if (depth >= MAX_NATIVE_DEPTH || state.collector.entries.length > state.limits.hostDepth) {
      throw runtimeError(state, "C stack overflow");
    }
    const root = rootCoroutine(state);
    this.root = root;
    root.status = "running";
    root.nativeDepth = depth;
    root.baseDepth = depth;
    state.current = root;
    const room = args.length + 2 + NATIVE_ROOM;
    if (room > root.stack.length) growStack(state, root, room);
    this.enter(root);
    pushNativeFrame(state, root, HOST_FUNCTION, 0, 1, -1, Status.BOTTOM | Status.PROTECTED, 0, hostDone, undefined);
    root.stack[1] = this.fn;
    for (let i = 0; i < args.length; i++) root.stack[2 + i] = args[i];
    this.fn = undefined;
    this.args = [];
    try {
      drive(state, true, 1, args.length, 0, -1, Status.NATIVE, 0);
    } catch (thrown) {
      recover(state, thrown);
    }
  }
}

/** A run that was stopped takes its hook along: it may be what used up the budget, and would use up the next one. */
function removeHook(co: Coroutine): void {
  co.hook = undefined;
  co.hookMask = 0;
  co.inHook = false;
}

/** The gas of an entry into the machine, and how it was divided before. */
interface Purse {
  readonly withheld: number;
  readonly frozen: number;
  /** What the entry may use in all. */
  readonly available: number;
  readonly isEmpty: boolean;
}

/**
 * Divides the gas that is left: `units` for this step; the rest of the budget is withheld, and natives may borrow from it;
 * what is beyond the budget is frozen. An entry inside a step of another run may use what is withheld from that one.
 */
function openPurse(state: State, units: number, budget: number): Purse {
  const { withheld, frozen } = state;
  const left = state.gas + state.reserve + withheld;
  const available = Math.min(left, budget);
  const granted = Math.min(units, available);
  state.gas = 0;
  state.reserve = granted;
  state.withheld = available - granted;
  state.frozen = frozen + (left - available);
  return { withheld, frozen, available, isEmpty: available <= 0 };
}

/** Puts back what is left; returns what was used. */
function closePurse(state: State, purse: Purse): number {
  const rest = state.gas + state.reserve + state.withheld;
  const left = rest + state.frozen - purse.frozen;
  state.gas = 0;
  state.frozen = purse.frozen;
  state.withheld = Math.max(Math.min(purse.withheld, left), 0);
  state.reserve = left - state.withheld;
  return purse.available - rest;
}

/** Calls a function value from the host and runs it to its end; see {@link Run.step} for what it throws. */
export function callFromHost(state: State, fn: LuaValue, args: readonly LuaValue[]): LuaValue[] {
  return new Run(state, fn, args).step(Number.MAX_SAFE_INTEGER)!;
}

/** Leaves no frame behind when an entry ended, however it did. Returns what is still to be closed, innermost first. */
function abandon(state: State, root: Coroutine): LuaValue[] {
  const pending: LuaValue[] = [];
  let co: Coroutine | null = state.current;
  while (co !== null && co !== root) {
    const { resumer }: Coroutine = co;
    co.status = "dead";
    co.resumer = null;
    pending.push(...unclosedOf(co).reverse());
    co = resumer;
  }
  while (root.frame !== null) popFrame(root, root.frame);
  const own = unclosedOf(root);
  if (root === state.main) state.collector.unclosed = own;
  pending.push(...own.slice().reverse());
  if (root.stack.length > SHORT_STACK) root.stack.length = 0;
  else root.stack.fill(undefined);
  root.tbc.length = 0;
  root.handlerDepth = 0;
  root.nativeDepth = 0;
  root.status = "running";
  return pending;
}

/** Values of the to-be-closed variables of a coroutine, outermost first. */
function unclosedOf(co: Coroutine): LuaValue[] {
  if (co.tbc.length === 0) return [];
  return co.tbc.map((index) => {
    const slot = co.stack[index];
    return slot instanceof UpValue ? (slot as UpValue).v : slot;
  });
}
