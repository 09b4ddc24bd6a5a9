/**
 * What is in use of a coroutine's stack: the census's view of it (roots.ts), without changing it. The rest is history: two
 * runs that do the same from here on may differ in it.
 */

import { openListAt } from "../liveness.ts";
import { livenessOf } from "../roots.ts";
import type { State } from "../state.ts";
import { Closure, type Code, type Coroutine, type Frame, type LuaValue, Status, type UpValue } from "../value.ts";

/** A slot: a value, or the box of a captured local. */
export type Slot = LuaValue | UpValue;

/** The slots in use, undefined for dead ones. */
export function liveSlots(state: State, co: Coroutine): Slot[] {
  const { stack } = co;
  const slots: Slot[] = [];
  const keep = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      while (slots.length <= i) slots.push(undefined);
      slots[i] = stack[i];
    }
  };
  if (co.frame === null && co.status === "suspended") keep(0, 1);
  for (const index of co.tbc) keep(index, index + 1);
  let above = -1;
  let callee: Frame | null = null;
  for (let frame = co.frame; frame !== null; frame = frame.prev) {
    if (frame.fn instanceof Closure) {
      const { code } = frame.fn;
      const isUnderWay = isWaiting(co, callee);
      keep(frame.base - varargsOf(frame, code), frame.base);
      keepRegisters(state, frame, code, above, isUnderWay, keep);
    } else keep(frame.base, frame.top);
    above = frame.ret;
    callee = frame;
  }
  while (slots.length > 0 && slots[slots.length - 1] === undefined) slots.pop();
  return slots;
}

/** Whether the instruction before the pc of a frame, which has called `callee`, is under way. */
export function isWaiting(co: Coroutine, callee: Frame | null): boolean {
  return callee === null ? co.status === "dead" : (callee.status & Status.FINALIZER) === 0;
}

/** Number of extra arguments of a frame: the field is stale in other functions. */
export function varargsOf(frame: Frame, code: Code): number {
  return code.isVararg ? frame.varargs : 0;
}

function keepRegisters(
  state: State,
  frame: Frame,
  code: Code,
  above: number,
  isUnderWay: boolean,
  keep: (from: number, to: number) => void,
): void {
  const { base } = frame;
  const pc = isUnderWay ? frame.pc - 2 : frame.pc;
  const end = above >= 0 && above < base + code.maxStackSize ? above : base + code.maxStackSize;
  if (pc >= 0) {
    const open = openListAt(code.words, pc);
    if (open >= 0) keep(base + open, above >= 0 && above < frame.top ? above : frame.top);
  }
  const mask = livenessOf(state, code).at(Math.max(pc, 0), isUnderWay);
  for (let i = base; i < end; i++) {
    const r = i - base;
    if ((mask[r >> 5]! & (1 << (r & 31))) !== 0) keep(i, i + 1);
  }
}
