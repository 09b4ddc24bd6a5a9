import type { ParserMethod } from "chevrotain";
import type { LuaVersion } from "../base/version.ts";
import { TokenKind } from "../lexer/tokenKind.ts";
import { ENV_WORD } from "../lexer/words.ts";
import {
  type Block,
  type DoStatement,
  type FunctionBody,
  type FunctionStatement,
  type GenericForStatement,
  type IfClause,
  type IfStatement,
  type LabelStatement,
  type NumericForStatement,
  type RepeatStatement,
  StatementKind,
  type WhileStatement,
} from "./ast.ts";
import { StatementParser } from "./statements.ts";

/** What is done with a nested function as soon as it has been parsed. */
export type FunctionHandler = (body: FunctionBody) => void;

/** What is left of the statements of a function that a handler has had. */
const GENERATED: Block = { statements: [] };

/**
 * The grammar of Lua (§9): rules for chunks, functions and structured statements; what is more frequent than those are plain
 * methods. A production reads its tokens and does what PUC's compiler does between them, in the same order: that order decides
 * which of several errors is reported. The first token of a statement tells what it is, so that no lookahead needs to be
 * computed.
 */
export class LuaParser extends StatementParser {
  private onFunction: FunctionHandler | undefined = undefined;

  /** chunk: a vararg function with the upvalue `_ENV` (§3.3.2) */
  private readonly chunk: ParserMethod<[], FunctionBody> = this.RULE("chunk", (): FunctionBody => {
    const { scope } = this;
    const environment = scope.chunk.declarations.declare("_ENV", ENV_WORD, undefined, 0, undefined);
    scope.chunk.bindings[ENV_WORD] = environment;
    scope.isVararg = true;
    scope.upvalueIndex(environment);
    const body: Block = { statements: this.statements() };
    const lastLine = this.line();
    this.ACTION(() => {
      if (this.kind !== TokenKind.EndOfFile) this.syntaxError("<eof> expected");
      scope.leaveBlock();
    });
    const { upvalues, chunk } = scope;
    const serial = chunk.functions++;
    return { serial, parameters: [], isVararg: true, isMethod: false, upvalues, body, line: 0, lastLine };
  });

  /** funcbody: `( parlist ) block end`. `line` is where messages say that the function is. */
  protected readonly functionBody: ParserMethod<[isMethod: boolean, line: number], FunctionBody> = this.RULE(
    "functionBody",
    (isMethod: boolean, line: number) => {
      const outer = this.scope;
      const mark = this.nodes.mark();
      const { chunk } = outer;
      const { used } = chunk.declarations;
      const scope = chunk.enterFunction(line);
      this.scope = scope;
      this.expect(TokenKind.LeftParen);
      const parameters = this.parameters(isMethod);
      this.expect(TokenKind.RightParen);
      const body: Block = { statements: this.statements() };
      const lastLine = this.line();
      this.expectMatch(TokenKind.End, "function", line);
      scope.leaveBlock();
      chunk.leaveFunction();
      this.scope = outer;
      const { isVararg, upvalues } = scope;
      const serial = chunk.functions++;
      const finished: FunctionBody = { serial, parameters, isVararg, isMethod, upvalues, body, line, lastLine };
      if (this.onFunction !== undefined) {
        this.onFunction(finished);
        finished.body = GENERATED;
        // Whatever the function consists of may be used again.
        this.nodes.release(mark);
        this.forgetConstantUse();
        chunk.declarations.used = used;
      }
      return finished;
    },
  );

  /** `do block end` */
  protected readonly doStatement: ParserMethod<[], DoStatement> = this.RULE("doStatement", (): DoStatement => {
    const line = this.line();
    this.expect(TokenKind.Do);
    const body = this.block();
    this.expectMatch(TokenKind.End, "do", line);
    return this.nodes.statement(StatementKind.Do, line, this.lastLine, undefined, undefined, body);
  });

  /** `while exp do block end` */
  protected readonly whileStatement: ParserMethod<[], WhileStatement> = this.RULE(
    "whileStatement",
    (): WhileStatement => {
      const line = this.line();
      this.expect(TokenKind.While);
      const condition = this.expression();
      this.scope.enterBlock(true);
      this.expect(TokenKind.Do);
      const body = this.block();
      this.expectMatch(TokenKind.End, "while", line);
      this.scope.leaveBlock();
      return this.nodes.statement(StatementKind.While, line, this.lastLine, condition, undefined, body);
    },
  );

  /** `repeat block until exp`: the condition sees the locals of the block */
  protected readonly repeatStatement: ParserMethod<[], RepeatStatement> = this.RULE(
    "repeatStatement",
    (): RepeatStatement => {
      const { scope } = this;
      const line = this.line();
      this.expect(TokenKind.Repeat);
      scope.enterBlock(true);
      scope.enterBlock(false);
      const body: Block = { statements: this.statements() };
      this.expectMatch(TokenKind.Until, "repeat", line);
      const condition = this.expression();
      scope.leaveBlock();
      scope.leaveBlock();
      return this.nodes.statement(StatementKind.Repeat, line, this.lastLine, condition, undefined, body);
    },
  );

  /** `if exp then block {elseif exp then block} [else block] end` */
  protected readonly ifStatement: ParserMethod<[], IfStatement> = this.RULE("ifStatement", (): IfStatement => {
    const line = this.line();
    const clauses: IfClause[] = [];
    this.expect(TokenKind.If);
    clauses.push(this.ifClause());
    while (this.accept(TokenKind.ElseIf)) clauses.push(this.ifClause());
    const orElse = this.accept(TokenKind.Else) ? this.block() : undefined;
    this.expectMatch(TokenKind.End, "if", line);
    return this.nodes.statement(StatementKind.If, line, this.lastLine, clauses, undefined, orElse);
  });

  /** `for Name = exp, exp [, exp] do block end`, `for namelist in explist do block end` */
  protected readonly forStatement: ParserMethod<[], NumericForStatement | GenericForStatement> = this.RULE(
    "forStatement",
    (): NumericForStatement | GenericForStatement => {
      const line = this.line();
      this.scope.enterBlock(true);
      this.expect(TokenKind.For);
      const word = this.expectName();
      if (this.RECORDING_PHASE) return undefined as never;
      let loop: NumericForStatement | GenericForStatement;
      if (this.kind === TokenKind.Assign) loop = this.numericFor(word, line);
      else if (this.kind === TokenKind.Comma || this.kind === TokenKind.In) loop = this.genericFor(word, line);
      else return this.syntaxError("'=' or 'in' expected");
      this.scope.leaveBlock();
      return loop;
    },
  );

  /** `function funcname funcbody` */
  protected readonly functionStatement: ParserMethod<[], FunctionStatement> = this.RULE(
    "functionStatement",
    (): FunctionStatement => {
      const line = this.line();
      this.expect(TokenKind.Function);
      const word = this.expectName();
      if (this.RECORDING_PHASE) return undefined as never;
      let target = this.variable(word);
      while (this.accept(TokenKind.Dot)) target = this.fieldOf(target);
      const isMethod = this.accept(TokenKind.Colon);
      if (isMethod) target = this.fieldOf(target);
      const isConstant = this.isConstantUse(target);
      const value = this.functionValue(isMethod, line);
      if (isConstant) this.readOnly(this.stream.words[word]!.text);
      return this.nodes.statement(StatementKind.Function, line, this.lastLine, this.assignable(target), value);
    },
  );

  /** label: `:: Name ::` */
  protected readonly labelStatement: ParserMethod<[], LabelStatement> = this.RULE(
    "labelStatement",
    (): LabelStatement => {
      const { scope } = this;
      const line = this.line();
      this.expect(TokenKind.DoubleColon);
      const name = this.expectWord().text;
      if (this.RECORDING_PHASE) return undefined as never;
      // 5.3 declares the label before the void statements behind it, 5.4 after them.
      const isEarly = this.version === "5.3";
      if (isEarly) scope.checkRepeatedLabel(name);
      this.expect(TokenKind.DoubleColon);
      let entry = isEarly ? scope.declareLabel(name, line) : undefined;
      const { lastLine } = this;
      while (this.kind === TokenKind.Semicolon || this.kind === TokenKind.DoubleColon) {
        const statement = this.statement();
        if (statement !== undefined) this.behindLabel.push(statement);
      }
      if (!isEarly) scope.checkRepeatedLabel(name);
      entry ??= scope.declareLabel(name, line);
      // Nothing more can be said before `until`: its condition still sees the locals of the block.
      scope.placeLabel(entry, this.kind < TokenKind.Until);
      return this.nodes.statement(StatementKind.Label, line, lastLine, entry.label);
    },
  );

  /** @param skipValidations whether Chevrotain may take the grammar on trust; a test has it checked. */
  constructor(version: LuaVersion, skipValidations = true) {
    super(version, skipValidations);
    this.performSelfAnalysis();
  }

  /** The body of the main function of a chunk; throws a `SyntaxFault`. */
  parse(source: string, chunkName: string, onFunction?: FunctionHandler): FunctionBody {
    try {
      this.open(source, chunkName);
      this.onFunction = onFunction;
      return this.chunk();
    } finally {
      this.onFunction = undefined;
      this.close();
    }
  }
}
