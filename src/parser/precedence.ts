import { TokenKind } from "../lexer/tokenKind.ts";
import type { BinaryOperator, UnaryExpression } from "./ast.ts";

/**
 * How strongly operators bind (§3.4.8), weakest first. A binary operator takes its right operand up to operators that bind
 * more strongly than `right`: below `left` makes it right associative.
 */
const LEVELS: readonly (readonly [left: number, right: number, operators: readonly Row[]])[] = [
  [1, 1, [[TokenKind.Or, "or"]]],
  [2, 2, [[TokenKind.And, "and"]]],
  [
    3,
    3,
    [
      [TokenKind.Less, "<"],
      [TokenKind.Greater, ">"],
      [TokenKind.LessEqual, "<="],
      [TokenKind.GreaterEqual, ">="],
      [TokenKind.NotEqual, "~="],
      [TokenKind.Equal, "=="],
    ],
  ],
  [4, 4, [[TokenKind.Pipe, "|"]]],
  [5, 5, [[TokenKind.Tilde, "~"]]],
  [6, 6, [[TokenKind.Ampersand, "&"]]],
  [
    7,
    7,
    [
      [TokenKind.ShiftLeft, "<<"],
      [TokenKind.ShiftRight, ">>"],
    ],
  ],
  [9, 8, [[TokenKind.Concat, ".."]]],
  [
    10,
    10,
    [
      [TokenKind.Plus, "+"],
      [TokenKind.Minus, "-"],
    ],
  ],
  [
    11,
    11,
    [
      [TokenKind.Star, "*"],
      [TokenKind.Slash, "/"],
      [TokenKind.DoubleSlash, "//"],
      [TokenKind.Percent, "%"],
    ],
  ],
  [14, 13, [[TokenKind.Caret, "^"]]],
];
type Row = readonly [kind: TokenKind, operator: BinaryOperator | "and" | "or"];

/** Unary operators bind more strongly than any binary one but `^`. */
export const UNARY_PRIORITY = 12;

/** Indexed by {@link TokenKind}: how strongly it binds the operand on its left; 0 when it is no binary operator. */
export const LEFT_PRIORITY: Uint8Array = new Uint8Array(64);
/** Indexed by {@link TokenKind}: how strongly it binds the operand on its right. */
export const RIGHT_PRIORITY: Uint8Array = new Uint8Array(64);
/** Indexed by {@link TokenKind}: the binary operator as the syntax tree names it. */
export const BINARY_OPERATORS: (BinaryOperator | "and" | "or" | undefined)[] = new Array(64).fill(undefined);

for (const [left, right, operators] of LEVELS) {
  for (const [kind, operator] of operators) {
    LEFT_PRIORITY[kind] = left;
    RIGHT_PRIORITY[kind] = right;
    BINARY_OPERATORS[kind] = operator;
  }
}

/** Indexed by {@link TokenKind}: the unary operator as the syntax tree names it. */
export const UNARY_OPERATORS: (UnaryExpression["operator"] | undefined)[] = new Array(64).fill(undefined);
UNARY_OPERATORS[TokenKind.Not] = "not";
UNARY_OPERATORS[TokenKind.Minus] = "-";
UNARY_OPERATORS[TokenKind.Tilde] = "~";
UNARY_OPERATORS[TokenKind.Length] = "#";
