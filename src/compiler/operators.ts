/** Code of unary and binary operators (§3.4). Discharge points as in the reference compiler, see discharge.ts. */

import { BinaryOperator, ExpressionKind, type LogicalExpression, UnaryOperator } from "../parser/ast.ts";
import { Op } from "./bytecode/opcodes.ts";
import { NO_JUMP } from "./codeBuffer.ts";
import {
  dischargeVars,
  expToAnyRegister,
  expToLateRegister,
  expToNextRegister,
  freeExp,
  freeExps,
  goIfFalse,
  goIfTrue,
  negate,
} from "./discharge.ts";
import { type ExpDesc, ExpKind } from "./expDesc.ts";
import { foldBinary, foldUnary } from "./folding.ts";
import type { FuncState } from "./funcState.ts";

/** Largest constant index that fits operand B of the comparisons with a constant. */
const MAX_COMPARED_CONSTANT = 255;

/** Register form and constant form of each arithmetic operator. */
const ARITHMETIC: readonly (readonly [operator: BinaryOperator, op: Op, opK: Op])[] = [
  [BinaryOperator.Add, Op.ADD, Op.ADDK],
  [BinaryOperator.Subtract, Op.SUB, Op.SUBK],
  [BinaryOperator.Multiply, Op.MUL, Op.MULK],
  [BinaryOperator.Modulo, Op.MOD, Op.MODK],
  [BinaryOperator.Power, Op.POW, Op.POWK],
  [BinaryOperator.Divide, Op.DIV, Op.DIVK],
  [BinaryOperator.FloorDivide, Op.IDIV, Op.IDIVK],
  [BinaryOperator.BitAnd, Op.BAND, Op.BANDK],
  [BinaryOperator.BitOr, Op.BOR, Op.BORK],
  [BinaryOperator.BitXor, Op.BXOR, Op.BXORK],
  [BinaryOperator.ShiftLeft, Op.SHL, Op.SHLK],
  [BinaryOperator.ShiftRight, Op.SHR, Op.SHRK],
];
/** The same, by operator. */
const REGISTER_FORM: Uint8Array = new Uint8Array(ARITHMETIC.length);
const CONSTANT_FORM: Uint8Array = new Uint8Array(ARITHMETIC.length);
for (const [operator, op, opK] of ARITHMETIC) {
  REGISTER_FORM[operator] = op;
  CONSTANT_FORM[operator] = opK;
}

/** A unary operator, its operand in `e`. */
export function unary(fs: FuncState, operator: UnaryOperator, e: ExpDesc, line: number): void {
  dischargeVars(fs, e);
  if (operator === UnaryOperator.Not) {
    negate(fs, e);
    return;
  }
  if (operator !== UnaryOperator.Length && foldUnary(operator, e)) return;
  const register = operand(fs, e, line);
  freeExp(fs, e);
  e.info = fs.emit(
    operator === UnaryOperator.Minus ? Op.UNM : operator === UnaryOperator.BitNot ? Op.BNOT : Op.LEN,
    0,
    register,
  );
  e.kind = ExpKind.Reloc;
  fs.fixLine(line);
}

/** After the left operand and the operator have been read. */
export function logicalLeft(fs: FuncState, operator: LogicalExpression["kind"], left: ExpDesc): void {
  if (operator === ExpressionKind.And) goIfTrue(fs, left);
  else goIfFalse(fs, left);
}

/** After the right operand has been read; the result is in `left`. */
export function logicalRight(fs: FuncState, operator: LogicalExpression["kind"], left: ExpDesc, right: ExpDesc): void {
  dischargeVars(fs, right);
  if (operator === ExpressionKind.And) right.f = fs.concat(right.f, left.f);
  else right.t = fs.concat(right.t, left.t);
  left.assign(right);
}

/** After the left operand and the operator have been read. */
export function binaryLeft(fs: FuncState, operator: BinaryOperator, left: ExpDesc): void {
  dischargeVars(fs, left);
  switch (operator) {
    case BinaryOperator.Concat:
      expToNextRegister(fs, left);
      break;
    case BinaryOperator.Equal:
    case BinaryOperator.NotEqual:
      if (!left.isConstant()) expToLateRegister(fs, left);
      break;
    case BinaryOperator.Less:
    case BinaryOperator.LessEqual:
    case BinaryOperator.Greater:
    case BinaryOperator.GreaterEqual:
      if (!left.isNumeral()) expToLateRegister(fs, left);
      break;
    default:
      if (!left.isNumeral() && !stringOperand(fs, left)) expToLateRegister(fs, left);
  }
}

/**
 * In 5.3 arithmetic takes a string constant from the constants, so that messages about it have no name for it. Here
 * it must be in a register: `LOADK R; MOVE R R` makes it nameless.
 */
function stringOperand(fs: FuncState, e: ExpDesc): boolean {
  if (fs.version !== "5.3" || e.kind !== ExpKind.String || e.hasJumps()) return false;
  const register = expToAnyRegister(fs, e);
  fs.emit(Op.MOVE, register, register);
  return true;
}

/** After the right operand has been read; the result is in `left`. */
export function binaryRight(
  fs: FuncState,
  operator: BinaryOperator,
  left: ExpDesc,
  right: ExpDesc,
  line: number,
): void {
  dischargeVars(fs, right);
  if (foldBinary(operator, left, right)) return;
  switch (operator) {
    case BinaryOperator.Concat:
      concatenate(fs, left, right, line);
      break;
    case BinaryOperator.Equal:
    case BinaryOperator.NotEqual:
      equality(fs, operator === BinaryOperator.Equal, left, right);
      break;
    case BinaryOperator.Less:
      order(fs, Op.LT, Op.LTK, Op.GTK, left, right);
      break;
    case BinaryOperator.LessEqual:
      order(fs, Op.LE, Op.LEK, Op.GEK, left, right);
      break;
    // a > b is b < a, with the operands read in the order they are written
    case BinaryOperator.Greater:
      reversedOrder(fs, Op.LT, Op.LTK, Op.GTK, left, right);
      break;
    case BinaryOperator.GreaterEqual:
      reversedOrder(fs, Op.LE, Op.LEK, Op.GEK, left, right);
      break;
    default:
      arithmetic(fs, operator, left, right, line);
  }
}

/** The register of an operand; the GETBOX of a captured local belongs to the operator's line. */
function operand(fs: FuncState, e: ExpDesc, line: number): number {
  if (e.kind !== ExpKind.Boxed) return expToAnyRegister(fs, e);
  const saved = fs.line;
  fs.line = line;
  const register = expToAnyRegister(fs, e);
  fs.line = saved;
  return register;
}

function arithmetic(fs: FuncState, operator: BinaryOperator, left: ExpDesc, right: ExpDesc, line: number): void {
  const opK = CONSTANT_FORM[operator]!;
  let pc: number;
  if (right.isNumeral()) {
    const register = operand(fs, left, line);
    freeExp(fs, left);
    pc = fs.emit(opK, 0, register, 0, fs.constants.addConstant(right));
  } else if (left.isNumeral()) {
    stringOperand(fs, right);
    const register = operand(fs, right, line);
    freeExp(fs, right);
    pc = fs.emit(opK, 0, register, 1, fs.constants.addConstant(left));
  } else {
    stringOperand(fs, right);
    const c = operand(fs, right, line);
    const b = operand(fs, left, line);
    freeExps(fs, left, right);
    pc = fs.emit(REGISTER_FORM[operator]!, 0, b, c);
  }
  left.set(ExpKind.Reloc, pc);
  fs.fixLine(line);
}

/** `a .. b .. c` becomes one CONCAT of three registers. */
function concatenate(fs: FuncState, left: ExpDesc, right: ExpDesc, line: number): void {
  expToNextRegister(fs, right);
  const previous = fs.previousInstruction();
  if (previous !== NO_JUMP && fs.opAt(previous) === Op.CONCAT && fs.aAt(previous) === right.info) {
    fs.setA(previous, left.info);
    fs.setB(previous, fs.bAt(previous) + 1);
  } else {
    fs.emit(Op.CONCAT, left.info, 2);
    fs.fixLine(line);
  }
  freeExp(fs, right);
}

/** The index of a constant that a comparison can take as an operand, or -1. */
function comparedConstant(fs: FuncState, e: ExpDesc): number {
  const constant = fs.constants.addConstant(e);
  return constant <= MAX_COMPARED_CONSTANT ? constant : -1;
}

function comparison(fs: FuncState, e: ExpDesc, op: Op, a: number, b: number, condition: boolean): void {
  e.set(ExpKind.Jump, fs.emit(op, a, b, condition ? 1 : 0, NO_JUMP));
}

function equality(fs: FuncState, condition: boolean, left: ExpDesc, right: ExpDesc): void {
  const swapped = left.isConstant();
  const first = swapped ? right : left;
  const second = swapped ? left : right;
  const constant = second.isConstant() ? comparedConstant(fs, second) : -1;
  if (constant >= 0) {
    const a = expToAnyRegister(fs, first);
    freeExp(fs, first);
    comparison(fs, left, Op.EQK, a, constant, condition);
    return;
  }
  const b = expToAnyRegister(fs, second);
  const a = expToAnyRegister(fs, first);
  freeExps(fs, first, second);
  comparison(fs, left, Op.EQ, a, b, condition);
}

/** `left < right`, where `less` is its constant form and `greater` that of `right > left`; same for `<=`. */
function order(fs: FuncState, op: Op, less: Op, greater: Op, left: ExpDesc, right: ExpDesc): void {
  if (right.isNumeral() && compareWithConstant(fs, less, left, right, left)) return;
  if (left.isNumeral() && compareWithConstant(fs, greater, right, left, left)) return;
  const b = expToAnyRegister(fs, right);
  const a = expToAnyRegister(fs, left);
  freeExps(fs, left, right);
  comparison(fs, left, op, a, b, true);
}

/** As order, for `right < left`. */
function reversedOrder(fs: FuncState, op: Op, less: Op, greater: Op, left: ExpDesc, right: ExpDesc): void {
  if (right.isNumeral() && compareWithConstant(fs, greater, left, right, left)) return;
  if (left.isNumeral() && compareWithConstant(fs, less, right, left, left)) return;
  const a = expToAnyRegister(fs, right);
  const b = expToAnyRegister(fs, left);
  freeExps(fs, left, right);
  comparison(fs, left, op, a, b, true);
}

function compareWithConstant(fs: FuncState, op: Op, e: ExpDesc, numeral: ExpDesc, result: ExpDesc): boolean {
  const constant = comparedConstant(fs, numeral);
  if (constant < 0) return false;
  const a = expToAnyRegister(fs, e);
  freeExp(fs, e);
  comparison(fs, result, op, a, constant, true);
  return true;
}
