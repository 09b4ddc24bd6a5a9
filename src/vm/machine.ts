/**
 * Calls, returns and errors: everything that changes which frame runs, but for the interpreter's own fast paths.
 *
 * Nothing here recurses into the interpreter: `drive` pushes frames, runs natives and their continuations until a Lua
 * frame is on top (then the interpreter goes on with it) or the run stops. Yields, suspension and errors thus work
 * the same in every native that calls back.
 */
import { closeVariable } from "./closing.ts";
import { runtimeError } from "./debugInfo.ts";
import { LuaThrow } from "./errors.ts";
import { isObserver, keepTrail, recordError } from "./frameRecords.ts";
import { ERROR_UNITS } from "./gas.ts";
import {
  enterReported,
  HOOK_ARGUMENTS,
  leaveFailedHook,
  reportsReturn,
  reportsTailReturn,
  restoreResults,
  seesNatives,
} from "./hookCalls.ts";
import { PENDING, prepareCall, prepareConcat } from "./metamethods.ts";
import type { Watcher } from "./observer.ts";
import {
  enterNested,
  freeIndex,
  growStack,
  MAX_HANDLER_DEPTH,
  makeRoom,
  NATIVE_ROOM,
  popFrame,
  pushLuaFrame,
  pushNativeFrame,
  transfer,
  trimFrames,
} from "./stack.ts";
import { Signal, type State } from "./state.ts";
import { traceback } from "./traceback.ts";
import { toStringValue } from "./types.ts";
import { Closure, Continuation, type Coroutine, type Frame, type LuaValue, NativeFunction, Status } from "./value.ts";

/** Finishes that PUC runs as nested C calls: metamethods, handlers, hooks. */
function isNestedFinish(finish: number): boolean {
  return finish !== Status.CALL && finish !== Status.NATIVE && finish !== Status.BOTTOM && finish !== Status.TAILED;
}

/** Makes `co` the running coroutine. */
function switchTo(state: State, co: Coroutine): void {
  state.current = co;
  state.stack = co.stack;
  co.status = "running";
  if (co.hookMask !== 0) state.interrupt();
}

/** The native at stack[at], called with `nargs` arguments outside of `drive`, returned `signal`. */
export function signalled(
  state: State,
  signal: number,
  at: number,
  nargs: number,
  wanted: number,
  status: number,
): void {
  const co = state.current;
  const fn = state.native!;
  state.native = null;
  enterNested(state, co);
  pushNativeFrame(state, co, fn, at, at + 1 + nargs, wanted, status | Status.NESTED, 0, null, undefined);
  drive(state, false, at, signal, at, 0, Status.NATIVE, 0);
}

/**
 * Calls the value at stack[at0] with n0 arguments (`calling`), or delivers the n0 results at stack[at0], which a frame
 * left that is already gone. `status` and `dest` are those of the frame called or gone, `wanted` its number of results.
 */
export function drive(
  state: State,
  calling0: boolean,
  at0: number,
  n0: number,
  from0: number,
  wanted0: number,
  status0: number,
  dest0: number,
): void {
  let co = state.current;
  let calling = calling0;
  let at = at0;
  let from = from0;
  let n = n0;
  let wanted = wanted0;
  let status = status0;
  let dest = dest0;
  for (;;) {
    let frame: Frame;
    const { stack } = co;
    if (calling) {
      const fn = stack[at];
      if (fn instanceof Closure) {
        if ((status & Status.NESTED) === 0 && isNestedFinish(status & Status.FINISH_MASK)) {
          enterNested(state, co);
          status |= Status.NESTED;
        }
        pushLuaFrame(state, co, fn, at, n, wanted, status, dest);
        if (co.hookMask !== 0) {
          co.hookFrame = null;
          state.interrupt();
        }
        if (state.tracer !== null) state.tracer.entered(co);
        return;
      }
      if (at + n + NATIVE_ROOM > stack.length) growStack(state, co, at + n + NATIVE_ROOM);
      if (!(fn instanceof NativeFunction)) {
        prepareCall(state, at, n);
        n++;
        continue;
      }
      const tracer = state.tracer?.seesNatives ? state.tracer : null;
      if (tracer !== null) tracer.native(co, fn, "call", null);
      if (co.hookMask !== 0 && ((status & Status.HOOK) !== 0 || seesNatives(co))) {
        if (enterReported(state, co, fn, at, n, wanted, status, dest)) {
          at = state.callAt;
          n = HOOK_ARGUMENTS;
          wanted = 0;
          status = Status.NATIVE | Status.HOOK;
          continue;
        }
        calling = false;
        from = at = co.frame!.top;
        n = 0;
        status = Status.NATIVE;
        continue;
      }
      state.base = at + 1;
      state.nargs = n;
      state.resBase = at;
      state.top = at + 1 + n;
      state.native = fn;
      const nargs = n;
      n = fn.impl(state as never);
      if (tracer !== null && n >= 0) tracer.native(co, fn, "return", null);
      state.native = null;
      if (n >= 0) {
        if ((status & Status.NESTED) !== 0) {
          // a message handler without a frame
          co.nativeDepth--;
          co.handlerDepth--;
        }
        calling = false;
        from = at;
        continue;
      }
      if ((status & Status.NESTED) === 0) enterNested(state, co);
      frame = pushNativeFrame(state, co, fn, at, at + 1 + nargs, wanted, status | Status.NESTED, dest, null, undefined);
    } else {
      switch (status & Status.FINISH_MASK) {
        case Status.CALL:
          moveResults(state, co, from, n, at, wanted);
          return;
        case Status.STORE:
          stack[dest] = n > 0 ? stack[from] : undefined;
          return;
        case Status.TEST:
        case Status.TEST_NOT: {
          const v = n > 0 ? stack[from] : undefined;
          const truth = v !== undefined && v !== false;
          decide(co.frame!, truth !== ((status & Status.FINISH_MASK) === Status.TEST_NOT));
          return;
        }
        case Status.DROP:
          if ((status & Status.HOOK) !== 0) {
            co.frame!.pc -= 2;
            co.inHook = false;
          }
          return;
        case Status.AGAIN:
          co.frame!.pc -= 2;
          return;
        case Status.TAILED:
          frame = co.frame!;
          if ((status & Status.HOOK) !== 0) {
            from = at;
            n = restoreResults(state, co, frame, from);
          } else if (co.hookMask !== 0 && reportsTailReturn(state, co, frame, from, n)) {
            at = state.callAt;
            n = HOOK_ARGUMENTS;
            wanted = 0;
            status = Status.TAILED | Status.HOOK;
            calling = true;
            continue;
          }
          at = frame.ret;
          wanted = frame.wanted;
          status = frame.status;
          dest = frame.dest;
          popFrame(co, frame);
          continue;
        case Status.CONCAT: {
          stack[dest] = n > 0 ? stack[from] : undefined;
          const lua = co.frame!;
          const first = lua.base + (((lua.fn as Closure).code.words[lua.pc - 2]! >>> 8) & 0xff);
          state.top = freeIndex(co, true);
          const last = concatRange(state, first, dest);
          if (last < 0) return;
          calling = true;
          at = state.top;
          n = state.callArgs;
          wanted = 1;
          status = Status.CONCAT;
          dest = last;
          continue;
        }
        case Status.HANDLER: {
          const value = n > 0 ? stack[from] : undefined;
          unwindTo(state, co, protectedFrame(co)!, value);
          frame = co.frame!;
          if (closeNext(state, co, frame)) {
            calling = true;
            at = state.callAt;
            n = 2;
            wanted = 0;
            status = Status.UNWIND;
          } else {
            from = at = frame.top;
            n = failureArguments(state, co, frame);
            status = Status.NATIVE;
          }
          continue;
        }
        case Status.UNWIND: {
          frame = co.frame!;
          if (closeNext(state, co, frame)) {
            calling = true;
            at = state.callAt;
            n = 2;
            wanted = 0;
            status = Status.UNWIND;
          } else {
            from = at = frame.top;
            n = failureArguments(state, co, frame);
            status = Status.NATIVE;
          }
          continue;
        }
        case Status.BOTTOM: {
          co.status = "dead";
          if (!co.isRoot) {
            state.coroutineCount--;
            if (state.observer !== null) state.observer.thread?.("end", co);
          }
          co.frame = null;
          const { resumer } = co;
          if (co.isRoot || resumer === null) {
            state.outcome = stack.slice(from, from + n);
            state.stopped = true;
            return;
          }
          frame = resumer.frame!;
          transfer(state, stack, from, resumer, frame.top, n);
          co.resumer = null;
          stack.length = 0;
          switchTo(state, resumer);
          state.callFailed = false;
          co = resumer;
          from = at = frame.top;
          status = Status.NATIVE;
          continue;
        }
      }
      // NATIVE: the frame on top waits for these results, or has just asked for something (n < 0)
      frame = co.frame!;
      if (n >= 0) {
        const k = frame.continuation;
        if (k === null) {
          from = from === at ? frame.top : from;
          if (co.hookMask !== 0 && reportsReturn(state, co, frame, from, n)) {
            at = state.callAt;
            n = HOOK_ARGUMENTS;
            wanted = 0;
            status = Status.NATIVE | Status.HOOK;
            calling = true;
            continue;
          }
          if (state.tracer !== null) reportReturn(state.tracer, co, frame);
          at = frame.ret;
          wanted = frame.wanted;
          status = frame.status;
          dest = frame.dest;
          popFrame(co, frame);
          continue;
        }
        if (from !== frame.top) for (let i = 0; i < n; i++) stack[frame.top + i] = stack[from + i];
        if ((frame.status & (Status.PROTECTED | Status.FAILED)) === Status.PROTECTED) state.callFailed = false;
        frame.status &= ~(Status.PROTECTED | Status.FAILED);
        frame.handler = undefined;
        state.base = frame.top;
        state.nargs = n;
        state.resBase = frame.ret;
        // calls it makes may overwrite its arguments: repeated continuations must not creep up the stack
        state.top = frame.top;
        state.native = frame.fn as NativeFunction;
        state.nativeFrame = frame;
        const data = frame.state;
        n = k.run(state as never, data as never);
        state.native = null;
        state.nativeFrame = null;
        if (n >= 0) {
          if (co.hookMask !== 0 && reportsReturn(state, co, frame, frame.ret, n)) {
            at = state.callAt;
            n = HOOK_ARGUMENTS;
            wanted = 0;
            status = Status.NATIVE | Status.HOOK;
            calling = true;
            continue;
          }
          if (state.tracer !== null) reportReturn(state.tracer, co, frame);
          from = at = frame.ret;
          wanted = frame.wanted;
          status = frame.status;
          dest = frame.dest;
          popFrame(co, frame);
          continue;
        }
      }
    }

    // the native in `frame` asks for something
    if ((frame.status & Status.NESTED) === 0) {
      enterNested(state, co);
      frame.status |= Status.NESTED;
    }
    frame.continuation = state.continuation;
    frame.state = state.continuationState;
    state.continuation = null;
    state.continuationState = undefined;
    switch (n as Signal) {
      case Signal.CALL:
        at = state.callAt;
        n = state.callArgs;
        if (state.callProtected) {
          frame.status |= Status.PROTECTED;
          frame.handler = state.callHandler;
          state.callHandler = undefined;
          state.callProtected = false;
        }
        frame.top = at;
        wanted = -1;
        status = Status.NATIVE;
        if (state.callFinalizer) {
          status |= Status.FINALIZER;
          state.callFinalizer = false;
        }
        calling = true;
        continue;
      case Signal.YIELD: {
        const resumer = co.resumer!;
        const target = resumer.frame!;
        n = state.callArgs;
        transfer(state, co.stack, state.callAt, resumer, target.top, n);
        co.status = "suspended";
        co.resumer = null;
        frame.top = state.callAt;
        if (state.observer !== null) state.observer.thread?.("yield", co);
        switchTo(state, resumer);
        state.callFailed = false;
        co = resumer;
        from = at = target.top;
        status = Status.NATIVE;
        calling = false;
        continue;
      }
      case Signal.RESUME:
      case Signal.CLOSE: {
        const target = state.target!;
        state.target = null;
        if (target.status === "dead") state.coroutineCount++; // it ends once more
        frame.top = state.callAt;
        target.resumer = co;
        co.status = "normal";
        target.nativeDepth += co.nativeDepth - target.baseDepth;
        target.baseDepth = co.nativeDepth;
        const args = state.callArgs;
        const fromStack = co.stack;
        const fromAt = state.callAt;
        if ((n as Signal) === Signal.CLOSE) {
          switchTo(state, target);
          co = target;
          frame = enterClosing(state, co, state.closeError, state.closeFailed);
          if (closeNext(state, co, frame)) {
            calling = true;
            at = state.callAt;
            n = 2;
            wanted = 0;
            status = Status.UNWIND;
          } else {
            from = at = frame.top;
            n = failureArguments(state, co, frame);
            status = Status.NATIVE;
            calling = false;
          }
          continue;
        }
        if (state.observer !== null) state.observer.thread?.("resume", target);
        if (target.frame === null) makeRoom(target);
        switchTo(state, target);
        co = target;
        const waiting = co.frame;
        const start = waiting === null ? 1 : waiting.top;
        transfer(state, fromStack, fromAt, co, start, args);
        n = args;
        if (waiting === null) {
          at = 0;
          wanted = -1;
          status = Status.BOTTOM;
          calling = true;
        } else {
          from = at = start;
          status = Status.NATIVE;
          calling = false;
        }
        continue;
      }
      case Signal.CONTINUE:
        from = at = frame.top;
        n = 0;
        status = Status.NATIVE;
        calling = false;
        continue;
      case Signal.AWAIT:
        frame.top = state.callAt;
        state.stopped = true;
        return;
    }
  }
}

/** The native of `frame` has returned: tells the host's tracer, unless it is the host's own entry. */
function reportReturn(tracer: Watcher, co: Coroutine, frame: Frame): void {
  if (tracer.seesNatives && !(frame.prev === null && co.isRoot)) {
    tracer.native(co, frame.fn as NativeFunction, "return", frame);
  }
}

/** Puts `n` results at `from` where an ordinary call wants them. */
function moveResults(state: State, co: Coroutine, from: number, n: number, ret: number, wanted: number): void {
  const { stack } = co;
  if (wanted < 0) {
    if (from !== ret) {
      if (ret + n + NATIVE_ROOM > stack.length) growStack(state, co, ret + n + NATIVE_ROOM);
      for (let i = 0; i < n; i++) stack[ret + i] = stack[from + i];
    }
    co.frame!.top = ret + n;
    return;
  }
  const moved = Math.min(n, wanted);
  if (from !== ret) for (let i = 0; i < moved; i++) stack[ret + i] = stack[from + i];
  for (let i = moved; i < wanted; i++) stack[ret + i] = undefined;
}

/** Takes or leaves the jump of the comparison before pc. */
export function decide(frame: Frame, truth: boolean): void {
  const { words } = (frame.fn as Closure).code;
  const flag = words[frame.pc - 2]! >>> 24 !== 0;
  if (truth === flag) frame.pc = words[frame.pc - 1]!;
}

/**
 * Concatenates stack[first..last] into stack[first], from the right (§3.4.6).
 * @returns -1 when done, else the index for the result of the call left pending.
 */
export function concatRange(state: State, first: number, last0: number): number {
  const { stack } = state;
  let last = last0;
  while (last > first) {
    const group = stringGroup(state, first, last);
    if (group > 1) {
      last -= group - 1;
      continue;
    }
    state.concatAt = last - 1;
    const result = prepareConcat(state, stack[last - 1], stack[last]);
    if (result === PENDING) return last - 1;
    stack[last - 1] = result as LuaValue;
    last--;
  }
  return -1;
}

/** Joins the longest run of strings and numbers that ends at `last` in one step; returns how many, 1 for none. */
function stringGroup(state: State, first: number, last: number): number {
  const { stack } = state;
  // A number that stands alone stays a number: a metamethod must see it.
  const lastValue = stack[last];
  const lastText = typeof lastValue === "string" ? lastValue : toStringValue(lastValue);
  if (lastText === undefined) return 1;
  let total = lastText.length;
  let at = last - 1;
  for (; at >= first; at--) {
    const v = stack[at];
    const s = typeof v === "string" ? v : toStringValue(v);
    if (s === undefined) break;
    stack[at] = s;
    total += s.length;
  }
  const count = last - at;
  if (count < 2) return 1;
  stack[last] = lastText;
  if (total > state.limits.stringLength) throw runtimeError(state, "string length overflow");
  state.charge(total >> 4);
  state.allocate(total + 24);
  let joined = stack[at + 1] as string;
  for (let i = at + 2; i <= last; i++) joined += stack[i] as string;
  stack[at + 1] = joined;
  return count;
}

// ------------------------------------------------------------------ errors

/** The innermost frame of `co` that stops errors. */
function protectedFrame(co: Coroutine): Frame | null {
  let frame = co.frame;
  while (frame !== null && (frame.status & Status.PROTECTED) === 0) frame = frame.prev;
  return frame;
}

/** Removes the frames above `frame` and notes the error there. */
function unwindTo(state: State, co: Coroutine, frame: Frame, error: LuaValue): void {
  const { inHook } = co;
  while (co.frame !== frame) popFrame(co, co.frame!);
  if (inHook) leaveFailedHook(co);
  trimFrames(state, co);
  frame.error = error;
  frame.status |= Status.FAILED;
}

/** Prepares the `__close` call of the innermost pending variable above `frame` (§3.3.8); false when there is none. */
function closeNext(state: State, co: Coroutine, frame: Frame): boolean {
  const { tbc } = co;
  const index = tbc.length === 0 ? -1 : tbc[tbc.length - 1]!;
  if (index < frame.top) return false;
  const at = index + 1;
  if (at + NATIVE_ROOM > co.stack.length) growStack(state, co, at + NATIVE_ROOM);
  closeVariable(state, at, frame.error);
  state.callAt = at;
  return true;
}

/** Leaves the error at frame.top for the continuation and returns the number of arguments. */
function failureArguments(state: State, co: Coroutine, frame: Frame): number {
  const failed = (frame.status & Status.FAILED) !== 0;
  state.callFailed = failed;
  co.stack[frame.top] = frame.error;
  frame.error = undefined;
  return failed ? 1 : 0;
}

const closingDone = new Continuation("coroutine.close", ((cx: State) => {
  const { stack, resBase } = cx;
  if (cx.callFailed) {
    stack[resBase + 1] = stack[cx.base];
    stack[resBase] = false;
    return 2;
  }
  stack[resBase] = true;
  return 1;
}) as (cx: never) => number);
/** Stands at the bottom of a coroutine that is being closed. Its name hides its frame: see `isHiddenFrame`. */
export const CLOSING: NativeFunction = new NativeFunction("(closing)", (() => 0) as (cx: never) => number);

/** Empties a coroutine but for its pending variables and puts a frame at its bottom that reports how closing went. */
function enterClosing(state: State, co: Coroutine, error: LuaValue, failed: boolean): Frame {
  while (co.frame !== null) popFrame(co, co.frame);
  const first = co.tbc.length === 0 ? 1 : co.tbc[0]!;
  if (first + NATIVE_ROOM > co.stack.length) growStack(state, co, first + NATIVE_ROOM);
  const status = Status.BOTTOM | Status.PROTECTED | (failed ? Status.FAILED : 0);
  const frame = pushNativeFrame(state, co, CLOSING, 0, first, -1, status, 0, closingDone, undefined);
  frame.error = error;
  return frame;
}

/** Gives a native that failed a frame of its own, so that handlers and tracebacks see it. */
function materializeNative(state: State, co: Coroutine): void {
  const { native } = state;
  if (native !== null && state.nativeFrame === null) {
    pushNativeFrame(state, co, native, state.resBase, state.top, 0, Status.DROP, 0, null, undefined);
  }
  state.native = null;
  state.nativeFrame = null;
}

/**
 * Handles what was thrown while the machine ran: finds who catches it and goes there. When it returns, the machine goes on
 * (or has stopped).
 * @throws everything that is not a Lua error: limits, aborts, faults of the engine itself.
 */
export function handleThrow(state: State, thrown: unknown): void {
  if (!(thrown instanceof LuaThrow)) throw thrown;
  // a native that asked to wait may have got no frame to wait in
  state.parking = null;
  state.charge(ERROR_UNITS);
  const co = state.current;
  const target = protectedFrame(co);
  if (target === null) {
    dieWith(state, co, thrown);
    return;
  }
  const { handler } = target;
  const isHost = target.prev === null && co.isRoot;
  const isSeen = isHost || isObserver(co, target);
  const callHandler = handler !== undefined && !thrown.isFinal;
  // before the native gets a frame: it may be a wrapped coroutine's that passes an error on
  if (isSeen) thrown.frames ??= recordError(state, co);
  if (callHandler || isSeen) materializeNative(state, co);
  state.native = null;
  state.nativeFrame = null;
  if (isSeen) {
    if (thrown.traceback === undefined && !thrown.isFinal) thrown.traceback = traceback(state, co, undefined, 0);
    if (isHost) state.escaping = thrown;
    else (target.state as { thrown: LuaThrow | null }).thrown = thrown;
  }
  if (callHandler) {
    if (co.nativeDepth + 1 < MAX_HANDLER_DEPTH) {
      callMessageHandler(state, co, handler, thrown.value);
      return;
    }
    unwindTo(state, co, target, "error in error handling");
  } else {
    unwindTo(state, co, target, thrown.value);
  }
  goOnUnwinding(state, co, target);
}

/** Status of the frame of a message handler. */
const HANDLER_FRAME = Status.HANDLER | Status.NESTED;

function callMessageHandler(state: State, co: Coroutine, handler: LuaValue, error: LuaValue): void {
  const before = co.frame;
  // handlers that fail are called again, without an instruction in between when they are native; each time the way back to
  // the protected frame is longer
  state.charge(1 + co.handlerDepth);
  const at = freeIndex(co, true);
  co.handlerDepth++;
  co.nativeDepth++;
  try {
    if (at + NATIVE_ROOM > co.stack.length) growStack(state, co, at + NATIVE_ROOM);
    co.stack[at] = handler;
    co.stack[at + 1] = error;
    drive(state, true, at, 1, 0, 1, HANDLER_FRAME, 0);
  } catch (thrown) {
    if (co.frame === before) keepHandler(state, co);
    throw thrown;
  }
}

/** A native handler that failed at once gets a frame, so that it counts as running when it is called for its own error. */
function keepHandler(state: State, co: Coroutine): void {
  const { native } = state;
  try {
    if (native !== null && state.nativeFrame === null) {
      pushNativeFrame(state, co, native, state.resBase, state.top, 0, HANDLER_FRAME, 0, null, undefined);
      state.native = null;
      return;
    }
  } catch (overflow) {
    co.handlerDepth--;
    co.nativeDepth--;
    throw overflow;
  }
  co.handlerDepth--;
  co.nativeDepth--;
}

/** Closes what is pending above `target` and then runs its continuation with the error. */
function goOnUnwinding(state: State, co: Coroutine, target: Frame): void {
  if (closeNext(state, co, target)) {
    drive(state, true, state.callAt, 2, 0, 0, Status.UNWIND, 0);
  } else {
    drive(state, false, target.top, failureArguments(state, co, target), target.top, -1, Status.NATIVE, 0);
  }
}

/** The error ends coroutine `co` and goes to its resumer. Its frames stay, for tracebacks of the dead. */
function dieWith(state: State, co: Coroutine, thrown: LuaThrow): void {
  const error = thrown.value;
  keepTrail(state, co, thrown.frames);
  materializeNative(state, co);
  const resumer = co.resumer!;
  co.status = "dead";
  state.coroutineCount--;
  co.resumer = null;
  co.failed = true;
  co.failure = error;
  if (state.observer !== null) state.observer.thread?.("end", co);
  const frame = resumer.frame!;
  switchTo(state, resumer);
  resumer.stack[frame.top] = error;
  state.callFailed = true;
  drive(state, false, frame.top, 1, frame.top, -1, Status.NATIVE, 0);
}
