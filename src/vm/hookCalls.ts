/**
 * What the machine does for debug hooks (§6.10) around natives. With a call or return hook a native gets a frame before
 * it starts and keeps it until its return has been reported: START_NATIVE, the native's own continuations, then REPORTED.
 */
import { growStack, NATIVE_ROOM, pushNativeFrame } from "./stack.ts";
import type { State } from "./state.ts";
import { Continuation, type Coroutine, type Frame, type LuaValue, type NativeFunction, Status } from "./value.ts";

/** Bits of `Coroutine.hookMask` and of the events due, in the order in which they are reported. */
export enum HookEvent {
  CALL = 1,
  COUNT = 2,
  LINE = 4,
  RETURN = 8,
}

/** Arguments of every hook: the event's name and its line or nil. */
export const HOOK_ARGUMENTS = 2;

/** True when the natives of `co` are to be reported. */
export function seesNatives(co: Coroutine): boolean {
  return (co.hookMask & (HookEvent.CALL | HookEvent.RETURN)) !== 0 && !co.inHook && co.hook !== undefined;
}

/**
 * Leaves the call of the hook at stack index `at`, ready for `drive`; no other hook runs until it is over.
 * `first` and `count` say which values a call or return moves (`getinfo` "r").
 */
export function prepareHook(
  state: State,
  co: Coroutine,
  at: number,
  event: string,
  line: LuaValue,
  first: number,
  count: number,
): void {
  if (at + NATIVE_ROOM > co.stack.length) growStack(state, co, at + NATIVE_ROOM);
  co.stack[at] = co.hook;
  co.stack[at + 1] = event;
  co.stack[at + 2] = line;
  co.inHook = true;
  co.hookFirst = first;
  co.hookTransfer = count;
  state.callAt = at;
}

const startNative = new Continuation("hook.start", ((state: State, nargs: number) => {
  const { fn, base } = state.nativeFrame!;
  state.base = base;
  state.nargs = nargs;
  return (fn as NativeFunction).impl(state as never);
}) as (cx: never, state: never) => number);

/**
 * Pushes a frame for the native `fn` at stack[at], which the machine then starts by running the frame's continuation.
 * @returns true when the hook at `state.callAt` is to be called first.
 */
export function enterReported(
  state: State,
  co: Coroutine,
  fn: NativeFunction,
  at: number,
  nargs: number,
  wanted: number,
  status: number,
  dest: number,
): boolean {
  const frame = pushNativeFrame(state, co, fn, at, at + 1 + nargs, wanted, status, dest, startNative, nargs);
  if ((co.hookMask & HookEvent.CALL) === 0 || (status & Status.HOOK) !== 0) return false;
  prepareHook(state, co, frame.top, "call", undefined, 1, nargs);
  return true;
}

/** Where the results of a native lie while its return is being reported. */
interface HeldResults {
  readonly first: number;
  readonly count: number;
}

const reported = new Continuation("hook.reported", ((state: State, { first, count }: HeldResults) => {
  const { stack, resBase } = state;
  for (let i = 0; i < count; i++) stack[resBase + i] = stack[first + i];
  return count;
}) as (cx: never, state: never) => number);

/**
 * The native of `frame` has left `n` results at `from`. When its return is to be reported, puts them aside and leaves the
 * call of the hook at `state.callAt`; the frame's continuation then delivers them.
 */
export function reportsReturn(state: State, co: Coroutine, frame: Frame, from: number, n: number): boolean {
  if ((co.hookMask & HookEvent.RETURN) === 0 || !seesNatives(co)) return false;
  if (frame.continuation === reported || (frame.prev === null && co.isRoot)) return false;
  const first = frame.top;
  const { stack } = co;
  state.charge(n >> 4);
  if (first + n + NATIVE_ROOM > stack.length) growStack(state, co, first + n + NATIVE_ROOM);
  if (from !== first) stack.copyWithin(first, from, from + n);
  frame.top = first + n;
  frame.continuation = reported;
  frame.state = { first, count: n } satisfies HeldResults;
  prepareHook(state, co, frame.top, "return", undefined, first - frame.base + 1, n);
  return true;
}

/** As {@link reportsReturn}, for the Lua frame that ends with the results of a native it called by a tail call. */
export function reportsTailReturn(state: State, co: Coroutine, frame: Frame, from: number, n: number): boolean {
  if ((co.hookMask & HookEvent.RETURN) === 0 || !seesNatives(co)) return false;
  state.charge(n >> 4);
  frame.top = from + n;
  // the machine has no use for the frame's registers any more: they are not kept for it
  frame.state = co.stack.slice(from, frame.top);
  prepareHook(state, co, frame.top, "return", undefined, from - frame.base + 1, n);
  return true;
}

/** Puts the results set aside by {@link reportsTailReturn} back at `from`; returns how many. */
export function restoreResults(state: State, co: Coroutine, frame: Frame, from: number): number {
  const values = frame.state as LuaValue[];
  if (from + values.length + NATIVE_ROOM > co.stack.length) growStack(state, co, from + values.length + NATIVE_ROOM);
  for (let i = 0; i < values.length; i++) co.stack[from + i] = values[i];
  return values.length;
}

/** After an error: when it has ended the hook, or kept it from starting, the instruction it was called for is over. */
export function leaveFailedHook(co: Coroutine): void {
  let { frame } = co;
  while (frame !== null && (frame.status & Status.HOOK) === 0) frame = frame.prev;
  if (frame !== null) return;
  co.inHook = false;
  co.hookDue = -1;
}
