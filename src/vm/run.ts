/** Entry of the host into the machine. */
import { runtimeError } from "./debugInfo.ts";
import { AbortFault, LimitFault, LuaThrow } from "./errors.ts";
import { interpret } from "./interpreter.ts";
import { drive, handleThrow } from "./machine.ts";
import { growStack, MAX_NATIVE_DEPTH, NATIVE_ROOM, popFrame, pushNativeFrame } from "./stack.ts";
import type { State } from "./state.ts";
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
        renewStack(state);
        interpret(state);
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
  if (current.stack.length > YOUNG_STACK) return;
  current.stack = current.stack.slice();
  state.stack = current.stack;
}

/** Handles a throw, and what is thrown while handling it. */
function recover(state: State, thrown: unknown): void {
  let fault = thrown;
  for (;;) {
    try {
      handleThrow(state, fault);
      return;
    } catch (next) {
      if (!(next instanceof LuaThrow)) throw next;
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
>;

function saveAmbient(state: State): Ambient {
  const { current, stack, base, nargs, resBase, top, native, nativeFrame, stopped, failure, escaping, finalizing } =
    state;
  return { current, stack, base, nargs, resBase, top, native, nativeFrame, stopped, failure, escaping, finalizing };
}

/**
 * One run of a function from the host: started, stepped to its end, never on the JavaScript stack between steps.
 * The coroutine that is running when a step pauses is where the next one goes on.
 */
export class Run {
  private readonly state: State;
  /** Set when the run starts: until then others may come and go. */
  root: Coroutine | null = null;
  current: Coroutine | null = null;
  readonly id: number;
  /** It paused inside a finaliser. */
  finalizing = false;
  private fn: LuaValue;
  private args: readonly LuaValue[];
  /** True once the run has ended, however it did. */
  ended = false;

  constructor(state: State, fn: LuaValue, args: readonly LuaValue[]) {
    this.state = state;
    this.fn = fn;
    this.args = args;
    this.id = ++state.collector.runs;
  }

  /** The run that is parked in these coroutines, for snapshots. */
  static restore(state: State, root: Coroutine, current: Coroutine, finalizing: boolean): Run {
    const run = new Run(state, undefined, []);
    run.root = root;
    run.current = current;
    run.finalizing = finalizing;
    state.collector.parked.add(run);
    return run;
  }

  /**
   * Goes on for at most `units` (natives may overrun by their last charge).
   * @returns the results when the function has returned, undefined when the step is over before.
   * @throws LuaThrow for an error nothing in the script caught, with its traceback; limit and abort faults. The run
   * has ended then.
   */
  step(units: number): LuaValue[] | undefined {
    const { state } = this;
    // the state has been replaced by that of a snapshot
    if (this.ended) throw new AbortFault(undefined);
    const ambient = saveAmbient(state);
    state.native = null;
    state.nativeFrame = null;
    state.stopped = false;
    state.paused = false;
    state.failure = null;
    state.escaping = null;
    const available = state.gas + state.reserve;
    const granted = Math.min(units, available);
    state.gas = 0;
    state.reserve = granted;
    state.withheld += available - granted;
    let over = true;
    const { collector } = state;
    collector.entries.push(ambient);
    collector.parked.delete(this);
    try {
      if (this.current === null) this.start(ambient.current);
      else {
        this.enter(this.current);
        state.finalizing = this.finalizing;
      }
      execute(state);
      if (state.paused) {
        over = false;
        this.current = state.current;
        this.finalizing = state.finalizing;
        collector.parked.add(this);
        return undefined;
      }
      if (state.failure !== null) throw state.failure;
      return state.outcome;
    } catch (thrown) {
      if (thrown instanceof LimitFault || thrown instanceof AbortFault) collector.limitReached = true;
      throw thrown;
    } finally {
      collector.entries.pop();
      state.reserve += state.withheld;
      state.withheld = 0;
      if (over) {
        this.ended = true;
        if (this.root !== null) abandon(state, this.root);
      }
      Object.assign(state, ambient);
      state.paused = false;
      if (state.current.hookMask !== 0) state.interrupt();
    }
  }

  /** Ends a paused run: its coroutines are dead, no code of it runs any more. */
  abandon(): void {
    if (this.ended) return;
    this.ended = true;
    this.state.collector.parked.delete(this);
    const { state, root } = this;
    if (root === null) return;
    const { current } = state;
    state.current = this.current!;
    abandon(state, root);
    state.current = current;
  }

  private enter(co: Coroutine): void {
    this.state.current = co;
    this.state.stack = co.stack;
  }

  private start(caller: Coroutine): void {
    const { state, args } = this;
    const depth = caller.frame === null ? 0 : caller.nativeDepth + HOST_ENTRY_DEPTH;
    if (depth >= MAX_NATIVE_DEPTH) throw runtimeError(state, "C stack overflow");
    const root = rootCoroutine(state);
    this.root = root;
    root.status = "running";
    root.nativeDepth = depth;
    root.baseDepth = depth;
    state.current = root;
    growStack(state, root, args.length + 2 + NATIVE_ROOM);
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

/** Calls a function value from the host and runs it to its end; see {@link Run.step} for what it throws. */
export function callFromHost(state: State, fn: LuaValue, args: readonly LuaValue[]): LuaValue[] {
  return new Run(state, fn, args).step(Number.MAX_SAFE_INTEGER)!;
}

/** Leaves no frame behind when an entry ended, however it did. */
function abandon(state: State, root: Coroutine): void {
  let co: Coroutine | null = state.current;
  while (co !== null && co !== root) {
    const { resumer }: Coroutine = co;
    co.status = "dead";
    co.resumer = null;
    co = resumer;
  }
  while (root.frame !== null) popFrame(root, root.frame);
  if (root === state.main) {
    state.collector.unclosed = root.tbc.map((index) => {
      const slot = root.stack[index];
      return slot instanceof UpValue ? (slot as UpValue).v : slot;
    });
  }
  root.stack.length = 0;
  root.tbc.length = 0;
  root.handlerDepth = 0;
  root.nativeDepth = 0;
  root.status = "running";
}
