/** The call stack of a run as a list of levels, for the host: nothing is charged, no names are searched for. */
import { isHiddenFrame } from "./debugInfo.ts";
import type { State } from "./state.ts";
import { Closure, type Coroutine, type Frame, type LuaFunction, type NativeFunction } from "./value.ts";

/** One function that is running or waiting. */
export interface StackLevel {
  readonly fn: LuaFunction;
  /** Null for a native that has no frame (yet). */
  readonly frame: Frame | null;
  /** Offset just after the instruction at which a Lua function stands; meaningless for natives. */
  readonly pc: number;
  readonly status: number;
  readonly thread: Coroutine;
  /** The function below it in the same coroutine, and where that stands. */
  readonly caller: { readonly fn: LuaFunction; readonly pc: number } | undefined;
}

/** Most levels listed. */
const MAX_LEVELS = 1000;
const WORDS = 2;

/**
 * The levels of `top` and of the coroutines that resumed it, innermost first. `native`: the native under way in `top` when
 * it has no frame; without one a Lua function on top stands before its next instruction.
 */
export function stackLevels(top: Coroutine, native: NativeFunction | null): StackLevel[] {
  const levels: StackLevel[] = [];
  if (native !== null) levels.push(nativeLevel(top, native, top.frame));
  let between = native === null;
  for (let co: Coroutine | null = top; co !== null && levels.length < MAX_LEVELS; co = co.resumer) {
    for (let frame = co.frame; frame !== null && levels.length < MAX_LEVELS; frame = frame.prev) {
      if (isHiddenFrame(frame) || (frame.prev === null && co.isRoot)) continue;
      levels.push(frameLevel(co, frame, between));
      between = false;
    }
    between = false;
  }
  return levels;
}

/** The level of a frame. `between`: it stands before the instruction at frame.pc, not after it. */
export function frameLevel(co: Coroutine, frame: Frame, between: boolean): StackLevel {
  const { fn, status } = frame;
  const pc = between && fn instanceof Closure ? frame.pc + WORDS : frame.pc;
  return { fn, frame, pc, status, thread: co, caller: positionOf(frame.prev) };
}

/** The level of a native, called from `caller`. */
export function nativeLevel(co: Coroutine, fn: NativeFunction, caller: Frame | null): StackLevel {
  return { fn, frame: null, pc: 0, status: 0, thread: co, caller: positionOf(caller) };
}

function positionOf(frame: Frame | null): StackLevel["caller"] {
  return frame === null ? undefined : { fn: frame.fn, pc: frame.pc };
}

/** Whether the frame of a level is still where it was. */
export function isLive(level: StackLevel): boolean {
  const { frame, thread, fn, pc } = level;
  if (frame === null || frame.fn !== fn || (pc !== frame.pc && pc !== frame.pc + WORDS)) return false;
  for (let at = thread.frame; at !== null; at = at.prev) if (at === frame) return true;
  return false;
}

/** The native under way in the running coroutine, when it has no frame. */
export function nativeWithoutFrame(state: Pick<State, "native" | "nativeFrame">): NativeFunction | null {
  return state.nativeFrame === null ? state.native : null;
}
