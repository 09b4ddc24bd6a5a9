/** Code of for loops (§3.3.5). */

import { type Block, type GenericForStatement, type NumericForStatement, StatementKind } from "../parser/ast.ts";
import { WORDS } from "./bytecode/instruction.ts";
import { Op } from "./bytecode/opcodes.ts";
import { NO_JUMP } from "./codeBuffer.ts";
import { expToNextRegister } from "./discharge.ts";
import { ExpKind } from "./expDesc.ts";
import { expression, expressionList } from "./expressions.ts";
import { firstLine } from "./firstToken.ts";
import type { FuncState } from "./funcState.ts";
import { activateAtEntry, adjustAssign } from "./locals.ts";

/** What debuggers see the registers of a loop as. */
const STATE = "(for state)";
const NUMERIC_NAMES = {
  "5.3": ["(for index)", "(for limit)", "(for step)"],
  "5.4": [STATE, STATE, STATE],
} as const;
const GENERIC_NAMES = {
  "5.3": ["(for generator)", STATE, "(for control)"],
  "5.4": [STATE, STATE, STATE, STATE],
} as const;
/** Registers of a generic loop before its variables. */
const GENERIC_REGISTERS = 4;
/** Registers above the loop's own that a call of its iterator needs. */
const CALL_REGISTERS = 3;

type BlockCompiler = (fs: FuncState, body: Block) => void;

/** A for loop, whose body is compiled by `block`. */
export function forLoop(fs: FuncState, node: NumericForStatement | GenericForStatement, block: BlockCompiler): void {
  const scope = fs.enterBlock();
  fs.enterLoop();
  if (node.kind === StatementKind.NumericFor) numericFor(fs, node, block);
  else genericFor(fs, node, block);
  fs.line = node.lastLine;
  const closed = fs.leaveLoop(scope);
  fs.leaveBlock(scope, closed);
}

/** start, limit, step in R, R+1, R+2; FORPREP R end; body: ...; FORLOOP R body; end: */
function numericFor(fs: FuncState, node: NumericForStatement, block: BlockCompiler): void {
  const base = fs.freeRegister;
  for (const value of node.values) expToNextRegister(fs, expression(fs, value));
  if (node.values.length === 2) {
    const step = fs.describe(ExpKind.Number);
    step.value = 1;
    expToNextRegister(fs, step);
  }
  activateState(fs, NUMERIC_NAMES[fs.version], base);
  const prepare = fs.emit(Op.FORPREP, base, 0, 0, NO_JUMP);
  const scope = fs.enterBlock();
  activateAtEntry(fs, [node.variable]);
  block(fs, node.body);
  fs.leaveBlock(scope);
  fs.emit(Op.FORLOOP, base, 0, 0, prepare + WORDS);
  fs.fixLine(node.line);
  fs.setD(prepare, fs.label());
}

/** iterator, state, control[, closing value] in R...; TFORPREP R next; body: ...; next: TFORCALL R; TFORLOOP R body */
function genericFor(fs: FuncState, node: GenericForStatement, block: BlockCompiler): void {
  const base = fs.freeRegister;
  const names = GENERIC_NAMES[fs.version];
  const callLine = firstLine(node.values[0]!);
  adjustAssign(fs, names.length, node.values.length, expressionList(fs, node.values));
  activateState(fs, names, base);
  const closes = names.length === GENERIC_REGISTERS;
  if (closes) fs.markToBeClosed(base + GENERIC_REGISTERS - 1);
  else fs.activeRegisters = fs.reserve(1) + 1; // 5.3 has no closing value
  fs.checkStack(CALL_REGISTERS);
  const prepare = closes ? fs.emit(Op.TFORPREP, base, 0, 0, NO_JUMP) : fs.jump();
  const scope = fs.enterBlock();
  activateAtEntry(fs, node.variables);
  block(fs, node.body);
  fs.leaveBlock(scope);
  fs.patchToHere(prepare);
  fs.emit(Op.TFORCALL, base, 0, node.variables.length);
  fs.fixLine(callLine);
  fs.emit(Op.TFORLOOP, base, 0, 0, prepare + WORDS);
  fs.fixLine(callLine);
}

function activateState(fs: FuncState, names: readonly string[], base: number): void {
  const startPc = fs.pc;
  for (let i = 0; i < names.length; i++) fs.activateHidden(names[i]!, base + i, startPc);
}
