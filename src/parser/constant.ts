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
import type {
  BinaryExpression,
  BinaryOperator,
  Constant,
  ConstantValue,
  Expression,
  LogicalExpression,
} from "./ast.ts";

const ARITHMETIC: { readonly [operator in BinaryOperator]?: (a: LuaNumber, b: LuaNumber) => LuaNumber } = {
  "+": add,
  "-": sub,
  "*": mul,
  "/": div,
  "//": idiv,
  "%": mod,
  "^": pow,
};
const BITWISE: { readonly [operator in BinaryOperator]?: (a: LuaInteger, b: LuaInteger) => LuaInteger } = {
  "&": band,
  "|": bor,
  "~": bxor,
  "<<": shl,
  ">>": shr,
};

/**
 * The value of an expression that PUC 5.4 knows when it compiles it: what makes `local x <const> = e` a compile-time constant
 * rather than a variable (§3.3.7). Literals, folded arithmetic, `not` and those `and`/`or` that need no jump.
 */
export function constantOf(expression: Expression): Constant | undefined {
  // Chains nest to the left without limit; everything else is bounded by the parser's nesting limit.
  const spine: (BinaryExpression | LogicalExpression)[] = [];
  let first = expression;
  while (first.kind === "Binary" || first.kind === "Logical") {
    spine.push(first);
    first = first.left;
  }
  let result = operandOf(first);
  for (let node = spine.pop(); node !== undefined && result !== undefined; node = spine.pop()) {
    result = node.kind === "Binary" ? foldBinary(node, result) : foldLogical(node, result);
  }
  return result;
}

/** The constant value of an expression other than a binary operation. */
function operandOf(expression: Expression): Constant | undefined {
  switch (expression.kind) {
    case "Nil":
      return { value: undefined };
    case "Boolean":
    case "Number":
    case "String":
      return { value: expression.value };
    case "Parenthesized":
      return constantOf(expression.inner);
    case "Unary": {
      const operand = constantOf(expression.operand);
      return operand && foldUnary(expression.operator, operand.value);
    }
    default:
      return undefined;
  }
}

function foldUnary(operator: "-" | "not" | "#" | "~", value: ConstantValue): Constant | undefined {
  if (operator === "not") return { value: value === undefined || value === false };
  if (!isNumber(value) || operator === "#") return undefined;
  if (operator === "-") return folded(unm(value));
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
    if ("/%//".includes(node.operator) && toDouble(b) === 0) return undefined;
    const arithmetic = ARITHMETIC[node.operator];
    return arithmetic && folded(arithmetic(a, b));
  } catch (e) {
    if (e instanceof ArithmeticFault) return undefined;
    throw e;
  }
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
  return (node.operator === "and") === isTrue ? constantOf(node.right) : undefined;
}
