/** Where marking begins: the tables of the state, the stacks of its coroutines, and what natives and the host hold. */
import type { NativeCall } from "./collector.ts";
import { SIZE } from "./gas.ts";
import { Liveness, openListAt } from "./liveness.ts";
import type { Marker } from "./marker.ts";
import { NATIVE_ROOM } from "./stack.ts";
import type { State } from "./state.ts";
import { Closure, type Code, type Coroutine, type Frame, type LuaValue, NativeFunction, Status } from "./value.ts";

/** Stacks and frame lists are cut when they are longer than twice what is in use and this. */
const SLACK = 64;

/** Stands in the frames that wait to be reused, so that they keep no function alive. */
const NO_FUNCTION = new NativeFunction("", (() => 0) as (cx: never) => number);

/** Reaches everything that is alive by itself. */
export function reachRoots(marker: Marker): void {
  const { state } = marker;
  const { collector } = state;
  marker.reachObject(state.globals);
  marker.reachObject(state.registry);
  marker.reachObject(state.loaded);
  const { stringMeta, numberMeta, booleanMeta, functionMeta, threadMeta, nilMeta } = state;
  for (const meta of [stringMeta, numberMeta, booleanMeta, functionMeta, threadMeta, nilMeta]) {
    if (meta !== null) marker.reachObject(meta);
  }
  reachCalls(marker);
  marker.reachObject(state.main);
  for (const { root, current } of collector.parked) {
    marker.reachPlain(root);
    marker.reachPlain(current);
  }
  for (const object of collector.toFinalize) marker.reachObject(object);
  for (const object of collector.pins.keys()) marker.reachPlain(object);
  for (const v of collector.unclosed) marker.reach(v);
  for (const data of state.libraryData.values()) marker.reachPlain(data);
  marker.reach(state.callHandler);
  marker.reach(state.closeError);
  marker.reachPlain(state.target);
  marker.reachPlain(state.continuationState);
  if (state.failure !== null) marker.reach(state.failure.value);
  if (state.escaping !== null) marker.reach(state.escaping.value);
  // only speeds up the next step of a traversal
  state.iterTable = null;
  state.iterKey = undefined;
}

/** The running coroutine, and those from which the host entered the machine again: natives may be under way there. */
function reachCalls(marker: Marker): void {
  const { state } = marker;
  // innermost first: the main coroutine may also be what an outer entry found idle
  for (const call of [...state.collector.entries, state as NativeCall].reverse()) {
    const { current, native } = call;
    if (native !== null) marker.reachObject(native);
    if (current.mark === marker.epoch) continue;
    current.mark = marker.epoch;
    scanStack(marker, current, native === null ? null : call);
  }
}

/** A coroutine reached by reference: whatever runs or waits in it has frames. */
export function scanCoroutine(marker: Marker, co: Coroutine): void {
  scanStack(marker, co, null);
}

function scanStack(marker: Marker, co: Coroutine, call: NativeCall | null): void {
  const { stack } = co;
  marker.reach(co.hook);
  marker.reach(co.failure);
  if (co.resumer !== null) marker.reachObject(co.resumer);
  const isDead = co.status === "dead";
  if (!isDead && !co.isRoot) marker.coroutines++;
  /** Start of what lies above the frame being looked at; -1: it is on top. */
  let above = -1;
  /** End of what is in use, and of what the frames may come to use. */
  let live = co.frame === null && co.status === "suspended" ? 1 : 0;
  let extent = 0;
  marker.reach(live > 0 ? stack[0] : undefined);
  if (call !== null) {
    if (call.nativeFrame === null) above = call.resBase;
    live = Math.max(call.base + call.nargs, call.top);
    for (let i = call.base; i < call.base + call.nargs; i++) reachSlot(marker, stack[i]);
  }
  for (const index of co.tbc) {
    if (index >= live) live = index + 1;
    reachSlot(marker, stack[index]);
  }
  let depth = 0;
  let callee: Frame | null = null;
  for (let frame = co.frame; frame !== null; frame = frame.prev) {
    marker.reachObject(frame.fn);
    let end = frame.top;
    if (frame.fn instanceof Closure) {
      const { code } = frame.fn;
      // a finaliser run between two instructions: the next one has not begun
      const isWaiting = callee === null ? above >= 0 || isDead : (callee.status & Status.FINALIZER) === 0;
      end = scanLuaFrame(marker, stack, frame, code, above, isWaiting);
      if (frame.base + code.maxStackSize > extent) extent = frame.base + code.maxStackSize;
      if (frame.state !== undefined) marker.reachPlain(frame.state);
    } else {
      for (let i = frame.base; i < end; i++) reachSlot(marker, stack[i]);
      marker.reach(frame.handler);
      marker.reach(frame.error);
      marker.reachPlain(frame.state);
    }
    if (end > live) live = end;
    above = frame.ret;
    callee = frame;
    if ((++depth & 255) === 0) marker.pay(1024);
  }
  trim(co, live, Math.max(live, extent), depth);
  marker.addBytes(SIZE.coroutine + SIZE.frame * co.frameCount + SIZE.item * live);
}

function reachSlot(marker: Marker, v: LuaValue): void {
  if (typeof v === "object") marker.reachObject(v);
  else if (typeof v === "string") marker.reach(v);
}

/**
 * Reaches the registers that are live and empties the others, so that what the census takes for garbage is garbage.
 * Registers from stack index `above` on (-1: none) belong to what the frame called.
 * @returns the end of its registers.
 */
function scanLuaFrame(
  marker: Marker,
  stack: LuaValue[],
  frame: Frame,
  code: Code,
  above: number,
  isWaiting: boolean,
): number {
  const { base } = frame;
  if (code.isVararg) for (let i = base - frame.varargs; i < base; i++) reachSlot(marker, stack[i]);
  const pc = isWaiting ? frame.pc - 2 : frame.pc;
  let end = base + code.maxStackSize;
  if (above >= 0 && above < end) end = above;
  let openFrom = end;
  let openEnd = end;
  const open = openListAt(code.words, pc);
  if (open >= 0) {
    openFrom = base + open;
    openEnd = above >= 0 && above < frame.top ? above : frame.top;
    for (let i = openFrom; i < openEnd; i++) reachSlot(marker, stack[i]);
  }
  const mask = livenessOf(marker.state, code).at(pc, isWaiting);
  for (let i = base; i < end; i++) {
    const r = i - base;
    if ((mask[r >> 5]! & (1 << (r & 31))) !== 0) reachSlot(marker, stack[i]);
    else if (i < openFrom || i >= openEnd) stack[i] = undefined;
  }
  return Math.max(openEnd, end);
}

/** The liveness of a function's registers, worked out once for an engine. */
export function livenessOf(state: State, code: Code): Liveness {
  const { liveness } = state.collector;
  let known = liveness.get(code);
  if (known === undefined) {
    known = new Liveness(code.proto);
    liveness.set(code, known);
  }
  return known;
}

/** Forgets what lies above the part of the stack in use, and the functions of frames that have returned. */
function trim(co: Coroutine, live: number, extent: number, depth: number): void {
  const { stack } = co;
  const room = extent + NATIVE_ROOM;
  if (stack.length > room * 2 + SLACK) stack.length = room;
  for (let i = live; i < stack.length; i++) stack[i] = undefined;
  let count = depth;
  for (let frame = co.frame === null ? co.firstFrame : co.frame.next; frame !== null; frame = frame.next) {
    frame.fn = NO_FUNCTION;
    count++;
    if (count >= depth * 2 + SLACK) frame.next = null;
  }
  co.frameCount = count;
}
