/** Coroutine manipulation (§6.2). */
import { type CallContext, continuation, nativeFunction } from "../vm/callContext.ts";
import { runCensus } from "../vm/census.ts";
import { isInFinalizer } from "../vm/finalizers.ts";
import { SIZE } from "../vm/gas.ts";
import { tellAbandoned } from "../vm/run.ts";
import { MAX_NATIVE_DEPTH } from "../vm/stack.ts";
import { Signal } from "../vm/state.ts";
import {
  Continuation,
  Coroutine,
  type CoroutineStatus,
  type LuaFunction,
  type LuaValue,
  NativeFunction,
} from "../vm/value.ts";
import { defineLibrary, type Library } from "./library.ts";

/** The library. */
export const coroutineLibrary: Library = defineLibrary("coroutine", {
  close: { manual: "6.2", signature: "coroutine.close (co)", gas: "", versions: ["5.4"], run: close },
  create: { manual: "6.2", signature: "coroutine.create (f)", gas: "", run: (cx) => cx.ret(create(cx)) },
  isyieldable: { manual: "6.2", signature: "coroutine.isyieldable ([co])", gas: "", run: isyieldable },
  resume: { manual: "6.2", signature: "coroutine.resume (co [, val1, ...])", gas: "", run: resume },
  running: { manual: "6.2", signature: "coroutine.running ()", gas: "", run: running },
  status: { manual: "6.2", signature: "coroutine.status (co)", gas: "", run: status },
  wrap: { manual: "6.2", signature: "coroutine.wrap (f)", gas: "", run: wrap },
  yield: { manual: "6.2", signature: "coroutine.yield (...)", gas: "", run: yieldValues },
});

function create(cx: CallContext): Coroutine {
  return newCoroutine(cx, cx.function(1));
}

/** A coroutine that runs `fn`. @throws LuaThrow when there are too many */
export function newCoroutine(cx: CallContext, fn: LuaFunction): Coroutine {
  cx.allocate(SIZE.coroutine);
  countCoroutine(cx);
  const co = new Coroutine([fn], false);
  const { hookMask, hookCount } = cx.current;
  if (hookMask !== 0) {
    // PUC inherits the hook but looks up its function by coroutine: nothing is called
    co.hookMask = hookMask;
    co.hookCount = hookCount;
    co.hookLeft = hookCount;
  }
  if (cx.observer !== null) cx.observer.thread?.("create", co);
  return co;
}

/** One more coroutine; those that nothing can reach do not count against the limit. */
function countCoroutine(cx: CallContext): void {
  const { coroutines } = cx.limits;
  if (++cx.coroutineCount <= coroutines) return;
  runCensus(cx);
  if (++cx.coroutineCount > coroutines) cx.error("too many coroutines");
}

/** Argument 1 as a coroutine. */
function thread(cx: CallContext): Coroutine {
  const v = cx.arg(1);
  if (v instanceof Coroutine) return v;
  return cx.is54 ? cx.typeError(1, "thread") : cx.argError(1, "thread expected");
}

/** Status as seen by the running coroutine; a coroutine that never started or yielded is suspended. */
export function statusOf(cx: CallContext, co: Coroutine): CoroutineStatus {
  if (co === cx.current) return "running";
  return co.isRoot ? "normal" : co.status;
}

function status(cx: CallContext): number {
  return cx.ret(statusOf(cx, thread(cx)));
}

function running(cx: CallContext): number {
  return cx.ret2(cx.current, cx.current.isRoot);
}

function isyieldable(cx: CallContext): number {
  const co = cx.is54 && cx.nargs > 0 ? thread(cx) : cx.current;
  return cx.ret(!co.isRoot && !co.inHook && !(co === cx.current && (isInFinalizer(cx) || isClosing(cx))));
}

/** 5.3 takes a coroutine without a value on its stack for a dead one: the call of a wrapped coroutine leaves none. */
function looksDead(cx: CallContext, co: Coroutine): boolean {
  if (co === cx.current) return cx.nargs === 0;
  const fn = co.frame?.fn;
  return fn instanceof NativeFunction && fn.impl === callWrapped;
}

/** Why `co` cannot be resumed, undefined when it can. */
function refusal(cx: CallContext, co: Coroutine): string | undefined {
  const now = statusOf(cx, co);
  if (now === "dead") return "cannot resume dead coroutine";
  if (now !== "suspended") {
    return !cx.is54 && looksDead(cx, co) ? "cannot resume dead coroutine" : "cannot resume non-suspended coroutine";
  }
  return cx.current.nativeDepth + 1 >= MAX_NATIVE_DEPTH ? "C stack overflow" : undefined;
}

const resumeDone = continuation("coroutine.resume", (cx: CallContext) => {
  if (cx.callFailed) return cx.ret2(false, cx.arg(1));
  const { stack, resBase, base, nargs } = cx;
  if (resBase + 1 !== base) for (let i = 0; i < nargs; i++) stack[resBase + 1 + i] = stack[base + i];
  stack[resBase] = true;
  return nargs + 1;
});

/** `resume` for the host, which gets to see the frames that led to an error. */
const resumedForHost = new Continuation("host.resume", resumeDone.run, true);

function resume(cx: CallContext): number {
  return resumeWith(cx, resumeDone);
}

/** `coroutine.resume` as a host calls it. */
export function resumeForHost(cx: CallContext): number {
  return resumeWith(cx, resumedForHost);
}

function resumeWith(cx: CallContext, k: Continuation): number {
  const co = thread(cx);
  const refused = refusal(cx, co);
  if (refused !== undefined) return cx.ret2(false, refused);
  cx.target = co;
  cx.callArgs = cx.nargs - 1;
  cx.callPending(k, undefined, cx.base + 1);
  return Signal.RESUME;
}

function wrap(cx: CallContext): number {
  cx.allocate(SIZE.closure + SIZE.item);
  const co = create(cx);
  return cx.ret(nativeFunction("coroutine.wrap", callWrapped, [co]));
}

const wrapDone = continuation("coroutine.wrap", (cx: CallContext, co: LuaValue) => {
  if (!cx.callFailed) return cx.retArgs(1);
  const error = cx.arg(1);
  if (!cx.is54) return rethrow(cx, error);
  cx.target = co as Coroutine;
  cx.closeError = error;
  cx.closeFailed = true;
  cx.callArgs = 0;
  cx.callPending(wrapClosed, undefined, cx.top);
  return Signal.CLOSE;
});

/** 5.4 closes a wrapped coroutine that failed, then passes on the error (which closing may have replaced). */
const wrapClosed = continuation("coroutine.wrap.closed", (cx: CallContext) => rethrow(cx, cx.arg(2)));

/** Errors of wrapped coroutines get the position of the caller in front. */
function rethrow(cx: CallContext, error: LuaValue): never {
  return cx.throwValue(typeof error === "string" ? cx.where(1) + error : error);
}

export function callWrapped(cx: CallContext): number {
  const co = cx.native!.upvalues[0] as Coroutine;
  const refused = refusal(cx, co);
  if (refused !== undefined) return rethrow(cx, refused);
  cx.target = co;
  cx.callArgs = cx.nargs;
  cx.callPending(wrapDone, co, cx.base);
  return Signal.RESUME;
}

/** Why the running coroutine cannot yield, undefined when it can. */
export function yieldRefusal(cx: CallContext): string | undefined {
  if (cx.current.isRoot) return "attempt to yield from outside a coroutine";
  const isBusy = isInFinalizer(cx) || cx.current.inHook || isClosing(cx);
  return isBusy ? "attempt to yield across a C-call boundary" : undefined;
}

/** Whether the running coroutine was not resumed, but is being closed by another one. */
function isClosing(cx: CallContext): boolean {
  const waiting = cx.current.resumer?.frame?.continuation;
  return waiting === closeDone || waiting === wrapClosed;
}

function yieldValues(cx: CallContext): number {
  const refused = yieldRefusal(cx);
  if (refused !== undefined) return cx.throwValue(refused);
  cx.callArgs = cx.nargs;
  cx.callAt = cx.base;
  cx.continuation = null;
  return Signal.YIELD;
}

const closeDone = continuation("coroutine.close.done", (cx: CallContext) => cx.retArgs(1));

/** `coroutine.close (co)` */
export function close(cx: CallContext): number {
  const co = thread(cx);
  const now = statusOf(cx, co);
  if (now !== "suspended" && now !== "dead") return cx.error(`cannot close a ${now} coroutine`);
  // host functions that wait in it may hold something
  tellAbandoned(co);
  cx.target = co;
  cx.closeFailed = co.failed;
  cx.closeError = co.failure;
  co.failed = false;
  co.failure = undefined;
  cx.callArgs = 0;
  cx.callPending(closeDone, undefined, cx.top);
  return Signal.CLOSE;
}
