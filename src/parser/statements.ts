import type { ParserMethod } from "chevrotain";
import { TokenKind } from "../lexer/tokenKind.ts";
import { SELF_WORD } from "../lexer/words.ts";
import {
  type AssignableExpression,
  type AssignmentStatement,
  type Block,
  type BreakStatement,
  type CallStatement,
  type Expression,
  ExpressionKind,
  type FunctionExpression,
  type GenericForStatement,
  type GotoStatement,
  type IfClause,
  type LocalFunctionStatement,
  type LocalStatement,
  type LocalVariable,
  type NumericForStatement,
  type ReturnStatement,
  type Statement,
  StatementKind,
} from "./ast.ts";
import { constantOf } from "./constant.ts";
import type { Declaration } from "./declaration.ts";
import { ExpressionParser } from "./expressions.ts";

/** The statements that rules are not worth their cost for, and the parts that several rules have in common (§3.3). */
export abstract class StatementParser extends ExpressionParser {
  /** Statements that were read with the label before them. */
  protected behindLabel: Statement[] = [];
  /** The statements so far of all open blocks; the array is longer. */
  private openStatements: Statement[] = [];
  private openStatementCount = 0;

  protected abstract readonly doStatement: ParserMethod<[], Statement>;
  protected abstract readonly whileStatement: ParserMethod<[], Statement>;
  protected abstract readonly repeatStatement: ParserMethod<[], Statement>;
  protected abstract readonly ifStatement: ParserMethod<[], Statement>;
  protected abstract readonly forStatement: ParserMethod<[], Statement>;
  protected abstract readonly functionStatement: ParserMethod<[], Statement>;
  protected abstract readonly labelStatement: ParserMethod<[], Statement>;

  protected override close(): void {
    this.behindLabel = [];
    this.openStatements = [];
    this.openStatementCount = 0;
    super.close();
  }

  /** Statements up to a token that ends a block. */
  protected statements(): Statement[] {
    const first = this.openStatementCount;
    this.addStatements();
    return this.takeStatements(first);
  }

  private addStatements(): void {
    while (this.kind > TokenKind.Until) {
      const isLast = this.kind === TokenKind.Return;
      const statement = this.statement();
      if (statement !== undefined) this.addStatement(statement);
      if (this.behindLabel.length > 0) for (const behind of this.behindLabel.splice(0)) this.addStatement(behind);
      if (isLast) return;
    }
  }

  private addStatement(statement: Statement): void {
    this.openStatements[this.openStatementCount++] = statement;
  }

  /** Ends the block that begins with statement number `first`. */
  private takeStatements(first: number): Statement[] {
    const list = this.openStatements.slice(first, this.openStatementCount);
    this.openStatementCount = first;
    return list;
  }

  /** block, in a scope of its own */
  protected block(): Block {
    const { scope } = this;
    scope.enterBlock(false);
    const statements = this.statements();
    scope.leaveBlock();
    return { statements };
  }

  /** stat; undefined for `;` */
  protected statement(): Statement | undefined {
    this.enterLevel();
    const statement = this.chosenStatement();
    this.level--;
    return statement;
  }

  private chosenStatement(): Statement | undefined {
    switch (this.kind) {
      case TokenKind.Local:
        return this.localStatement();
      case TokenKind.If:
        return this.SUBRULE(this.ifStatement);
      case TokenKind.Return:
        return this.returnStatement();
      case TokenKind.For:
        return this.SUBRULE(this.forStatement);
      case TokenKind.Function:
        return this.SUBRULE(this.functionStatement);
      case TokenKind.While:
        return this.SUBRULE(this.whileStatement);
      case TokenKind.Do:
        return this.SUBRULE(this.doStatement);
      case TokenKind.Repeat:
        return this.SUBRULE(this.repeatStatement);
      case TokenKind.Break:
        return this.breakStatement();
      case TokenKind.Goto:
        return this.gotoStatement();
      case TokenKind.DoubleColon:
        return this.SUBRULE(this.labelStatement);
      case TokenKind.Semicolon:
        this.consumeToken();
        return undefined;
      default:
        return this.expressionStatement();
    }
  }

  /** varlist `=` explist, or a call */
  private expressionStatement(): AssignmentStatement | CallStatement {
    const line = this.line();
    const first = this.suffixed();
    if (this.kind === TokenKind.Assign || this.kind === TokenKind.Comma) return this.assignment(first, line);
    if (first.kind !== ExpressionKind.Call && first.kind !== ExpressionKind.MethodCall)
      this.syntaxError("syntax error");
    return this.nodes.statement(StatementKind.Call, line, this.lastLine, first);
  }

  /** The rest of an assignment after its first target (§3.3.3). */
  private assignment(first: Expression, line: number): AssignmentStatement {
    const targets: AssignableExpression[] = [this.assignable(first)];
    while (this.accept(TokenKind.Comma)) {
      const target = this.suffixed();
      // Each further target is a level of nesting: 5.4 leaves it after the values, 5.3 only checks it.
      if (this.version === "5.4") this.enterLevel();
      else this.checkLevels(targets.length);
      targets.push(this.assignable(target));
    }
    this.expect(TokenKind.Assign);
    const values = this.expressionList();
    if (this.version === "5.4") this.level -= targets.length - 1;
    return this.nodes.statement(StatementKind.Assignment, line, this.lastLine, targets, values);
  }

  /** `break` */
  private breakStatement(): BreakStatement {
    const line = this.line();
    this.consumeToken();
    this.scope.addBreak(line);
    return this.nodes.statement(StatementKind.Break, line, this.lastLine);
  }

  /** `goto Name` */
  private gotoStatement(): GotoStatement {
    const line = this.line();
    this.consumeToken();
    const nameLine = this.line();
    const name = this.expectWord().text;
    const active = this.scope.activeVariables();
    // The scope sets the label before the function ends, or fails.
    const statement = this.nodes.statement<GotoStatement>(StatementKind.Goto, line, this.lastLine, undefined, active);
    this.scope.addGoto(name, this.version === "5.4" ? nameLine : line, (label) => {
      statement.label = label;
    });
    return statement;
  }

  /** `return [explist] [';']` */
  private returnStatement(): ReturnStatement {
    const line = this.line();
    this.consumeToken();
    const isEmpty = this.kind <= TokenKind.Until || this.kind === TokenKind.Semicolon;
    const values = isEmpty ? [] : this.expressionList();
    this.accept(TokenKind.Semicolon);
    return this.nodes.statement(StatementKind.Return, line, this.lastLine, undefined, values);
  }

  /** `local function Name funcbody`, `local attnamelist ['=' explist]` */
  private localStatement(): LocalFunctionStatement | LocalStatement {
    const line = this.line();
    this.consumeToken();
    return this.accept(TokenKind.Function) ? this.localFunction(line) : this.localVariables(line);
  }

  private localFunction(line: number): LocalFunctionStatement {
    const variable = this.declaredName();
    this.scope.activate(variable);
    const value = this.functionValue(false, this.line());
    return this.nodes.statement(StatementKind.LocalFunction, line, this.lastLine, variable, value);
  }

  private localVariables(line: number): LocalStatement {
    const { scope } = this;
    const variables = [this.attributedName(false)];
    let hasClose = false;
    while (this.accept(TokenKind.Comma)) {
      hasClose ||= variables[variables.length - 1]!.attribute === "close";
      variables.push(this.attributedName(hasClose));
    }
    const values = this.accept(TokenKind.Assign) ? this.expressionList() : [];
    const last = variables.length - 1;
    for (let i = 0; i <= last; i++) {
      const variable = variables[i]!;
      const isConstant = i === last && values.length === variables.length && variable.attribute === "const";
      scope.activate(variable, isConstant ? constantOf(values[last]!) : undefined);
    }
    return this.nodes.statement(StatementKind.Local, line, this.lastLine, variables, values);
  }

  /** Name attrib. `hasClose`: there has been a to-be-closed variable in the list. */
  private attributedName(hasClose: boolean): Declaration {
    const { scope } = this;
    const word = this.expectName();
    scope.reserve(1);
    const attribute = this.attribute();
    if (hasClose && attribute === "close") this.semanticError("multiple to-be-closed variables in local list");
    return scope.createLocal(this.stream.words[word]!.text, word, attribute);
  }

  /** attrib: `<const>` or `<close>` (§3.3.7; 5.4 only) */
  private attribute(): "const" | "close" | undefined {
    if (this.version === "5.3" || !this.accept(TokenKind.Less)) return undefined;
    const attribute = this.expectWord().text;
    this.expect(TokenKind.Greater);
    if (attribute === "const" || attribute === "close") return attribute;
    return this.semanticError(`unknown attribute '${attribute}'`);
  }

  /** A variable named by the token that comes next; it is not visible yet. */
  private declaredName(): Declaration {
    const word = this.expectName();
    this.scope.reserve(1);
    return this.scope.createLocal(this.stream.words[word]!.text, word);
  }

  protected functionValue(isMethod: boolean, line: number): FunctionExpression {
    const body = this.SUBRULE(this.functionBody, { ARGS: [isMethod, line] });
    return this.nodes.function(this.lastLine, body);
  }

  /** parlist, and `self` before it */
  protected parameters(isMethod: boolean): LocalVariable[] {
    const { scope } = this;
    const parameters: Declaration[] = [];
    if (isMethod) {
      scope.reserve(1);
      parameters.push(scope.createLocal("self", SELF_WORD));
    }
    if (this.kind !== TokenKind.RightParen && !this.RECORDING_PHASE) {
      do {
        if (this.kind === TokenKind.Name) parameters.push(this.declaredName());
        else if (this.accept(TokenKind.Ellipsis)) scope.isVararg = true;
        else this.syntaxError("<name> or '...' expected");
      } while (!scope.isVararg && this.accept(TokenKind.Comma));
    }
    for (const parameter of parameters) scope.activate(parameter);
    return parameters;
  }

  /** What follows `if` or `elseif`: `exp then block` */
  protected ifClause(): IfClause {
    const { scope } = this;
    const condition = this.expression();
    this.expect(TokenKind.Then);
    scope.enterBlock(false);
    const first = this.openStatementCount;
    // A jump right here is no nested statement for PUC, which makes it part of the condition.
    if (this.kind === TokenKind.Break) this.addStatement(this.breakStatement());
    else if (this.kind === TokenKind.Goto && this.version === "5.3") this.addStatement(this.gotoStatement());
    if (this.openStatementCount > first) while (this.accept(TokenKind.Semicolon));
    this.addStatements();
    const statements = this.takeStatements(first);
    scope.leaveBlock();
    return { condition, body: { statements }, endLine: this.line() };
  }

  /** `= exp, exp [, exp] do block end` after the variable with word number `word` */
  protected numericFor(word: number, line: number): NumericForStatement {
    const { scope } = this;
    scope.reserve(3);
    scope.reserve(1);
    const variable = scope.createLocal(this.stream.words[word]!.text, word);
    this.consumeToken();
    const start = this.subexpression(0);
    this.expect(TokenKind.Comma);
    const limit = this.subexpression(0);
    const values = this.accept(TokenKind.Comma) ? [start, limit, this.subexpression(0)] : [start, limit];
    scope.countDebugEntries(3);
    const body = this.loopBody([variable], line);
    return this.nodes.statement(StatementKind.NumericFor, line, this.lastLine, variable, values, body);
  }

  /** `{, Name} in explist do block end` after the variable with word number `first` */
  protected genericFor(first: number, line: number): GenericForStatement {
    const { scope } = this;
    const hidden = this.version === "5.4" ? 4 : 3;
    scope.reserve(hidden);
    scope.reserve(1);
    const variables = [scope.createLocal(this.stream.words[first]!.text, first)];
    while (this.accept(TokenKind.Comma)) variables.push(this.declaredName());
    this.expect(TokenKind.In);
    const values = this.expressionList();
    scope.countDebugEntries(hidden);
    const body = this.loopBody(variables, line);
    return this.nodes.statement(StatementKind.GenericFor, line, this.lastLine, variables, values, body);
  }

  /** `do block end` of a for loop with its control variables */
  private loopBody(variables: readonly Declaration[], line: number): Block {
    const { scope } = this;
    this.expect(TokenKind.Do);
    scope.enterBlock(false);
    for (const variable of variables) scope.activate(variable);
    const body = this.block();
    scope.leaveBlock();
    this.expectMatch(TokenKind.End, "for", line);
    return body;
  }
}
