/** Frames and stack space of a coroutine. */
import { newSlots } from "./arrays.ts";
import { runtimeError } from "./debugInfo.ts";
import { LuaThrow } from "./errors.ts";
import { SIZE } from "./gas.ts";
import { openListAt } from "./liveness.ts";
import type { State } from "./state.ts";
import {
  Closure,
  type Continuation,
  type Coroutine,
  Frame,
  type LuaFunction,
  type LuaValue,
  type NativeFunction,
  Status,
} from "./value.ts";

/** Stack slots kept free above the arguments of a native. */
export const NATIVE_ROOM = 40;
/** Extra room for message handlers after an overflow. */
const HANDLER_SLOTS = 4000;
const HANDLER_FRAMES = 200;
/** Nested natives and metamethods allowed (PUC's LUAI_MAXCCALLS), and while handling that error. */
export const MAX_NATIVE_DEPTH = 200;
export const MAX_HANDLER_DEPTH = 220;

/** The value of errors raised while an overflow was being handled. */
const HANDLING_FAILED = "error in error handling";

function overflow(state: State, co: Coroutine): LuaThrow {
  return co.handlerDepth > 0 ? new LuaThrow(HANDLING_FAILED, undefined, true) : runtimeError(state, "stack overflow");
}

/** Slots that the price of a coroutine includes: what most calls need. Longer stacks are accounted for as they grow. */
export const SHORT_STACK = 128;

/** What most coroutines need, at once: a stack that grows by one slot after the other is copied several times. */
const FIRST_STACK = 64;

/** Gives a coroutine that is about to begin its stack; it must not be the current one. */
export function makeRoom(co: Coroutine): void {
  if (co.stack.length === 1) co.stack = newSlots(FIRST_STACK, co.stack[0]) as LuaValue[];
}

/**
 * Makes the stack at least `needed` slots long. Lengths are powers of two, so that they, and what they cost, do not depend
 * on how a stack came to be as long as it is.
 * @throws LuaThrow "stack overflow"; LimitFault when the memory does not cover it
 */
export function growStack(state: State, co: Coroutine, needed: number): void {
  const allowed = state.limits.stackSlots + (co.handlerDepth > 0 ? HANDLER_SLOTS : 0);
  if (needed > allowed) throw overflow(state, co);
  const { stack } = co;
  let length = FIRST_STACK;
  while (length < needed) length *= 2;
  length = Math.min(length, allowed + HANDLER_SLOTS);
  if (length > SHORT_STACK) state.allocate(SIZE.item * (length - Math.max(stack.length, SHORT_STACK)));
  for (let i = stack.length; i < length; i++) stack.push(undefined);
}

/** A frame object on top of the running one, made or reused; its fields are stale but for the invariants of popFrame. */
export function nextFrame(state: State, co: Coroutine, fn: LuaFunction): Frame {
  const prev = co.frame;
  const reused = prev === null ? co.firstFrame : prev.next;
  if (reused !== null) {
    reused.fn = fn;
    return reused;
  }
  if (co.frameCount >= state.limits.callDepth + (co.handlerDepth > 0 ? HANDLER_FRAMES : 0)) throw overflow(state, co);
  const frame = new Frame(fn, prev);
  if (prev === null) co.firstFrame = frame;
  else prev.next = frame;
  co.frameCount++;
  state.allocate(64);
  return frame;
}

/** Counts one more nested native or metamethod. @throws LuaThrow "C stack overflow". */
export function enterNested(state: State, co: Coroutine): void {
  if (co.nativeDepth + 1 >= MAX_NATIVE_DEPTH) {
    if (co.nativeDepth + 1 >= MAX_HANDLER_DEPTH) throw new LuaThrow(HANDLING_FAILED, undefined, true);
    if (co.nativeDepth + 1 === MAX_NATIVE_DEPTH || co.handlerDepth === 0) throw runtimeError(state, "C stack overflow");
  }
  co.nativeDepth++;
}

/** Removes the top frame and restores the invariants that the fast call path relies on. */
export function popFrame(co: Coroutine, frame: Frame): void {
  const { status } = frame;
  if ((status & Status.NESTED) !== 0) co.nativeDepth--;
  if ((status & Status.FINISH_MASK) === Status.HANDLER) co.handlerDepth--;
  if ((status & Status.HOOK) !== 0) co.inHook = false;
  frame.status = 0;
  frame.continuation = null;
  frame.state = undefined;
  frame.handler = undefined;
  frame.error = undefined;
  co.frame = frame.prev;
}

/** Drops frame objects beyond the depth limit, made for message handlers. */
export function trimFrames(state: State, co: Coroutine): void {
  if (co.frameCount <= state.limits.callDepth) return;
  let frame = co.firstFrame;
  for (let n = 1; frame !== null && n < state.limits.callDepth; n++) frame = frame.next;
  if (frame !== null) frame.next = null;
  co.frameCount = state.limits.callDepth;
}

/**
 * Enters a Lua function: stack[at] is the closure, its `nargs` arguments follow. Missing parameters become nil; the extra
 * arguments of a vararg function stay below its base.
 */
export function pushLuaFrame(
  state: State,
  co: Coroutine,
  fn: Closure,
  at: number,
  nargs: number,
  wanted: number,
  status: number,
  dest: number,
): Frame {
  const { code } = fn;
  const { parameters } = code;
  let base = at + 1;
  const { stack } = co;
  if (base + nargs + code.maxStackSize + NATIVE_ROOM > stack.length) {
    growStack(state, co, base + nargs + code.maxStackSize + NATIVE_ROOM);
  }
  const frame = nextFrame(state, co, fn);
  if (code.isVararg) {
    const first = base;
    base += nargs;
    for (let i = 0; i < parameters; i++) {
      if (i < nargs) {
        stack[base + i] = stack[first + i];
        stack[first + i] = undefined;
      } else {
        stack[base + i] = undefined;
      }
    }
    frame.varargs = nargs > parameters ? nargs - parameters : 0;
  } else {
    for (let i = nargs; i < parameters; i++) stack[base + i] = undefined;
  }
  frame.base = base;
  frame.ret = at;
  frame.wanted = wanted;
  frame.pc = 0;
  frame.status = status;
  frame.dest = dest;
  co.frame = frame;
  return frame;
}

/** A frame for a native that has to wait, or that must be seen in a traceback. */
export function pushNativeFrame(
  state: State,
  co: Coroutine,
  fn: NativeFunction,
  ret: number,
  top: number,
  wanted: number,
  status: number,
  dest: number,
  continuation: Continuation | null,
  data: unknown,
): Frame {
  const frame = nextFrame(state, co, fn);
  frame.base = ret + 1;
  frame.ret = ret;
  frame.top = top;
  frame.wanted = wanted;
  frame.status = status;
  frame.dest = dest;
  frame.pc = 0;
  frame.continuation = continuation;
  frame.state = data;
  co.frame = frame;
  return frame;
}

/** First stack index above everything the running frame uses: before its next instruction, or while one is under way. */
export function freeIndex(co: Coroutine, isUnderWay: boolean): number {
  const { frame } = co;
  if (frame === null) return 0;
  let end = frame.top;
  if (frame.fn instanceof Closure) {
    const { code } = frame.fn;
    const registers = frame.base + code.maxStackSize;
    // without an open list, what the frame object had in its last use may still stand in `top`
    if (registers > end || !hasOpenList(code.words, isUnderWay ? frame.pc - 2 : frame.pc)) end = registers;
  }
  const { tbc } = co;
  const pending = tbc.length === 0 ? 0 : tbc[tbc.length - 1]! + 1;
  return Math.max(pending, end);
}

/** True when the instruction at `pc` takes the open list that ends at the `top` of its frame. */
export function hasOpenList(words: Int32Array, pc: number): boolean {
  return pc >= 0 && openListAt(words, pc) >= 0;
}

/** Copies `n` values between stacks, making room. */
export function transfer(
  state: State,
  from: readonly LuaValue[],
  fromAt: number,
  to: Coroutine,
  toAt: number,
  n: number,
): void {
  if (toAt + n + NATIVE_ROOM > to.stack.length) growStack(state, to, toAt + n + NATIVE_ROOM);
  for (let i = 0; i < n; i++) to.stack[toAt + i] = from[fromAt + i];
}
