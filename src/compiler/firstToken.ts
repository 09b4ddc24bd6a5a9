import { numberToString } from "../base/numeral.ts";
import { type Expression, ExpressionKind, hasLeftPart, UnaryOperator } from "../parser/ast.ts";

const UNARY_TEXTS: { readonly [operator in UnaryOperator]: string } = {
  [UnaryOperator.Minus]: "-",
  [UnaryOperator.Not]: "not",
  [UnaryOperator.Length]: "#",
  [UnaryOperator.BitNot]: "~",
};

/** The text of the first token of an expression, as far as the tree tells; undefined when it does not. */
export function firstToken(expression: Expression): string | undefined {
  let node = expression;
  while (hasLeftPart(node)) {
    // `_ENV.word` is most likely written `word`.
    if (node.kind === ExpressionKind.Field && isEnvironment(node.left)) return node.word.text;
    node = node.left;
  }
  switch (node.kind) {
    case ExpressionKind.Nil:
      return "nil";
    case ExpressionKind.Boolean:
      return String(node.value);
    case ExpressionKind.Number:
      return numberToString(node.value);
    case ExpressionKind.String:
      return undefined;
    case ExpressionKind.Vararg:
      return "...";
    case ExpressionKind.Function:
      return "function";
    case ExpressionKind.Local:
      return node.variable.name;
    case ExpressionKind.UpValue:
      return node.name;
    case ExpressionKind.Global:
      return node.word.text;
    case ExpressionKind.Unary:
      return UNARY_TEXTS[node.operator];
    case ExpressionKind.Parenthesized:
      return "(";
    case ExpressionKind.Table:
      return "{";
  }
}

function isEnvironment(node: Expression): boolean {
  return (
    (node.kind === ExpressionKind.UpValue && node.name === "_ENV") ||
    (node.kind === ExpressionKind.Local && node.variable.name === "_ENV")
  );
}

/** The line of the first token of an expression, as far as the tree tells. */
export function firstLine(expression: Expression): number {
  for (let node = expression; ; ) {
    switch (node.kind) {
      case ExpressionKind.Call:
      case ExpressionKind.MethodCall:
        return node.callLine;
      case ExpressionKind.Binary:
      case ExpressionKind.And:
      case ExpressionKind.Or:
      case ExpressionKind.Index:
      case ExpressionKind.Field:
        node = node.left;
        break;
      case ExpressionKind.Parenthesized:
        node = node.inner;
        break;
      case ExpressionKind.Unary:
        return node.operatorLine;
      case ExpressionKind.Table:
        return node.startLine;
      case ExpressionKind.Function:
        return node.body.line;
      default:
        return node.line;
    }
  }
}
