import { TokenKind } from "../lexer/tokenKind.ts";
import { BinaryOperator, UnaryOperator } from "./ast.ts";

/**
 * How strongly operators bind (§3.4.8), weakest first. A binary operator takes its right operand up to operators that bind
 * more strongly than `right`: below `left` makes it right associative. `and` and `or` are no {@link BinaryOperator}.
 */
const LEVELS: readonly (readonly [left: number, right: number, operators: readonly Row[]])[] = [
  [1, 1, [[TokenKind.Or, undefined]]],
  [2, 2, [[TokenKind.And, undefined]]],
  [
    3,
    3,
    [
      [TokenKind.Less, BinaryOperator.Less],
      [TokenKind.Greater, BinaryOperator.Greater],
      [TokenKind.LessEqual, BinaryOperator.LessEqual],
      [TokenKind.GreaterEqual, BinaryOperator.GreaterEqual],
      [TokenKind.NotEqual, BinaryOperator.NotEqual],
      [TokenKind.Equal, BinaryOperator.Equal],
    ],
  ],
  [4, 4, [[TokenKind.Pipe, BinaryOperator.BitOr]]],
  [5, 5, [[TokenKind.Tilde, BinaryOperator.BitXor]]],
  [6, 6, [[TokenKind.Ampersand, BinaryOperator.BitAnd]]],
  [
    7,
    7,
    [
      [TokenKind.ShiftLeft, BinaryOperator.ShiftLeft],
      [TokenKind.ShiftRight, BinaryOperator.ShiftRight],
    ],
  ],
  [9, 8, [[TokenKind.Concat, BinaryOperator.Concat]]],
  [
    10,
    10,
    [
      [TokenKind.Plus, BinaryOperator.Add],
      [TokenKind.Minus, BinaryOperator.Subtract],
    ],
  ],
  [
    11,
    11,
    [
      [TokenKind.Star, BinaryOperator.Multiply],
      [TokenKind.Slash, BinaryOperator.Divide],
      [TokenKind.DoubleSlash, BinaryOperator.FloorDivide],
      [TokenKind.Percent, BinaryOperator.Modulo],
    ],
  ],
  [14, 13, [[TokenKind.Caret, BinaryOperator.Power]]],
];
type Row = readonly [kind: TokenKind, operator: BinaryOperator | undefined];

/** Unary operators bind more strongly than any binary one but `^`. */
export const UNARY_PRIORITY = 12;

/** Indexed by {@link TokenKind}: how strongly it binds the operand on its left; 0 when it is no binary operator. */
export const LEFT_PRIORITY: Uint8Array = new Uint8Array(64);
/** Indexed by {@link TokenKind}: how strongly it binds the operand on its right. */
export const RIGHT_PRIORITY: Uint8Array = new Uint8Array(64);
/** Indexed by {@link TokenKind}: the {@link BinaryOperator}. */
export const BINARY_OPERATORS: Uint8Array = new Uint8Array(64);

for (const [left, right, operators] of LEVELS) {
  for (const [kind, operator] of operators) {
    LEFT_PRIORITY[kind] = left;
    RIGHT_PRIORITY[kind] = right;
    if (operator !== undefined) BINARY_OPERATORS[kind] = operator;
  }
}

/** Indexed by {@link TokenKind}: the {@link UnaryOperator}. */
export const UNARY_OPERATORS: Uint8Array = new Uint8Array(64);
UNARY_OPERATORS[TokenKind.Not] = UnaryOperator.Not;
UNARY_OPERATORS[TokenKind.Minus] = UnaryOperator.Minus;
UNARY_OPERATORS[TokenKind.Tilde] = UnaryOperator.BitNot;
UNARY_OPERATORS[TokenKind.Length] = UnaryOperator.Length;
