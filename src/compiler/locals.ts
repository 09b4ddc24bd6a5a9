import type { LocalVariable } from "../parser/ast.ts";
import { Op } from "./bytecode/opcodes.ts";
import { expToNextRegister, loadNil, setReturns } from "./discharge.ts";
import { type ExpDesc, ExpKind } from "./expDesc.ts";
import type { FuncState } from "./funcState.ts";

/** Makes `valueCount` expressions, of which `last` is the last, fill exactly `wanted` registers (§3.3.3). */
export function adjustAssign(fs: FuncState, wanted: number, valueCount: number, last: ExpDesc): void {
  const missing = wanted - valueCount;
  if (last.isOpen()) {
    setReturns(fs, last, Math.max(missing + 1, 0));
    if (missing > 0) fs.reserve(missing);
  } else {
    if (last.kind !== ExpKind.Void) expToNextRegister(fs, last);
    if (missing > 0) loadNil(fs, fs.reserve(missing), missing);
  }
  if (missing < 0) fs.freeRegister += missing;
}

/** Puts the first `count` variables, whose values are in consecutive registers, in scope: BOX R for captured ones. */
export function activateLocals(fs: FuncState, variables: readonly LocalVariable[], count: number): void {
  const startPc = fs.pc;
  const first = fs.activeRegisters;
  const { line } = fs;
  fs.line = fs.lastLine(); // PUC has no instruction here: no line of its own
  for (let i = 0; i < count; i++) {
    const variable = variables[i]!;
    fs.activate(variable, first + i, startPc);
    if (variable.captured) fs.emit(Op.BOX, first + i);
  }
  fs.line = line;
}

/** As activateLocals, for variables that get their values before code begins: parameters and loop variables. */
export function activateAtEntry(fs: FuncState, variables: readonly LocalVariable[]): void {
  const startPc = fs.pc;
  const first = fs.reserve(variables.length);
  for (let i = 0; i < variables.length; i++) fs.activate(variables[i]!, first + i, startPc);
  for (let i = 0; i < variables.length; i++) if (variables[i]!.captured) fs.emitUnlined(Op.BOX, first + i);
}
