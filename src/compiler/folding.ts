import * as arithmetic from "../base/arithmetic.ts";
import { isFloat, isInteger, type LuaInteger, type LuaNumber, toDouble, toLuaInteger } from "../base/luaFloat.ts";
import { BinaryOperator, UnaryOperator } from "../parser/ast.ts";
import type { ExpDesc } from "./expDesc.ts";

/** The integer with exactly the value of `n`, if there is one (§3.4.3). */
function exactInteger(n: LuaNumber): LuaInteger | undefined {
  if (isInteger(n)) return n;
  const x = toDouble(n);
  return Number.isInteger(x) && x >= -(2 ** 63) && x < 2 ** 63 ? toLuaInteger(BigInt(x)) : undefined;
}

function bitwise(
  operator: (a: LuaInteger, b: LuaInteger) => LuaInteger,
  a: LuaNumber,
  b: LuaNumber,
): LuaNumber | undefined {
  const left = exactInteger(a);
  const right = exactInteger(b);
  return left === undefined || right === undefined ? undefined : operator(left, right);
}

function isZero(n: LuaNumber): boolean {
  return toDouble(n) === 0;
}

/** The value of `a operator b`, or undefined when it would raise an error or is not arithmetic. */
function evaluate(operator: BinaryOperator, a: LuaNumber, b: LuaNumber): LuaNumber | undefined {
  switch (operator) {
    case BinaryOperator.Add:
      return arithmetic.add(a, b);
    case BinaryOperator.Subtract:
      return arithmetic.sub(a, b);
    case BinaryOperator.Multiply:
      return arithmetic.mul(a, b);
    case BinaryOperator.Divide:
      return isZero(b) ? undefined : arithmetic.div(a, b);
    case BinaryOperator.FloorDivide:
      return isZero(b) ? undefined : arithmetic.idiv(a, b);
    case BinaryOperator.Modulo:
      return isZero(b) ? undefined : arithmetic.mod(a, b);
    case BinaryOperator.Power:
      return arithmetic.pow(a, b);
    case BinaryOperator.BitAnd:
      return bitwise(arithmetic.band, a, b);
    case BinaryOperator.BitOr:
      return bitwise(arithmetic.bor, a, b);
    case BinaryOperator.BitXor:
      return bitwise(arithmetic.bxor, a, b);
    case BinaryOperator.ShiftLeft:
      return bitwise(arithmetic.shl, a, b);
    case BinaryOperator.ShiftRight:
      return bitwise(arithmetic.shr, a, b);
    default:
      return undefined;
  }
}

/** NaN and float zeros are left to run time: which NaN, and the sign of zero, are easily lost. */
function accept(e: ExpDesc, result: LuaNumber | undefined): boolean {
  if (result === undefined) return false;
  if (isFloat(result)) {
    const x = toDouble(result);
    if (Number.isNaN(x) || x === 0) return false;
  }
  e.value = result;
  return true;
}

/** Makes `left` the value of `left operator right` when both are numerals and the operation cannot fail. */
export function foldBinary(operator: BinaryOperator, left: ExpDesc, right: ExpDesc): boolean {
  if (!left.isNumeral() || !right.isNumeral()) return false;
  return accept(left, evaluate(operator, left.value as LuaNumber, right.value as LuaNumber));
}

/** Makes `e` the value of `operator e` when it is a numeral and the operation cannot fail. */
export function foldUnary(operator: UnaryOperator.Minus | UnaryOperator.BitNot, e: ExpDesc): boolean {
  if (!e.isNumeral()) return false;
  const value = e.value as LuaNumber;
  if (operator === UnaryOperator.Minus) return accept(e, arithmetic.unm(value));
  const integer = exactInteger(value);
  return integer !== undefined && accept(e, arithmetic.bnot(integer));
}
