import type { ParserMethod } from "chevrotain";
import { TokenKind } from "../lexer/tokenKind.ts";
import { ENV_WORD, Word } from "../lexer/words.ts";
import {
  type AssignableExpression,
  type Constant,
  type Expression,
  ExpressionKind,
  type FieldExpression,
  type FunctionBody,
  type FunctionExpression,
  type TableExpression,
  type TableField,
} from "./ast.ts";
import { TokenCursor } from "./cursor.ts";
import type { Declaration } from "./declaration.ts";
import { BINARY_OPERATORS, LEFT_PRIORITY, RIGHT_PRIORITY, UNARY_OPERATORS, UNARY_PRIORITY } from "./precedence.ts";

/**
 * Expressions (§3.4), as plain methods: a Chevrotain rule costs more than most of these productions do. `subexpression`
 * climbs precedences, so that one loop serves all binary operators.
 */
export abstract class ExpressionParser extends TokenCursor {
  protected abstract readonly functionBody: ParserMethod<[isMethod: boolean, line: number], FunctionBody>;
  /** The last literal that stands for a compile-time constant, and the name of that constant. */
  private constantUse: Expression | undefined = undefined;
  private constantName = "";
  /** The fields so far of all open table constructors; the array is longer. */
  private openFields: TableField[] = [];
  private openCount = 0;

  /** exp */
  protected expression(): Expression {
    return this.RECORDING_PHASE ? (undefined as never) : this.subexpression(0);
  }

  /** explist. An array that grows gets much more room than the usual list needs, so the first items are collected without one. */
  protected expressionList(): Expression[] {
    const first = this.subexpression(0);
    if (!this.accept(TokenKind.Comma)) return [first];
    const second = this.subexpression(0);
    if (!this.accept(TokenKind.Comma)) return [first, second];
    const list = [first, second, this.subexpression(0)];
    while (this.accept(TokenKind.Comma)) list.push(this.subexpression(0));
    return list;
  }

  /** An expression whose binary operators bind more strongly than `limit`. */
  protected subexpression(limit: number): Expression {
    this.enterLevel();
    let left = this.operand();
    let kind = this.kind;
    while (LEFT_PRIORITY[kind]! > limit) {
      const operatorLine = this.line();
      this.consumeToken();
      const right = this.subexpression(RIGHT_PRIORITY[kind]!);
      if (kind === TokenKind.And)
        left = this.nodes.logical(this.lastLine, ExpressionKind.And, left, right, operatorLine);
      else if (kind === TokenKind.Or)
        left = this.nodes.logical(this.lastLine, ExpressionKind.Or, left, right, operatorLine);
      else left = this.nodes.binary(this.lastLine, BINARY_OPERATORS[kind]!, left, right, operatorLine);
      kind = this.kind;
    }
    this.level--;
    return left;
  }

  /** A simple expression, or a unary operator with its operand. */
  private operand(): Expression {
    switch (this.kind) {
      case TokenKind.Name:
      case TokenKind.LeftParen:
        return this.suffixed();
      case TokenKind.Numeral: {
        const value = this.takeNumber();
        return this.nodes.constant(ExpressionKind.Number, this.lastLine, value);
      }
      case TokenKind.String:
        return this.string();
      case TokenKind.Nil:
        this.consumeToken();
        return this.nodes.constant(ExpressionKind.Nil, this.lastLine);
      case TokenKind.True:
      case TokenKind.False: {
        const value = this.kind === TokenKind.True;
        this.consumeToken();
        return this.nodes.constant(ExpressionKind.Boolean, this.lastLine, value);
      }
      case TokenKind.Ellipsis:
        if (!this.scope.isVararg) this.syntaxError("cannot use '...' outside a vararg function");
        this.consumeToken();
        return this.nodes.constant(ExpressionKind.Vararg, this.lastLine);
      case TokenKind.LeftBrace:
        return this.tableConstructor();
      case TokenKind.Function:
        return this.functionExpression();
      case TokenKind.Not:
      case TokenKind.Minus:
      case TokenKind.Tilde:
      case TokenKind.Length: {
        const operator = UNARY_OPERATORS[this.kind]!;
        const operatorLine = this.line();
        this.consumeToken();
        const operand = this.subexpression(UNARY_PRIORITY);
        return this.nodes.unary(this.lastLine, operator, operand, operatorLine);
      }
      default:
        return this.syntaxError("unexpected symbol");
    }
  }

  private string(): Expression {
    const word = this.takeString();
    return this.nodes.string(this.lastLine, word);
  }

  /** functiondef: PUC says that an anonymous function starts where its parameters do. */
  private functionExpression(): FunctionExpression {
    this.consumeToken();
    const body = this.SUBRULE(this.functionBody, { ARGS: [false, this.line()] });
    return this.nodes.function(this.lastLine, body);
  }

  /** prefixexp with all its suffixes */
  protected suffixed(): Expression {
    const callLine = this.line();
    let expression = this.primary();
    for (;;) {
      switch (this.kind) {
        case TokenKind.Dot:
          this.consumeToken();
          expression = this.fieldOf(expression);
          break;
        case TokenKind.LeftBracket: {
          const key = this.bracketedKey();
          expression = this.nodes.index(this.lastLine, expression, key);
          break;
        }
        case TokenKind.Colon: {
          this.consumeToken();
          const name = this.expectWord();
          const list = this.callArguments(callLine);
          expression = this.nodes.methodCall(this.lastLine, expression, name, list, callLine);
          break;
        }
        case TokenKind.LeftParen:
        case TokenKind.LeftBrace:
        case TokenKind.String: {
          const list = this.callArguments(callLine);
          expression = this.nodes.call(this.lastLine, expression, list, callLine);
          break;
        }
        default:
          return expression;
      }
    }
  }

  /** A name or a parenthesized expression. */
  private primary(): Expression {
    if (this.kind === TokenKind.Name) {
      return this.variable(this.expectName());
    }
    if (this.kind !== TokenKind.LeftParen) return this.syntaxError("unexpected symbol");
    const line = this.line();
    this.consumeToken();
    const inner = this.subexpression(0);
    this.expectMatch(TokenKind.RightParen, "(", line);
    return this.nodes.parenthesized(this.lastLine, inner);
  }

  /** args */
  private callArguments(callLine: number): Expression[] {
    switch (this.kind) {
      case TokenKind.LeftParen: {
        this.consumeToken();
        const list = (this.kind as TokenKind) === TokenKind.RightParen ? [] : this.expressionList();
        this.expectMatch(TokenKind.RightParen, "(", callLine);
        return list;
      }
      case TokenKind.LeftBrace:
        return [this.tableConstructor()];
      case TokenKind.String:
        return [this.string()];
      default:
        return this.syntaxError("function arguments expected");
    }
  }

  /** `[ exp ]` */
  private bracketedKey(): Expression {
    this.consumeToken();
    const key = this.subexpression(0);
    this.expect(TokenKind.RightBracket);
    return key;
  }

  /** tableconstructor: `{ fieldlist }` (§3.4.9) */
  private tableConstructor(): TableExpression {
    const startLine = this.line();
    this.consumeToken();
    const first = this.openCount;
    this.fieldList();
    this.expectMatch(TokenKind.RightBrace, "{", startLine);
    const fields = this.openFields.slice(first, this.openCount);
    this.openCount = first;
    return this.nodes.table(this.lastLine, fields, startLine);
  }

  /** fieldlist */
  private fieldList(): void {
    while (this.kind !== TokenKind.RightBrace) {
      const field = this.field();
      this.openFields[this.openCount++] = field;
      if (this.kind !== TokenKind.Comma && this.kind !== TokenKind.Semicolon) return;
      this.consumeToken();
    }
  }

  /** field */
  private field(): TableField {
    let key: Expression | undefined;
    let word: Word | undefined;
    let line = 0;
    if (this.kind === TokenKind.LeftBracket) {
      key = this.bracketedKey();
      this.expect(TokenKind.Assign);
    } else if (this.kind === TokenKind.Name) {
      if (this.peek() === TokenKind.Assign) {
        word = this.expectWord();
        line = this.lastLine;
        this.consumeToken();
      } else this.checkLevels(1, true);
    }
    return { key, word, line, value: this.subexpression(0) };
  }

  // Names (§3.2).

  protected override close(): void {
    this.forgetConstantUse();
    this.openFields = [];
    this.openCount = 0;
    super.close();
  }

  /** The node of the last use of a compile-time constant may now become another one. */
  protected forgetConstantUse(): void {
    this.constantUse = undefined;
  }

  /** What a name that was just consumed stands for; `word` is its number. */
  protected variable(word: number): Expression {
    const { bindings } = this.scope.chunk;
    const declaration = bindings[word];
    if (declaration !== undefined) return this.reference(declaration);
    const line = this.lastLine;
    const name = this.stream.words[word]!;
    const environment = bindings[ENV_WORD]!;
    if (environment.scope === this.scope || environment.constant !== undefined)
      return this.nodes.field(line, this.reference(environment), name);
    return this.nodes.global(line, name, this.scope.upvalueIndex(environment));
  }

  private reference(variable: Declaration): Expression {
    const line = this.lastLine;
    if (variable.constant !== undefined) {
      this.constantName = variable.name;
      this.constantUse = this.literal(variable.constant, line);
      return this.constantUse;
    }
    if (variable.scope === this.scope) return this.nodes.local(line, variable);
    const index = this.scope.upvalueIndex(variable);
    return this.nodes.upvalue(line, variable.name, index);
  }

  /** The field whose name comes next. */
  protected fieldOf(object: Expression): FieldExpression {
    const name = this.expectWord();
    return this.nodes.field(this.lastLine, object, name);
  }

  /** Fails when an expression that was just parsed cannot be assigned to. */
  protected assignable(expression: Expression): AssignableExpression {
    if (this.isConstantUse(expression)) this.readOnly(this.constantName);
    switch (expression.kind) {
      case ExpressionKind.Index:
      case ExpressionKind.Field:
      case ExpressionKind.Global:
        return expression;
      case ExpressionKind.Local:
        if (expression.variable.attribute !== undefined) this.readOnly(expression.variable.name);
        return expression;
      case ExpressionKind.UpValue:
        if (this.scope.upvalueVariables[expression.index]!.attribute !== undefined) this.readOnly(expression.name);
        return expression;
      default:
        return this.syntaxError("syntax error");
    }
  }

  /** True for the last use of a compile-time constant. */
  protected isConstantUse(expression: Expression): boolean {
    return expression === this.constantUse;
  }

  protected readOnly(name: string): never {
    return this.semanticError(`attempt to assign to const variable '${name}'`);
  }

  /** A compile-time constant written out. */
  private literal({ value }: Constant, line: number): Expression {
    if (value === undefined) return this.nodes.constant(ExpressionKind.Nil, line);
    if (typeof value === "boolean") return this.nodes.constant(ExpressionKind.Boolean, line, value);
    if (value instanceof Word) return this.nodes.string(line, value);
    return this.nodes.constant(ExpressionKind.Number, line, value);
  }
}
