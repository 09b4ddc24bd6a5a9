/** When hooks see instructions: the rules of PUC that the hooks of scripts and those of the host share. */
import { Op } from "../compiler/bytecode/opcodes.ts";
import type { State } from "./state.ts";
import type { Closure, Coroutine, Frame } from "./value.ts";

const WORDS = 2;

/** The instruction at frame.pc. */
export function codeAt(frame: Frame): number {
  return (frame.fn as Closure).code.words[frame.pc]!;
}

/** True for a return instruction that has no to-be-closed variables left to close. */
export function returnsNow(co: Coroutine, frame: Frame, op: Op): boolean {
  if (op < Op.RETURN || op > Op.RETURN1) return false;
  const { tbc } = co;
  return op !== Op.RETURN || codeAt(frame) >>> 24 === 0 || tbc.length === 0 || tbc[tbc.length - 1]! < frame.base;
}

/** True when the instruction at frame.pc may jump, to pc 0 perhaps: what is found there then is not a new frame. */
export function jumpsAt(frame: Frame): boolean {
  const op: Op = codeAt(frame) & 0xff;
  return op === Op.JMP || (op >= Op.EQ && op <= Op.TESTSET);
}

/** What counts as the last pc once the instruction at frame.pc has run (PUC's oldpc). */
export function lastPcAfter(state: State, frame: Frame): number {
  const { pc } = frame;
  const op: Op = codeAt(frame) & 0xff;
  // the reference machine of 5.3 enters the loop by a jump back from its end
  if (op === Op.FORPREP && !state.is54) return (frame.fn as Closure).code.words[pc + 1]! - WORDS;
  return pc;
}
