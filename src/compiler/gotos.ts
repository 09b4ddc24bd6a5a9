/** Code of goto and labels (§3.3.4). */

import type { GotoStatement, LabelStatement } from "../parser/ast.ts";
import { Op } from "./bytecode/opcodes.ts";
import { NO_JUMP } from "./codeBuffer.ts";
import type { FuncState, ToBeClosed } from "./funcState.ts";

/** A goto; one that goes back out of the scope of to-be-closed variables closes them first. */
export function gotoStatement(fs: FuncState, node: GotoStatement): void {
  const { pc, toBeClosed } = fs.labelState(node.label);
  if (pc !== NO_JUMP) {
    const left = outermost(fs.toBeClosed, (v) => v !== toBeClosed);
    if (left !== undefined) fs.emit(Op.CLOSE, left.register);
  }
  gotoLabel(fs, node, fs.jump());
}

/** Sends the jumps of `list` to the label of `node`, now or when it is met. */
export function gotoLabel(fs: FuncState, node: GotoStatement, list: number): void {
  const state = fs.labelState(node.label);
  if (state.pc !== NO_JUMP) {
    fs.patch(list, state.pc);
    return;
  }
  state.pending = fs.concat(list, state.pending);
  if (fs.toBeClosed !== undefined) state.leaving.push(fs.toBeClosed);
}

/** A label; forward gotos that left the scope of to-be-closed variables meet one CLOSE here. */
export function labelStatement(fs: FuncState, node: LabelStatement): void {
  const state = fs.labelState(node.label);
  state.pc = fs.label();
  state.toBeClosed = fs.toBeClosed;
  fs.patch(state.pending, state.pc);
  let level = -1;
  for (const innermost of state.leaving) {
    const left = outermost(innermost, (v) => !v.active);
    if (left !== undefined && (level < 0 || left.register < level)) level = left.register;
  }
  if (level >= 0) fs.emit(Op.CLOSE, level);
}

/** Of the variables from `innermost` outwards, the last one before `holds` fails. */
function outermost(
  innermost: ToBeClosed | undefined,
  holds: (variable: ToBeClosed) => boolean,
): ToBeClosed | undefined {
  let result: ToBeClosed | undefined;
  for (let v = innermost; v !== undefined && holds(v); v = v.previous) result = v;
  return result;
}
