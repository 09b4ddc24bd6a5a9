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
      interpret(state);
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

/**
 * Calls a function value from the host and runs it to its end.
 * @returns all results.
 * @throws LuaThrow for a Lua error that nothing in the script caught, with its traceback; limit and abort faults.
 */
export function callFromHost(state: State, fn: LuaValue, args: readonly LuaValue[]): LuaValue[] {
  const { current, stack, base, nargs, resBase, top, native, nativeFrame, stopped, failure, escaping } = state;
  const root = rootCoroutine(state);
  state.current = root;
  root.status = "running";
  root.nativeDepth = current === root ? 0 : current.nativeDepth + 1;
  root.baseDepth = root.nativeDepth;
  state.native = null;
  state.nativeFrame = null;
  state.stopped = false;
  state.failure = null;
  try {
    growStack(state, root, args.length + 2 + NATIVE_ROOM);
    state.stack = root.stack;
    pushNativeFrame(state, root, HOST_FUNCTION, 0, 1, -1, Status.BOTTOM | Status.PROTECTED, 0, hostDone, undefined);
    root.stack[1] = fn;
    for (let i = 0; i < args.length; i++) root.stack[2 + i] = args[i];
    try {
      drive(state, true, 1, args.length, 0, -1, Status.NATIVE, 0);
    } catch (thrown) {
      recover(state, thrown);
    }
    execute(state);
    if (state.failure !== null) throw state.failure;
    return state.outcome;
  } finally {
    abandon(state, root);
    state.current = current;
    state.stack = stack;
    state.base = base;
    state.nargs = nargs;
    state.resBase = resBase;
    state.top = top;
    state.native = native;
    state.nativeFrame = nativeFrame;
    state.stopped = stopped;
    state.failure = failure;
    state.escaping = escaping;
    state.reload = false;
    if (current.hookMask !== 0) state.interrupt();
  }
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
