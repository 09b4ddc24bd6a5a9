/**
 * Debug hooks between instructions (§6.10). While a coroutine has a hook, `boundary` shows each of its instructions to
 * `fireHook` before it runs. The rules for line events are PUC's, with `Frame.hookPc` for its `oldpc`.
 */
import { Op } from "../compiler/bytecode/opcodes.ts";
import { lineAt } from "./debugInfo.ts";
import { HOOK_ARGUMENTS, HookEvent, prepareHook, seesNatives } from "./hookCalls.ts";
import { codeAt, jumpsAt, lastPcAfter, returnsNow } from "./hookRules.ts";
import { drive } from "./machine.ts";
import { freeIndex } from "./stack.ts";
import type { State } from "./state.ts";
import { type Closure, type Coroutine, type Frame, NativeFunction, Status } from "./value.ts";

const WORDS = 2;

/**
 * Reports what is due before the instruction at frame.pc.
 * @returns true when something else has been started instead of that instruction: the hook, or the call of a native
 * that hooks are to see (then the instruction has been charged and executed).
 */
export function fireHook(state: State, co: Coroutine): boolean {
  if (state.finalizing) return false;
  const frame = co.frame!;
  if (co.hookDue < 0) co.hookDue = eventsDue(co, frame);
  const due = co.hookDue;
  if (due !== 0) {
    const event: HookEvent = due & -due;
    co.hookDue = due - event;
    callHook(state, co, frame, event);
    return true;
  }
  // the run pauses here, or is over
  if (state.gas + state.reserve <= 0) return false;
  co.hookDue = -1;
  begin(state, co, frame);
  return seesNatives(co) && callReported(state, co, frame);
}

/** Which events are due before the instruction at frame.pc, as a mask. */
function eventsDue(co: Coroutine, frame: Frame): number {
  const { pc, hookPc } = frame;
  const { hookMask } = co;
  const op: Op = codeAt(frame) & 0xff;
  const isFresh = pc === 0 && co.hookFrame !== frame;
  const runsAgain = !isFresh && pc === hookPc && (op === Op.CLOSE || op === Op.RETURN);
  let due = 0;
  if (!runsAgain) {
    if (isFresh) due |= hookMask & HookEvent.CALL;
    if ((hookMask & HookEvent.COUNT) !== 0 && --co.hookLeft <= 0) {
      co.hookLeft = co.hookCount;
      due |= HookEvent.COUNT;
    }
    if ((hookMask & HookEvent.LINE) !== 0) {
      const { proto } = (frame.fn as Closure).code;
      // calling the hook for a count event makes PUC forget where it was
      const isNew = isFresh || pc <= hookPc || (due & HookEvent.COUNT) !== 0;
      if (isNew || lineAt(proto, pc) !== lineAt(proto, hookPc)) due |= HookEvent.LINE;
    }
  }
  if ((hookMask & HookEvent.RETURN) !== 0 && returnsNow(co, frame, op)) due |= HookEvent.RETURN;
  return due;
}

/** The instruction at frame.pc is going to run: notes what the next decision depends on. */
function begin(state: State, co: Coroutine, frame: Frame): void {
  co.hookFrame = jumpsAt(frame) ? frame : null;
  frame.hookPc = lastPcAfter(state, frame);
}

function callHook(state: State, co: Coroutine, frame: Frame, event: HookEvent): void {
  const { proto } = (frame.fn as Closure).code;
  const at = freeIndex(co, false);
  switch (event) {
    case HookEvent.CALL: {
      const name = (frame.status & Status.TAIL) === 0 ? "call" : "tail call";
      prepareHook(state, co, at, name, undefined, 1, proto.parameters);
      break;
    }
    case HookEvent.COUNT:
      prepareHook(state, co, at, "count", undefined, 0, 0);
      break;
    case HookEvent.LINE: {
      const line = lineAt(proto, frame.pc);
      prepareHook(state, co, at, "line", line < 0 ? undefined : line, 0, 0);
      break;
    }
    case HookEvent.RETURN: {
      const { first, count } = returnedValues(frame);
      prepareHook(state, co, at, "return", undefined, first + 1, count);
      break;
    }
  }
  frame.pc += WORDS;
  drive(state, true, at, HOOK_ARGUMENTS, 0, 0, Status.DROP | Status.HOOK, 0);
}

/** Registers that the return instruction at frame.pc returns. */
function returnedValues(frame: Frame): { first: number; count: number } {
  const word = codeAt(frame);
  const first = (word >>> 8) & 0xff;
  const b = (word >>> 16) & 0xff;
  switch ((word & 0xff) as Op) {
    case Op.RETURN0:
      return { first: localRegisters(frame), count: 0 };
    case Op.RETURN1:
      return { first, count: 1 };
    default:
      return { first, count: b !== 0 ? b - 1 : frame.top - frame.base - first };
  }
}

/** Registers held by the locals in scope at frame.pc. */
function localRegisters(frame: Frame): number {
  let count = 0;
  for (const { startPc, endPc, register } of (frame.fn as Closure).code.proto.locals) {
    if (startPc <= frame.pc && frame.pc < endPc && register >= count) count = register + 1;
  }
  return count;
}

/** Executes the CALL or TAILCALL of a native in `drive`, which reports it; false for other instructions. */
export function callReported(state: State, co: Coroutine, frame: Frame): boolean {
  const word = codeAt(frame);
  const isTail = (word & 0xff) === Op.TAILCALL;
  if (!isTail && (word & 0xff) !== Op.CALL) return false;
  const at = frame.base + ((word >>> 8) & 0xff);
  if (!(co.stack[at] instanceof NativeFunction)) return false;
  const b = (word >>> 16) & 0xff;
  const nargs = b !== 0 ? b - 1 : frame.top - at - 1;
  if (state.tracer !== null) state.tracer.begin(co);
  state.charge(1);
  frame.pc += WORDS;
  if (isTail) drive(state, true, at, nargs, 0, -1, Status.TAILED, 0);
  else drive(state, true, at, nargs, 0, (word >>> 24) - 1, Status.CALL, 0);
  return true;
}
