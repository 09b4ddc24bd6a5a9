import type { ParserMethod } from "chevrotain";
import type { LuaVersion } from "../base/version.ts";
import { TokenKind } from "../lexer/tokenKind.ts";
import type {
  AssignableExpression,
  AssignmentStatement,
  Block,
  BreakStatement,
  CallStatement,
  DoStatement,
  Expression,
  FunctionBody,
  FunctionExpression,
  FunctionStatement,
  GenericForStatement,
  GotoStatement,
  IfClause,
  IfStatement,
  Label,
  LabelStatement,
  LocalFunctionStatement,
  LocalStatement,
  LocalVariable,
  NumericForStatement,
  RepeatStatement,
  ReturnStatement,
  Statement,
  WhileStatement,
} from "./ast.ts";
import { constantOf } from "./constant.ts";
import { ExpressionParser } from "./expressions.ts";
import { FunctionScope } from "./scope.ts";

/** The `_ENV` that every chunk is compiled with (§2.2). */
const ENVIRONMENT = "_ENV";

/**
 * The grammar of Lua (§9), a rule for each statement. A rule reads its tokens and does what PUC's compiler does between
 * them, in the same order: that order decides which of several errors is reported.
 */
export class LuaParser extends ExpressionParser {
  /** Statements that were read with the label before them. */
  private behindLabel: Statement[] = [];

  /** funcbody: `( parlist ) block end`. `line` is where messages say that the function is. */
  protected readonly functionBody: ParserMethod<[isMethod: boolean, line: number], FunctionBody> = this.RULE(
    "functionBody",
    (isMethod: boolean, line: number) => {
      const outer = this.scope;
      const scope = new FunctionScope(outer.chunk, outer, line);
      this.scope = scope;
      this.expect(TokenKind.LeftParen);
      const parameters = this.parameters(isMethod);
      this.expect(TokenKind.RightParen);
      const statements = this.statements();
      const body: Block = { statements, locals: scope.block.locals };
      const lastLine = this.line();
      this.expectMatch(TokenKind.End, "function", line);
      scope.leaveBlock();
      this.scope = outer;
      const { isVararg, upvalues } = scope;
      return { parameters, isVararg, isMethod, upvalues, body, line, lastLine };
    },
  );

  /** block, in a scope of its own */
  private readonly block: ParserMethod<[], Block> = this.RULE("block", (): Block => {
    const { scope } = this;
    scope.enterBlock(false);
    const statements = this.statements();
    const { locals } = scope.block;
    scope.leaveBlock();
    return { statements, locals };
  });

  /** `do block end` */
  private readonly doStatement: ParserMethod<[], DoStatement> = this.RULE("doStatement", (): DoStatement => {
    const line = this.line();
    this.expect(TokenKind.Do);
    const body = this.SUBRULE(this.block);
    this.expectMatch(TokenKind.End, "do", line);
    return { kind: "Do", line, lastLine: this.lastLine, body };
  });

  /** `while exp do block end` */
  private readonly whileStatement: ParserMethod<[], WhileStatement> = this.RULE(
    "whileStatement",
    (): WhileStatement => {
      const line = this.line();
      this.expect(TokenKind.While);
      const condition = this.SUBRULE(this.expression);
      this.scope.enterBlock(true);
      this.expect(TokenKind.Do);
      const body = this.SUBRULE(this.block);
      this.expectMatch(TokenKind.End, "while", line);
      this.scope.leaveBlock();
      return { kind: "While", line, lastLine: this.lastLine, condition, body };
    },
  );

  /** `repeat block until exp`: the condition sees the locals of the block */
  private readonly repeatStatement: ParserMethod<[], RepeatStatement> = this.RULE(
    "repeatStatement",
    (): RepeatStatement => {
      const { scope } = this;
      const line = this.line();
      this.expect(TokenKind.Repeat);
      scope.enterBlock(true);
      scope.enterBlock(false);
      const statements = this.statements();
      this.expectMatch(TokenKind.Until, "repeat", line);
      const condition = this.SUBRULE(this.expression);
      const body: Block = { statements, locals: scope.block.locals };
      scope.leaveBlock();
      scope.leaveBlock();
      return { kind: "Repeat", line, lastLine: this.lastLine, body, condition };
    },
  );

  /** `if exp then block {elseif exp then block} [else block] end` */
  private readonly ifStatement: ParserMethod<[], IfStatement> = this.RULE("ifStatement", (): IfStatement => {
    const line = this.line();
    const clauses: IfClause[] = [];
    this.expect(TokenKind.If);
    clauses.push(this.ifClause());
    while (this.accept(TokenKind.ElseIf)) clauses.push(this.ifClause());
    const orElse = this.accept(TokenKind.Else) ? this.SUBRULE(this.block) : undefined;
    this.expectMatch(TokenKind.End, "if", line);
    return { kind: "If", line, lastLine: this.lastLine, clauses, orElse };
  });

  /** `for Name = exp, exp [, exp] do block end`, `for namelist in explist do block end` */
  private readonly forStatement: ParserMethod<[], NumericForStatement | GenericForStatement> = this.RULE(
    "forStatement",
    (): NumericForStatement | GenericForStatement => {
      const line = this.line();
      this.scope.enterBlock(true);
      this.expect(TokenKind.For);
      const name = this.expectName();
      if (this.RECORDING_PHASE) return undefined as never;
      let loop: NumericForStatement | GenericForStatement;
      if (this.kind === TokenKind.Assign) loop = this.numericFor(name, line);
      else if (this.kind === TokenKind.Comma || this.kind === TokenKind.In) loop = this.genericFor(name, line);
      else return this.syntaxError("'=' or 'in' expected");
      this.scope.leaveBlock();
      return loop;
    },
  );

  /** `function funcname funcbody` */
  private readonly functionStatement: ParserMethod<[], FunctionStatement> = this.RULE(
    "functionStatement",
    (): FunctionStatement => {
      const line = this.line();
      this.expect(TokenKind.Function);
      const name = this.expectName();
      if (this.RECORDING_PHASE) return undefined as never;
      let target = this.variable(name);
      while (this.accept(TokenKind.Dot)) target = this.fieldOf(target);
      const isMethod = this.accept(TokenKind.Colon);
      if (isMethod) target = this.fieldOf(target);
      const isConstant = this.isConstantUse(target);
      const value = this.functionValue(isMethod, line);
      if (isConstant) this.readOnly(name);
      return { kind: "Function", line, lastLine: this.lastLine, target: this.assignable(target), value };
    },
  );

  /** `local function Name funcbody`, `local attnamelist ['=' explist]` */
  private readonly localStatement: ParserMethod<[], LocalFunctionStatement | LocalStatement> = this.RULE(
    "localStatement",
    (): LocalFunctionStatement | LocalStatement => {
      const line = this.line();
      this.expect(TokenKind.Local);
      return this.accept(TokenKind.Function) ? this.localFunction(line) : this.localVariables(line);
    },
  );

  /** label: `:: Name ::` */
  private readonly labelStatement: ParserMethod<[], LabelStatement> = this.RULE(
    "labelStatement",
    (): LabelStatement => {
      const { scope } = this;
      const line = this.line();
      this.expect(TokenKind.DoubleColon);
      const name = this.expectName();
      if (this.RECORDING_PHASE) return undefined as never;
      // 5.3 declares the label before the void statements behind it, 5.4 after them.
      const isEarly = this.version === "5.3";
      if (isEarly) scope.checkRepeatedLabel(name);
      this.expect(TokenKind.DoubleColon);
      let entry = isEarly ? scope.declareLabel(name, line) : undefined;
      const { lastLine } = this;
      while (this.kind === TokenKind.Semicolon || this.kind === TokenKind.DoubleColon) {
        const statement = this.SUBRULE(this.statement);
        if (statement !== undefined) this.behindLabel.push(statement);
      }
      if (!isEarly) scope.checkRepeatedLabel(name);
      entry ??= scope.declareLabel(name, line);
      // Nothing more can be said before `until`: its condition still sees the locals of the block.
      scope.placeLabel(entry, this.kind < TokenKind.Until);
      return { kind: "Label", line, lastLine, label: entry.label };
    },
  );

  /** `return [explist] [';']` */
  private readonly returnStatement: ParserMethod<[], ReturnStatement> = this.RULE(
    "returnStatement",
    (): ReturnStatement => {
      const line = this.line();
      this.expect(TokenKind.Return);
      const isEmpty = this.kind <= TokenKind.Until || this.kind === TokenKind.Semicolon;
      const values = isEmpty ? [] : this.expressionList();
      this.accept(TokenKind.Semicolon);
      return { kind: "Return", line, lastLine: this.lastLine, values };
    },
  );

  /** `break` */
  private readonly breakStatement: ParserMethod<[], BreakStatement> = this.RULE(
    "breakStatement",
    (): BreakStatement => {
      const line = this.line();
      this.expect(TokenKind.Break);
      this.ACTION(() => this.scope.addBreak(line));
      return { kind: "Break", line, lastLine: this.lastLine };
    },
  );

  /** `goto Name` */
  private readonly gotoStatement: ParserMethod<[], GotoStatement> = this.RULE("gotoStatement", (): GotoStatement => {
    const line = this.line();
    this.expect(TokenKind.Goto);
    const nameLine = this.line();
    const name = this.expectName();
    const statement: { kind: "Goto"; line: number; lastLine: number; label: Label; active: readonly LocalVariable[] } =
      {
        kind: "Goto",
        line,
        lastLine: this.lastLine,
        // The scope sets it before the function ends, or fails.
        label: undefined as unknown as Label,
        active: this.scope.activeVariables(),
      };
    this.ACTION(() =>
      this.scope.addGoto(name, this.version === "5.4" ? nameLine : line, (label) => {
        statement.label = label;
      }),
    );
    return statement;
  });

  /** varlist `=` explist, or a call */
  private readonly expressionStatement: ParserMethod<[], AssignmentStatement | CallStatement> = this.RULE(
    "expressionStatement",
    (): AssignmentStatement | CallStatement => {
      const line = this.line();
      const first = this.SUBRULE(this.suffixedExpression);
      if (this.RECORDING_PHASE) return undefined as never;
      if (this.kind === TokenKind.Assign || this.kind === TokenKind.Comma) return this.assignment(first, line);
      if (first.kind !== "Call" && first.kind !== "MethodCall") this.syntaxError("syntax error");
      return { kind: "CallStatement", line, lastLine: this.lastLine, call: first };
    },
  );

  private readonly alternatives: { ALT: () => Statement | undefined }[] = [
    {
      ALT: () => {
        this.expect(TokenKind.Semicolon);
        return undefined;
      },
    },
    { ALT: () => this.SUBRULE(this.expressionStatement) },
    { ALT: () => this.SUBRULE(this.localStatement) },
    { ALT: () => this.SUBRULE(this.ifStatement) },
    { ALT: () => this.SUBRULE(this.returnStatement) },
    { ALT: () => this.SUBRULE(this.forStatement) },
    { ALT: () => this.SUBRULE(this.functionStatement) },
    { ALT: () => this.SUBRULE(this.whileStatement) },
    { ALT: () => this.SUBRULE(this.repeatStatement) },
    { ALT: () => this.SUBRULE(this.doStatement) },
    { ALT: () => this.SUBRULE(this.labelStatement) },
    { ALT: () => this.SUBRULE(this.breakStatement) },
    { ALT: () => this.SUBRULE(this.gotoStatement) },
  ];

  /** stat; undefined for `;` */
  private readonly statement: ParserMethod<[], Statement | undefined> = this.RULE(
    "statement",
    (): Statement | undefined => {
      this.enterLevel();
      const statement = this.OR(this.alternatives);
      this.level--;
      return statement;
    },
  );

  /** chunk: a vararg function with the upvalue `_ENV` (§3.3.2) */
  private readonly chunk: ParserMethod<[], FunctionBody> = this.RULE("chunk", (): FunctionBody => {
    const { scope } = this;
    const { bindings } = scope.chunk;
    const variable = scope.createLocal(ENVIRONMENT, undefined);
    const binding = { variable, scope: undefined, constant: undefined, shadowed: undefined };
    bindings.set(ENVIRONMENT, binding);
    scope.isVararg = true;
    scope.upvalueIndex(binding);
    const statements = this.statements();
    const body: Block = { statements, locals: scope.block.locals };
    const lastLine = this.line();
    this.ACTION(() => {
      if (this.kind !== TokenKind.EndOfFile) this.syntaxError("<eof> expected");
      scope.leaveBlock();
    });
    const { upvalues } = scope;
    return { parameters: [], isVararg: true, isMethod: false, upvalues, body, line: 0, lastLine };
  });

  constructor(version: LuaVersion) {
    super(version);
    this.performSelfAnalysis();
  }

  /** The body of the main function of a chunk; throws a `SyntaxFault`. */
  parse(source: string, chunkName: string): FunctionBody {
    try {
      this.open(source, chunkName);
      return this.chunk();
    } finally {
      this.behindLabel = [];
      this.close();
    }
  }

  /** Statements up to a token that ends a block. */
  private statements(): Statement[] {
    const list: Statement[] = [];
    while (this.kind > TokenKind.Until) {
      const isLast = this.kind === TokenKind.Return;
      const statement = this.SUBRULE(this.statement);
      if (statement !== undefined) list.push(statement);
      if (this.behindLabel.length > 0) list.push(...this.behindLabel.splice(0));
      if (isLast) break;
    }
    return list;
  }

  /** parlist, and `self` before it */
  private parameters(isMethod: boolean): LocalVariable[] {
    const { scope } = this;
    const parameters: LocalVariable[] = [];
    const add = (name: string): void => {
      scope.reserve(1);
      parameters.push(scope.createLocal(name, undefined));
    };
    if (isMethod) add("self");
    if (this.kind !== TokenKind.RightParen && !this.RECORDING_PHASE) {
      do {
        if (this.kind === TokenKind.Name) add(this.expectName());
        else if (this.accept(TokenKind.Ellipsis)) scope.isVararg = true;
        else this.syntaxError("<name> or '...' expected");
      } while (!scope.isVararg && this.accept(TokenKind.Comma));
    }
    for (const parameter of parameters) scope.activate(parameter);
    return parameters;
  }

  private functionValue(isMethod: boolean, line: number): FunctionExpression {
    const body = this.SUBRULE(this.functionBody, { ARGS: [isMethod, line] });
    return { kind: "Function", line: this.lastLine, body };
  }

  /** The field whose name comes next. */
  private fieldOf(object: Expression): Expression {
    const value = this.expectName();
    const line = this.lastLine;
    return { kind: "Index", line, object, key: { kind: "String", line, value } };
  }

  private localFunction(line: number): LocalFunctionStatement {
    const { scope } = this;
    const name = this.expectName();
    scope.reserve(1);
    const variable = scope.createLocal(name, undefined);
    scope.activate(variable);
    scope.block.locals.push(variable);
    const value = this.functionValue(false, this.line());
    return { kind: "LocalFunction", line, lastLine: this.lastLine, variable, value };
  }

  private localVariables(line: number): LocalStatement {
    const { scope } = this;
    const variables: LocalVariable[] = [];
    let hasClose = false;
    do {
      const name = this.expectName();
      scope.reserve(1);
      const attribute = this.attribute();
      if (attribute === "close") {
        if (hasClose) this.semanticError("multiple to-be-closed variables in local list");
        hasClose = true;
      }
      variables.push(scope.createLocal(name, attribute));
    } while (this.accept(TokenKind.Comma));
    const values = this.accept(TokenKind.Assign) ? this.expressionList() : [];
    const last = variables.length - 1;
    for (let i = 0; i <= last; i++) {
      const variable = variables[i]!;
      const isConstant = i === last && values.length === variables.length && variable.attribute === "const";
      scope.activate(variable, isConstant ? constantOf(values[last]!) : undefined);
      scope.block.locals.push(variable);
    }
    return { kind: "Local", line, lastLine: this.lastLine, variables, values };
  }

  /** attrib: `<const>` or `<close>` (§3.3.7; 5.4 only) */
  private attribute(): "const" | "close" | undefined {
    if (this.version === "5.3" || !this.accept(TokenKind.Less)) return undefined;
    const attribute = this.expectName();
    this.expect(TokenKind.Greater);
    if (attribute === "const" || attribute === "close") return attribute;
    return this.semanticError(`unknown attribute '${attribute}'`);
  }

  /** What follows `if` or `elseif`: `exp then block` */
  private ifClause(): IfClause {
    const { scope } = this;
    const condition = this.SUBRULE(this.expression);
    this.expect(TokenKind.Then);
    if (this.RECORDING_PHASE) return undefined as never;
    scope.enterBlock(false);
    const statements: Statement[] = [];
    // A jump right here is no nested statement for PUC, which makes it part of the condition.
    if (this.kind === TokenKind.Break) statements.push(this.SUBRULE(this.breakStatement));
    else if (this.kind === TokenKind.Goto && this.version === "5.3") statements.push(this.SUBRULE(this.gotoStatement));
    if (statements.length > 0) while (this.accept(TokenKind.Semicolon));
    for (const statement of this.statements()) statements.push(statement);
    const { locals } = scope.block;
    scope.leaveBlock();
    return { condition, body: { statements, locals }, endLine: this.line() };
  }

  private numericFor(name: string, line: number): NumericForStatement {
    const { scope } = this;
    scope.reserve(3);
    scope.reserve(1);
    const variable = scope.createLocal(name, undefined);
    this.consumeToken();
    const start = this.subexpression(0);
    this.expect(TokenKind.Comma);
    const limit = this.subexpression(0);
    const step = this.accept(TokenKind.Comma) ? this.subexpression(0) : undefined;
    scope.countDebugEntries(3);
    const body = this.loopBody([variable], line);
    return { kind: "NumericFor", line, lastLine: this.lastLine, variable, start, limit, step, body };
  }

  private genericFor(first: string, line: number): GenericForStatement {
    const { scope } = this;
    const hidden = this.version === "5.4" ? 4 : 3;
    scope.reserve(hidden);
    scope.reserve(1);
    const variables = [scope.createLocal(first, undefined)];
    while (this.accept(TokenKind.Comma)) {
      const name = this.expectName();
      scope.reserve(1);
      variables.push(scope.createLocal(name, undefined));
    }
    this.expect(TokenKind.In);
    const values = this.expressionList();
    scope.countDebugEntries(hidden);
    const body = this.loopBody(variables, line);
    return { kind: "GenericFor", line, lastLine: this.lastLine, variables, values, body };
  }

  /** `do block end` of a for loop with its control variables */
  private loopBody(variables: readonly LocalVariable[], line: number): Block {
    const { scope } = this;
    this.expect(TokenKind.Do);
    scope.enterBlock(false);
    for (const variable of variables) scope.activate(variable);
    const body = this.SUBRULE(this.block);
    scope.leaveBlock();
    this.expectMatch(TokenKind.End, "for", line);
    return body;
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
    return { kind: "Assignment", line, lastLine: this.lastLine, targets, values };
  }
}
