import {
  ArithmeticFault,
  add,
  band,
  bnot,
  bor,
  bxor,
  div,
  idiv,
  mod,
  mul,
  pow,
  shl,
  shr,
  sub,
  unm,
} from "../base/arithmetic.ts";
import { toInteger } from "../base/integer64.ts";
import { isFloat, isNumber, type LuaInteger, type LuaNumber, toDouble } from "../base/luaFloat.ts";
import {
  type BinaryExpression,
  BinaryOperator,
  type Constant,
  type ConstantValue,
  type Expression,
  ExpressionKind,
  type LogicalExpression,
  UnaryOperator,
} from "./ast.ts";

const ARITHMETIC: { readonly [operator in BinaryOperator]?: (a: LuaNumber, b: LuaNumber) => LuaNumber } = {
  [BinaryOperator.Add]: add,
  [BinaryOperator.Subtract]: sub,
  [BinaryOperator.Multiply]: mul,
  [BinaryOperator.Divide]: div,
  [BinaryOperator.FloorDivide]: idiv,
  [BinaryOperator.Modulo]: mod,
  [BinaryOperator.Power]: pow,
};
const BITWISE: { readonly [operator in BinaryOperator]?: (a: LuaInteger, b: LuaInteger) => LuaInteger } = {
  [BinaryOperator.BitAnd]: band,
  [BinaryOperator.BitOr]: bor,
  [BinaryOperator.BitXor]: bxor,
  [BinaryOperator.ShiftLeft]: shl,
  [BinaryOperator.ShiftRight]: shr,
};

/**
 * The value of an expression that PUC 5.4 knows when it compiles it: what makes `local x <const> = e` a compile-time constant
 * rather than a variable (§3.3.7). Literals, folded arithmetic, `not` and those `and`/`or` that need no jump.
 */
export function constantOf(expression: Expression): Constant | undefined {
  // Chains nest to the left without limit; everything else is bounded by the parser's nesting limit.
  const spine: (BinaryExpression | LogicalExpression)[] = [];
  let first = expression;
  while (isBinary(first)) {
    spine.push(first);
    first = first.left;
  }
  let result = operandOf(first);
  for (let node = spine.pop(); node !== undefined && result !== undefined; node = spine.pop()) {
    result = node.kind === ExpressionKind.Binary ? foldBinary(node, result) : foldLogical(node, result);
  }
  return result;
}

function isBinary(node: Expression): node is BinaryExpression | LogicalExpression {
  const { kind } = node;
  return kind === ExpressionKind.Binary || kind === ExpressionKind.And || kind === ExpressionKind.Or;
}

/** The constant value of an expression other than a binary operation. */
function operandOf(expression: Expression): Constant | undefined {
  switch (expression.kind) {
    case ExpressionKind.Nil:
      return { value: undefined };
    case ExpressionKind.Boolean:
    case ExpressionKind.Number:
      return { value: expression.value };
    case ExpressionKind.String:
      return { value: expression.word };
    case ExpressionKind.Parenthesized:
      return constantOf(expression.inner);
    case ExpressionKind.Unary: {
      const operand = constantOf(expression.operand);
      return operand && foldUnary(expression.operator, operand.value);
    }
    default:
      return undefined;
  }
}

function foldUnary(operator: UnaryOperator, value: ConstantValue): Constant | undefined {
  if (operator === UnaryOperator.Not) return { value: value === undefined || value === false };
  if (!isNumber(value) || operator === UnaryOperator.Length) return undefined;
  if (operator === UnaryOperator.Minus) return folded(unm(value));
  const integer = toInteger(value);
  return integer === undefined ? undefined : { value: bnot(integer) };
}

function foldBinary(node: BinaryExpression, left: Constant): Constant | undefined {
  const right = constantOf(node.right);
  const a = left.value;
  const b = right?.value;
  if (!isNumber(a) || !isNumber(b)) return undefined;
  try {
    const bitwise = BITWISE[node.operator];
    if (bitwise !== undefined) {
      const m = toInteger(a);
      const n = toInteger(b);
      return m === undefined || n === undefined ? undefined : { value: bitwise(m, n) };
    }
    if (isDivision(node.operator) && toDouble(b) === 0) return undefined;
    const arithmetic = ARITHMETIC[node.operator];
    return arithmetic && folded(arithmetic(a, b));
  } catch (e) {
    if (e instanceof ArithmeticFault) return undefined;
    throw e;
  }
}

function isDivision(operator: BinaryOperator): boolean {
  return (
    operator === BinaryOperator.Divide || operator === BinaryOperator.FloorDivide || operator === BinaryOperator.Modulo
  );
}

/** PUC does not fold to a float that is zero or not a number, lest -0.0 be mistaken for 0.0. */
function folded(value: LuaNumber): Constant | undefined {
  if (isFloat(value)) {
    const x = toDouble(value);
    if (x === 0 || Number.isNaN(x)) return undefined;
  }
  return { value };
}

/** `and` and `or` whose left operand decides at compile time that the right one is the result. */
function foldLogical(node: LogicalExpression, left: Constant): Constant | undefined {
  const isTrue = left.value !== undefined && left.value !== false;
  return (node.kind === ExpressionKind.And) === isTrue ? constantOf(node.right) : undefined;
}
