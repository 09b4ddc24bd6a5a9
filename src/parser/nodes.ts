/**
 * The nodes of the syntax tree as objects of two classes, one for statements and one for expressions: code that walks the tree then
 * finds the same fields at the same places in every node. What the fields mean depends on the kind; the getters have the names of
 * ast.ts.
 */

import type { Word } from "../lexer/words.ts";
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
  StatementKind,
  type StringExpression,
  type TableExpression,
  type TableField,
  type UnaryExpression,
  type UnaryOperator,
  type UpValueExpression,
} from "./ast.ts";

/**
 * Nodes of each class that are kept to be used again. A function with more of them, such as a chunk that is a table of data, needs
 * them all at once, and a list of them would only be in the way of the garbage collector.
 */
const MAX_KEPT = 1 << 13;

class ExpressionNode {
  kind: ExpressionKind = ExpressionKind.Nil;
  line = 0;
  left: Expression | undefined = undefined;
  /** Its other part, or what it says. */
  value: unknown = undefined;
  /** Another line, or the number of an upvalue. */
  number = 0;
  /** A word or an operator; the name of an upvalue. */
  extra: unknown = undefined;

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
  get word(): unknown {
    return this.extra;
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

class StatementNode {
  kind: StatementKind = StatementKind.Do;
  line = 0;
  lastLine = 0;
  /** What is declared, assigned, called or tested. */
  subject: unknown = undefined;
  values: unknown = undefined;
  body: unknown = undefined;

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

/** How many nodes of each class are in use. */
export interface NodeMark {
  readonly expressions: number;
  readonly statements: number;
}

/**
 * Makes the nodes of a chunk. Those of a function whose code has been generated serve for the next one: a fresh node for each
 * expression would be most of the memory that a compilation takes.
 */
export class NodeStore {
  private readonly expressions: ExpressionNode[] = [];
  private expressionCount = 0;
  private readonly statements: StatementNode[] = [];
  private statementCount = 0;

  /** What is in use now. */
  mark(): NodeMark {
    return { expressions: this.expressionCount, statements: this.statementCount };
  }

  /** Takes back the nodes made since `mark`. */
  release(mark: NodeMark): void {
    this.expressionCount = mark.expressions;
    this.statementCount = mark.statements;
  }

  private expression<T extends Expression>(
    kind: T["kind"],
    line: number,
    left: Expression | undefined,
    value: unknown,
    number: number,
    extra: unknown,
  ): T {
    const { expressions } = this;
    const index = this.expressionCount++;
    let node: ExpressionNode;
    if (index < expressions.length) node = expressions[index]!;
    else {
      node = new ExpressionNode();
      if (index < MAX_KEPT) expressions.push(node);
    }
    node.kind = kind;
    node.line = line;
    node.left = left;
    node.value = value;
    node.number = number;
    node.extra = extra;
    return node as unknown as T;
  }

  constant(
    kind: ExpressionKind.Nil | ExpressionKind.Boolean | ExpressionKind.Number | ExpressionKind.Vararg,
    line: number,
    value?: unknown,
  ): Expression {
    return this.expression<Expression>(kind, line, undefined, value, 0, undefined);
  }

  string(line: number, word: Word): StringExpression {
    return this.expression<StringExpression>(ExpressionKind.String, line, undefined, undefined, 0, word);
  }

  local(line: number, variable: LocalVariable): LocalExpression {
    return this.expression<LocalExpression>(ExpressionKind.Local, line, undefined, variable, 0, undefined);
  }

  upvalue(line: number, name: string, index: number): UpValueExpression {
    return this.expression<UpValueExpression>(ExpressionKind.UpValue, line, undefined, undefined, index, name);
  }

  /** @param index the number of the upvalue `_ENV` */
  global(line: number, word: Word, index: number): GlobalExpression {
    return this.expression<GlobalExpression>(ExpressionKind.Global, line, undefined, undefined, index, word);
  }

  function(line: number, body: FunctionBody): FunctionExpression {
    return this.expression<FunctionExpression>(ExpressionKind.Function, line, undefined, body, 0, undefined);
  }

  table(line: number, fields: readonly TableField[], startLine: number): TableExpression {
    return this.expression<TableExpression>(ExpressionKind.Table, line, undefined, fields, startLine, undefined);
  }

  parenthesized(line: number, inner: Expression): ParenthesizedExpression {
    const kind = ExpressionKind.Parenthesized;
    return this.expression<ParenthesizedExpression>(kind, line, inner, undefined, 0, undefined);
  }

  unary(line: number, operator: UnaryOperator, operand: Expression, operatorLine: number): UnaryExpression {
    const kind = ExpressionKind.Unary;
    return this.expression<UnaryExpression>(kind, line, operand, undefined, operatorLine, operator);
  }

  binary(
    line: number,
    operator: BinaryOperator,
    left: Expression,
    right: Expression,
    operatorLine: number,
  ): BinaryExpression {
    return this.expression<BinaryExpression>(ExpressionKind.Binary, line, left, right, operatorLine, operator);
  }

  logical(
    line: number,
    kind: ExpressionKind.And | ExpressionKind.Or,
    left: Expression,
    right: Expression,
    operatorLine: number,
  ): LogicalExpression {
    return this.expression<LogicalExpression>(kind, line, left, right, operatorLine, undefined);
  }

  index(line: number, left: Expression, key: Expression): IndexExpression {
    return this.expression<IndexExpression>(ExpressionKind.Index, line, left, key, 0, undefined);
  }

  field(line: number, left: Expression, word: Word): FieldExpression {
    return this.expression<FieldExpression>(ExpressionKind.Field, line, left, undefined, 0, word);
  }

  call(line: number, left: Expression, list: readonly Expression[], callLine: number): CallExpression {
    return this.expression<CallExpression>(ExpressionKind.Call, line, left, list, callLine, undefined);
  }

  methodCall(
    line: number,
    left: Expression,
    word: Word,
    list: readonly Expression[],
    callLine: number,
  ): MethodCallExpression {
    return this.expression<MethodCallExpression>(ExpressionKind.MethodCall, line, left, list, callLine, word);
  }

  /**
   * A statement.
   *
   * @param subject - what it declares, assigns, calls or tests; the clauses of an `if`, the label of a `goto`
   * @param values - its expressions, or its function
   * @param body - its block; the last one of an `if`
   */
  statement<T extends Statement>(
    kind: T["kind"],
    line: number,
    lastLine: number,
    subject?: unknown,
    values?: unknown,
    body?: unknown,
  ): T {
    const { statements } = this;
    const index = this.statementCount++;
    let node: StatementNode;
    if (index < statements.length) node = statements[index]!;
    else {
      node = new StatementNode();
      if (index < MAX_KEPT) statements.push(node);
    }
    node.kind = kind;
    node.line = line;
    node.lastLine = lastLine;
    node.subject = subject;
    node.values = values;
    node.body = body;
    return node as unknown as T;
  }
}
