/**
 * The nodes of the syntax tree as objects of two classes, one for statements and one for expressions: code that walks the tree then
 * finds the same fields at the same places in every node. What the fields mean depends on the kind; the getters have the names of
 * ast.ts.
 */

import {
  type BinaryExpression,
  type BinaryOperator,
  type CallExpression,
  type Expression,
  ExpressionKind,
  type FieldExpression,
  type FunctionBody,
  type FunctionExpression,
  type GlobalExpression,
  type IndexExpression,
  type LocalExpression,
  type LocalVariable,
  type LogicalExpression,
  type MethodCallExpression,
  type ParenthesizedExpression,
  type Statement,
  type StatementKind,
  type StringExpression,
  type TableExpression,
  type TableField,
  type UnaryExpression,
  type UnaryOperator,
  type UpValueExpression,
} from "./ast.ts";

class ExpressionNode {
  readonly kind: ExpressionKind;
  readonly line: number;
  readonly left: Expression | undefined;
  /** Its other part, or what it says. */
  readonly value: unknown;
  /** Another line, or the number of an upvalue. */
  readonly number: number;
  /** A name or an operator. */
  readonly extra: unknown;

  constructor(
    kind: ExpressionKind,
    line: number,
    left: Expression | undefined,
    value: unknown,
    number: number,
    extra: unknown,
  ) {
    this.kind = kind;
    this.line = line;
    this.left = left;
    this.value = value;
    this.number = number;
    this.extra = extra;
  }

  get arguments(): unknown {
    return this.value;
  }
  get body(): unknown {
    return this.value;
  }
  get fields(): unknown {
    return this.value;
  }
  get key(): unknown {
    return this.value;
  }
  get name(): unknown {
    return this.extra;
  }
  get operator(): unknown {
    return this.extra;
  }
  get right(): unknown {
    return this.value;
  }
  get variable(): unknown {
    return this.value;
  }
  get inner(): Expression | undefined {
    return this.left;
  }
  get operand(): Expression | undefined {
    return this.left;
  }
  get callLine(): number {
    return this.number;
  }
  get index(): number {
    return this.number;
  }
  get operatorLine(): number {
    return this.number;
  }
  get startLine(): number {
    return this.number;
  }
}

function expressionNode<T extends Expression>(
  kind: T["kind"],
  line: number,
  left: Expression | undefined,
  value?: unknown,
  number = 0,
  extra?: unknown,
): T {
  return new ExpressionNode(kind, line, left, value, number, extra) as unknown as T;
}

export function constantNode(
  kind: ExpressionKind.Nil | ExpressionKind.Boolean | ExpressionKind.Number | ExpressionKind.Vararg,
  line: number,
  value?: unknown,
): Expression {
  return expressionNode<Expression>(kind, line, undefined, value);
}

export function stringNode(line: number, value: string): StringExpression {
  return expressionNode<StringExpression>(ExpressionKind.String, line, undefined, value);
}

export function localNode(line: number, variable: LocalVariable): LocalExpression {
  return expressionNode<LocalExpression>(ExpressionKind.Local, line, undefined, variable);
}

export function upvalueNode(line: number, name: string, index: number): UpValueExpression {
  return expressionNode<UpValueExpression>(ExpressionKind.UpValue, line, undefined, undefined, index, name);
}

/** @param index the number of the upvalue `_ENV` */
export function globalNode(line: number, name: string, index: number): GlobalExpression {
  return expressionNode<GlobalExpression>(ExpressionKind.Global, line, undefined, undefined, index, name);
}

export function functionNode(line: number, body: FunctionBody): FunctionExpression {
  return expressionNode<FunctionExpression>(ExpressionKind.Function, line, undefined, body);
}

export function tableNode(line: number, fields: readonly TableField[], startLine: number): TableExpression {
  return expressionNode<TableExpression>(ExpressionKind.Table, line, undefined, fields, startLine);
}

export function parenthesizedNode(line: number, inner: Expression): ParenthesizedExpression {
  return expressionNode<ParenthesizedExpression>(ExpressionKind.Parenthesized, line, inner);
}

export function unaryNode(
  line: number,
  operator: UnaryOperator,
  operand: Expression,
  operatorLine: number,
): UnaryExpression {
  return expressionNode<UnaryExpression>(ExpressionKind.Unary, line, operand, undefined, operatorLine, operator);
}

export function binaryNode(
  line: number,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  operatorLine: number,
): BinaryExpression {
  return expressionNode<BinaryExpression>(ExpressionKind.Binary, line, left, right, operatorLine, operator);
}

export function logicalNode(
  line: number,
  kind: ExpressionKind.And | ExpressionKind.Or,
  left: Expression,
  right: Expression,
  operatorLine: number,
): LogicalExpression {
  return expressionNode<LogicalExpression>(kind, line, left, right, operatorLine);
}

export function indexNode(line: number, left: Expression, key: Expression): IndexExpression {
  return expressionNode<IndexExpression>(ExpressionKind.Index, line, left, key);
}

export function fieldNode(line: number, left: Expression, name: string): FieldExpression {
  return expressionNode<FieldExpression>(ExpressionKind.Field, line, left, undefined, 0, name);
}

export function callNode(
  line: number,
  left: Expression,
  list: readonly Expression[],
  callLine: number,
): CallExpression {
  return expressionNode<CallExpression>(ExpressionKind.Call, line, left, list, callLine);
}

export function methodCallNode(
  line: number,
  left: Expression,
  name: string,
  list: readonly Expression[],
  callLine: number,
): MethodCallExpression {
  return expressionNode<MethodCallExpression>(ExpressionKind.MethodCall, line, left, list, callLine, name);
}

class StatementNode {
  readonly kind: StatementKind;
  readonly line: number;
  readonly lastLine: number;
  /** What is declared, assigned, called or tested. */
  subject: unknown;
  readonly values: unknown;
  readonly body: unknown;

  constructor(kind: StatementKind, line: number, lastLine: number, subject: unknown, values: unknown, body: unknown) {
    this.kind = kind;
    this.line = line;
    this.lastLine = lastLine;
    this.subject = subject;
    this.values = values;
    this.body = body;
  }

  get call(): unknown {
    return this.subject;
  }
  get clauses(): unknown {
    return this.subject;
  }
  get condition(): unknown {
    return this.subject;
  }
  get label(): unknown {
    return this.subject;
  }
  set label(label: unknown) {
    this.subject = label;
  }
  get target(): unknown {
    return this.subject;
  }
  get targets(): unknown {
    return this.subject;
  }
  get variable(): unknown {
    return this.subject;
  }
  get variables(): unknown {
    return this.subject;
  }
  get active(): unknown {
    return this.values;
  }
  get value(): unknown {
    return this.values;
  }
  get orElse(): unknown {
    return this.body;
  }
}

/**
 * A statement.
 *
 * @param subject - what it declares, assigns, calls or tests; the clauses of an `if`, the label of a `goto`
 * @param values - its expressions, or its function
 * @param body - its block; the last one of an `if`
 */
export function statementNode<T extends Statement>(
  kind: T["kind"],
  line: number,
  lastLine: number,
  subject?: unknown,
  values?: unknown,
  body?: unknown,
): T {
  return new StatementNode(kind, line, lastLine, subject, values, body) as unknown as T;
}
