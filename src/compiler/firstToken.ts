import { numberToString } from "../base/numeral.ts";
import type { Expression } from "../parser/ast.ts";

/** The leftmost part of an expression that is not itself an expression with a left part. */
function leftmost(expression: Expression): Expression {
  for (let node = expression; ; ) {
    switch (node.kind) {
      case "Binary":
      case "Logical":
        node = node.left;
        break;
      case "Call":
        node = node.callee;
        break;
      case "MethodCall":
        node = node.object;
        break;
      case "Index":
        if (isGlobal(node)) return node;
        node = node.object;
        break;
      default:
        return node;
    }
  }
}

/** True for `_ENV.name`, which is most likely written `name`. */
function isGlobal(node: Extract<Expression, { kind: "Index" }>): boolean {
  const { object, key } = node;
  if (key.kind !== "String") return false;
  return (
    (object.kind === "UpValue" && object.name === "_ENV") ||
    (object.kind === "Local" && object.variable.name === "_ENV")
  );
}

/** The text of the first token of an expression, as far as the tree tells; undefined when it does not. */
export function firstToken(expression: Expression): string | undefined {
  const node = leftmost(expression);
  switch (node.kind) {
    case "Nil":
      return "nil";
    case "Boolean":
      return String(node.value);
    case "Number":
      return numberToString(node.value);
    case "Vararg":
      return "...";
    case "Function":
      return "function";
    case "Local":
      return node.variable.name;
    case "UpValue":
      return node.name;
    case "Unary":
      return node.operator;
    case "Parenthesized":
      return "(";
    case "Table":
      return "{";
    case "Index":
      return node.key.kind === "String" ? node.key.value : undefined;
    default:
      return undefined;
  }
}

/** The line of the first token of an expression, as far as the tree tells. */
export function firstLine(expression: Expression): number {
  for (let node = expression; ; ) {
    switch (node.kind) {
      case "Call":
      case "MethodCall":
        return node.callLine;
      case "Binary":
      case "Logical":
        node = node.left;
        break;
      case "Index":
        node = node.object;
        break;
      case "Parenthesized":
        node = node.inner;
        break;
      case "Unary":
        return node.operatorLine;
      case "Table":
        return node.startLine;
      case "Function":
        return node.body.line;
      default:
        return node.line;
    }
  }
}
