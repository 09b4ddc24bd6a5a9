/** Running finalisers (§2.5.3): one after the other, each protected, in natives that can wait for them. */
import { type CallContext, continuation, nativeFunction } from "./callContext.ts";
import { nextFinalizer, queueAllFinalizers } from "./census.ts";
import type { Finalizable } from "./collector.ts";
import { LuaThrow } from "./errors.ts";
import { MetaEvent } from "./metaEvent.ts";
import { freeIndex, MAX_NATIVE_DEPTH, NATIVE_ROOM } from "./stack.ts";
import type { State } from "./state.ts";
import { isFunction, metamethod } from "./types.ts";
import { type Continuation, type LuaValue, type NativeFunction, Status } from "./value.ts";

/** Native nesting and frames that a finaliser needs at least. */
const DEPTH_NEEDED = 4;
/** Bytes allocated until the next census after an error in a finaliser. */
const SOON = 4096;

type Occasion = "collect" | "between" | "close";

/** A series of finalisers under way: plain data. */
interface FinalizerRun {
  /** "collect": asked for by the script; "between": at an instruction boundary; "close": at the end of the state. */
  readonly occasion: Occasion;
  /** What the native returns in the end. */
  readonly result: LuaValue;
  /** What the running finaliser shall not change (5.3). */
  finalizing: boolean;
  collecting: boolean;
}

/** Runs all pending finalisers; `result` is then the result of the native that returns what this returns. */
export function runFinalizers(cx: CallContext, occasion: Occasion, result: LuaValue): number {
  return runNext(cx, { occasion, result, finalizing: cx.finalizing, collecting: cx.collector.running });
}

function runNext(cx: CallContext, run: FinalizerRun): number {
  for (let object = nextFinalizer(cx); object !== undefined; object = nextFinalizer(cx)) {
    const handler = metamethod(cx, object, MetaEvent.GC);
    if (isCallable(cx, object, handler)) {
      run.finalizing = cx.finalizing;
      run.collecting = cx.collector.running;
      cx.finalizing = true;
      // 5.3 shows it; in 5.4 nothing can be asked meanwhile
      if (!cx.is54) cx.collector.running = false;
      const signal = cx.protectedCall(handler, [object], FINALIZED, run);
      cx.callFinalizer = true;
      return signal;
    }
  }
  return cx.ret(run.result);
}

function isCallable(cx: CallContext, _object: Finalizable, handler: LuaValue): boolean {
  if (isFunction(handler)) return true;
  if (!cx.is54 || handler === undefined) return false;
  if (metamethod(cx, handler, MetaEvent.CALL) !== undefined) return true;
  warn(cx, `attempt to call a ${cx.typeNameOf(handler)} value (metamethod '__gc')`);
  return false;
}

function warn(cx: CallContext, message: string): void {
  cx.collector.warn?.(cx as never, `error in __gc (${message})`);
}

const FINALIZED: Continuation = continuation<FinalizerRun>("finalizer", (cx, run) => {
  cx.finalizing = run.finalizing;
  if (!cx.is54) cx.collector.running = run.collecting;
  if (cx.callFailed) {
    const error = cx.arg(1);
    if (cx.is54) warn(cx, typeof error === "string" ? error : "error object is not a string");
    else if (run.occasion !== "close") {
      // the others follow soon, but not before the error has been handled
      if (run.occasion === "between") cx.allocationDebt = Math.min(cx.allocationDebt, SOON);
      const message = typeof error === "string" ? error : "no message";
      throw new LuaThrow(`error in __gc metamethod (${message})`, undefined, true);
    }
  }
  return runNext(cx, run);
});

/** Runs pending finalisers between two instructions. Its name hides its frame: see `isHiddenFrame`. */
export const BETWEEN: NativeFunction = nativeFunction("(finalizers)", (cx) => runFinalizers(cx, "between", undefined));

/** The function to call at an instruction boundary, at the index returned; -1 when none may run now. */
export function prepareFinalizers(state: State): number {
  const co = state.current;
  const at = freeIndex(co, false);
  const { callDepth, stackSlots } = state.limits;
  if (co.nativeDepth + DEPTH_NEEDED > MAX_NATIVE_DEPTH) return -1;
  // frames are counted only where it might matter
  if (co.frameCount + DEPTH_NEEDED > callDepth || at + DEPTH_NEEDED * NATIVE_ROOM > stackSlots) return -1;
  co.stack[at] = BETWEEN;
  return at;
}

/** True while a finaliser runs in the current coroutine: it may not yield. */
export function isInFinalizer(state: State): boolean {
  if (!state.finalizing) return false;
  for (let frame = state.current.frame; frame !== null; frame = frame.prev) {
    if ((frame.status & Status.FINALIZER) !== 0) return true;
  }
  return false;
}

// ------------------------------------------------------------------ closing the state

interface ClosingRun {
  error: LuaValue;
}

function closeNext(cx: CallContext, run: ClosingRun): number {
  const { unclosed } = cx.collector;
  while (unclosed.length > 0) {
    const value = unclosed.pop();
    const handler = metamethod(cx, value, MetaEvent.CLOSE);
    if (handler !== undefined) return cx.protectedCall(handler, [value, run.error], CLOSED, run);
  }
  queueAllFinalizers(cx);
  return runFinalizers(cx, "close", undefined);
}

const CLOSED: Continuation = continuation<ClosingRun>("closeState", (cx, run) => {
  if (cx.callFailed) run.error = cx.arg(1);
  return closeNext(cx, run);
});

/** Closes the pending variables of the main coroutine, then runs all finalisers: see closeState.ts. */
export const CLOSE_STATE: NativeFunction = nativeFunction("(closeState)", (cx) => {
  cx.finalizing = false;
  cx.collector.closing = cx.is54;
  return closeNext(cx, { error: undefined });
});
