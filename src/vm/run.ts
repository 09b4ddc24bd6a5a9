/** Entry of the host into the machine. */
import { LuaThrow } from "./errors.ts";
import { interpret } from "./interpreter.ts";
import { drive, handleThrow } from "./machine.ts";
import { growStack, NATIVE_ROOM, popFrame, pushNativeFrame } from "./stack.ts";
import type { State } from "./state.ts";
import { Continuation, Coroutine, type LuaValue, NativeFunction, Status } from "./value.ts";

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

/** Runs until the root coroutine has ended or waits. */
export function execute(state: State): void {
  for (;;) {
    try {
      while (!state.stopped) interpret(state);
      return;
    } catch (thrown) {
      recover(state, thrown);
    }
  }
}

/** Handles a throw, and what is thrown while handling it. */
function recover(state: State, thrown: unknown): void {
  let fault = thrown;
  for (;;) {
    try {
      handleThrow(state, fault);
      state.reload = false;
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
>;

function saveAmbient(state: State): Ambient {
  const { current, stack, base, nargs, resBase, top, native, nativeFrame, stopped, failure, escaping } = state;
  return { current, stack, base, nargs, resBase, top, native, nativeFrame, stopped, failure, escaping };
}

/**
 * One run of a function from the host: started, stepped to its end, never on the JavaScript stack between steps.
 * The coroutine that is running when a step pauses is where the next one goes on.
 */
export class Run {
  private readonly state: State;
  private readonly root: Coroutine;
  private current: Coroutine;
  private fn: LuaValue;
  private args: readonly LuaValue[];
  private started = false;
  /** True once the run has ended, however it did. */
  ended = false;

  constructor(state: State, fn: LuaValue, args: readonly LuaValue[]) {
    this.state = state;
    this.root = rootCoroutine(state);
    this.current = this.root;
    this.fn = fn;
    this.args = args;
  }

  /**
   * Goes on for at most `units` (natives may overrun by their last charge).
   * @returns the results when the function has returned, undefined when the step is over before.
   * @throws LuaThrow for an error nothing in the script caught, with its traceback; limit and abort faults. The run
   * has ended then.
   */
  step(units: number): LuaValue[] | undefined {
    const { state } = this;
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
    try {
      if (this.started) this.enter(this.current);
      else this.start(ambient.current);
      execute(state);
      if (state.paused) {
        over = false;
        this.current = state.current;
        return undefined;
      }
      if (state.failure !== null) throw state.failure;
      return state.outcome;
    } finally {
      state.reserve += state.withheld;
      state.withheld = 0;
      if (over) {
        this.ended = true;
        abandon(state, this.root);
      }
      Object.assign(state, ambient);
      state.reload = false;
      state.paused = false;
      if (state.current.hookMask !== 0) state.interrupt();
    }
  }

  /** Ends a paused run: its coroutines are dead, no code of it runs any more. */
  abandon(): void {
    if (this.ended) return;
    this.ended = true;
    const { state } = this;
    const { current } = state;
    state.current = this.current;
    abandon(state, this.root);
    state.current = current;
  }

  private enter(co: Coroutine): void {
    this.state.current = co;
    this.state.stack = co.stack;
  }

  private start(caller: Coroutine): void {
    const { state, root, args } = this;
    this.started = true;
    root.status = "running";
    root.nativeDepth = caller === root ? 0 : caller.nativeDepth + 1;
    root.baseDepth = root.nativeDepth;
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
  root.stack.length = 0;
  root.tbc.length = 0;
  root.handlerDepth = 0;
  root.nativeDepth = 0;
  root.status = "running";
}
