/** `Handlers.receive` (AO 3.5): a coroutine waits for a message; the handler that takes the message wakes it. */
import { statusOf, yieldRefusal } from "../../stdlib/coroutine.ts";
import { type CallContext, continuation, nativeFunction } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { SIZE } from "../../vm/gas.ts";
import { MAX_NATIVE_DEPTH } from "../../vm/stack.ts";
import { Signal } from "../../vm/state.ts";
import { LuaTable } from "../../vm/table.ts";
import { type Continuation, Coroutine, type LuaValue } from "../../vm/value.ts";
import { coreOf, fail, handlersOf, removeAt, replaced, Slot, tableIn } from "./core.ts";
import { listOf, once, registerWaiter, unwrapHandle } from "./handlers.ts";

const HANDLERS_COROUTINES = new FieldSite("coroutines");
const HANDLERS_ONCE = new FieldSite("once");
const HANDLERS_RECEIVE = new FieldSite("receive");

/** Upvalue of {@link wake}: who waits. */
const WAITER = 1;

/** `Handlers.receive (pattern)`: suspends the running coroutine until a message matches, which is the native's result. */
export function receive(cx: CallContext): number {
  return waitFor(cx, coreOf(cx), cx.arg(1));
}

/** `Receive (pattern)` */
export function receiveGlobal(cx: CallContext): number {
  return receiveLate(cx, coreOf(cx), cx.arg(1));
}

/** Waits as `Handlers.receive` does, through the function of the program if it has replaced that. */
export function receiveLate(cx: CallContext, core: LuaTable, pattern: LuaValue): number {
  const fn = replaced(core, handlersOf(core), HANDLERS_RECEIVE, receive);
  return fn === undefined ? waitFor(cx, core, pattern) : cx.call1(fn, pattern, received, undefined);
}

const received: Continuation = continuation("Handlers.received", (cx: CallContext) => cx.retArgs(1));

function waitFor(cx: CallContext, core: LuaTable, pattern: LuaValue): number {
  const refused = yieldRefusal(cx);
  if (refused !== undefined) fail(refused);
  cx.allocate(SIZE.closure + 2 * SIZE.item);
  const handle = nativeFunction("Handlers.wake", wake, [core, cx.current]);
  const fn = replaced(core, handlersOf(core), HANDLERS_ONCE, once);
  if (fn !== undefined) return cx.call2(fn, pattern, handle, noted, pattern);
  registerWaiter(cx, core, pattern, handle);
  return yieldPattern(cx, pattern);
}

const noted: Continuation = continuation("Handlers.receive.once", yieldPattern);

/** Whoever resumed the coroutine sees the pattern. */
function yieldPattern(cx: CallContext, pattern: LuaValue): number {
  cx.stack[cx.top] = pattern;
  cx.callAt = cx.top;
  cx.callArgs = 1;
  cx.continuation = null;
  return Signal.YIELD;
}

/** The handle of a waiter's entry: goes on with the coroutine, which gets the message. A dead one needs none. */
export function wake(cx: CallContext): number {
  const waiter = cx.native!.upvalues[WAITER];
  if (!(waiter instanceof Coroutine) || statusOf(cx, waiter) !== "suspended") return 0;
  if (cx.current.nativeDepth + 1 >= MAX_NATIVE_DEPTH) fail("C stack overflow");
  cx.stack[cx.top] = cx.arg(1);
  cx.target = waiter;
  cx.callArgs = 1;
  cx.callPending(woken, waiter);
  return Signal.RESUME;
}

const woken: Continuation = continuation("Handlers.woken", (cx: CallContext, waiter: Coroutine) => {
  if (!cx.callFailed) return 0;
  const error = cx.arg(1);
  forgetWaiter(cx);
  return closeCoroutine(cx, waiter, error, closed, undefined);
});

/** What was wrong is now wrong with the message that woke it. */
const closed: Continuation = continuation("Handlers.woken.closed", (cx: CallContext) => cx.throwValue(cx.arg(2)));

/** An entry whose coroutine is dead would only swallow messages. */
function forgetWaiter(cx: CallContext): void {
  const core = coreOf(cx);
  const list = listOf(core);
  const { items } = list;
  for (let i = 0; i < items.length; i++) {
    const entry = items[i] as LuaValue;
    if (entry instanceof LuaTable && unwrapHandle(core, entry.getStr("handle") as LuaValue) === cx.native) {
      removeAt(cx, list, i + 1);
      return;
    }
  }
}

/**
 * Closes the pending variables of a coroutine that an error has ended (5.4); `k` finds false and the error, perhaps
 * another one by now, as its arguments.
 */
export function closeCoroutine(
  cx: CallContext,
  co: Coroutine,
  error: LuaValue,
  k: Continuation,
  state: unknown,
): number {
  cx.target = co;
  cx.closeError = error;
  cx.closeFailed = true;
  cx.callArgs = 0;
  cx.callPending(k, state);
  return Signal.CLOSE;
}

/** Forgets coroutines that are dead (AO 5.2, 16). */
export function pruneCoroutines(cx: CallContext, core: LuaTable): LuaTable | undefined {
  const list = HANDLERS_COROUTINES.of(tableIn(core, Slot.HANDLERS));
  if (!(list instanceof LuaTable)) return undefined;
  const n = list.length();
  cx.charge(n >> 3);
  let kept = 0;
  for (let i = 1; i <= n; i++) {
    const co = list.getInt(i) as LuaValue;
    if (co instanceof Coroutine && statusOf(cx, co) === "dead") continue;
    kept++;
    if (kept < i) list.setInt(kept, co);
  }
  for (let i = n; i > kept; i--) list.setInt(i, undefined);
  return list;
}
