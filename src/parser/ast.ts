/**
 * The syntax tree: plain data, names already resolved (§3.5). The parser reads a chunk once, in order, and does
 * what PUC's one-pass compiler does in that order: it resolves each name to a local, an upvalue or a field of `_ENV`,
 * marks captured locals, checks limits, `<const>` assignments, labels and gotos. What is left is code generation.
 *
 * Lines. PUC gives an instruction the line of the last token it had read when it emitted it. So each node says where it
 * ended (`line`: the line of its last token) and where the operators and call parentheses inside it stand.
 */

import type { LuaNumber } from "../base/luaFloat.ts";
import type { Word } from "../lexer/words.ts";

export type { Word } from "../lexer/words.ts";

/** The value of a compile-time constant. */
export type ConstantValue = undefined | boolean | LuaNumber | Word;
/** A value that may be nil, told from "no value". */
export interface Constant {
  readonly value: ConstantValue;
}

/** A local variable (§3.3.7): one object per declaration, shared by every expression that names it. */
export interface LocalVariable {
  readonly name: string;
  readonly attribute: "const" | "close" | undefined;
  /** Set when a nested function names it. Final once its function is parsed; code is generated after that. */
  captured: boolean;
  /** Set for a compile-time constant: it is no variable at run time, and its uses are literals. */
  readonly constant: Constant | undefined;
  /** Serial number within its function, in order of declaration. */
  readonly index: number;
}

/** How a closure gets an upvalue: from a local of the enclosing function or else from one of its upvalues. */
export interface UpValueSource {
  readonly name: string;
  readonly variable: LocalVariable | undefined;
  /** The number of the upvalue of the enclosing function. */
  readonly index: number;
}

/** A function body or the main chunk. The main chunk is vararg, has line 0 and the single upvalue `_ENV`, number 0 of nothing. */
export interface FunctionBody {
  /** Which of the functions of the chunk it is, in the order of their ends: nested functions come first. */
  readonly serial: number;
  readonly parameters: readonly LocalVariable[];
  readonly isVararg: boolean;
  /** `function t:m()`: parameters[0] is `self`. */
  readonly isMethod: boolean;
  /** Complete only after the body is parsed; index = upvalue number. */
  readonly upvalues: readonly UpValueSource[];
  /** Empty once its code has been generated. */
  body: Block;
  /** Line of `function` (0 for the main chunk) and of `end` (for the main chunk: the line of the end of file). */
  readonly line: number;
  readonly lastLine: number;
}

export interface Block {
  readonly statements: readonly Statement[];
}

/** A label (§3.3.4), one object per declaration. */
export interface Label {
  readonly name: string;
  readonly line: number;
  /**
   * True when nothing but void statements follows it in its block (then its scope is considered to have ended: a
   * `goto continue` may jump over locals to it). For 5.4 and 5.3 alike.
   */
  readonly atBlockEnd: boolean;
  /** Locals of the function active at the label, in order of declaration. */
  readonly active: readonly LocalVariable[];
}

export enum StatementKind {
  Local,
  LocalFunction,
  Function,
  Assignment,
  Call,
  Do,
  While,
  Repeat,
  If,
  NumericFor,
  GenericFor,
  Goto,
  Label,
  Break,
  Return,
}

export type Statement =
  | LocalStatement
  | LocalFunctionStatement
  | FunctionStatement
  | AssignmentStatement
  | CallStatement
  | DoStatement
  | WhileStatement
  | RepeatStatement
  | IfStatement
  | NumericForStatement
  | GenericForStatement
  | GotoStatement
  | LabelStatement
  | BreakStatement
  | ReturnStatement;

/** `line` of a statement: the line of its first token; `lastLine`: of its last one. */
interface StatementBase {
  readonly line: number;
  readonly lastLine: number;
}
/** `local a <const>, b = e1, e2`. At most one variable has the attribute close. */
export interface LocalStatement extends StatementBase {
  readonly kind: StatementKind.Local;
  readonly variables: readonly LocalVariable[];
  readonly values: readonly Expression[];
}
/** `local function f`: the variable is in scope in the body. */
export interface LocalFunctionStatement extends StatementBase {
  readonly kind: StatementKind.LocalFunction;
  readonly variable: LocalVariable;
  readonly value: FunctionExpression;
}
/** `function a.b.c:m()`; `target` is the variable assigned (an Index, Local, UpValue); the name for tracebacks comes from use. */
export interface FunctionStatement extends StatementBase {
  readonly kind: StatementKind.Function;
  readonly target: AssignableExpression;
  readonly value: FunctionExpression;
}
export interface AssignmentStatement extends StatementBase {
  readonly kind: StatementKind.Assignment;
  readonly targets: readonly AssignableExpression[];
  readonly values: readonly Expression[];
}
export interface CallStatement extends StatementBase {
  readonly kind: StatementKind.Call;
  readonly call: CallExpression | MethodCallExpression;
}
export interface DoStatement extends StatementBase {
  readonly kind: StatementKind.Do;
  readonly body: Block;
}
export interface WhileStatement extends StatementBase {
  readonly kind: StatementKind.While;
  readonly condition: Expression;
  readonly body: Block;
}
/** The condition sees the locals of the body. */
export interface RepeatStatement extends StatementBase {
  readonly kind: StatementKind.Repeat;
  readonly body: Block;
  readonly condition: Expression;
}
export interface IfClause {
  readonly condition: Expression;
  readonly body: Block;
  /** Line of the token that ends the clause's body (`elseif`, `else` or `end`). */
  readonly endLine: number;
}
export interface IfStatement extends StatementBase {
  readonly kind: StatementKind.If;
  readonly clauses: readonly IfClause[];
  readonly orElse: Block | undefined;
}
export interface NumericForStatement extends StatementBase {
  readonly kind: StatementKind.NumericFor;
  readonly variable: LocalVariable;
  /** Start, limit and perhaps step. */
  readonly values: readonly Expression[];
  readonly body: Block;
}
export interface GenericForStatement extends StatementBase {
  readonly kind: StatementKind.GenericFor;
  readonly variables: readonly LocalVariable[];
  readonly values: readonly Expression[];
  readonly body: Block;
}
export interface GotoStatement extends StatementBase {
  readonly kind: StatementKind.Goto;
  /** Filled in when the label is found (always, once parsing has succeeded). */
  label: Label;
  /** Locals of the function active at the goto. */
  readonly active: readonly LocalVariable[];
}
export interface LabelStatement extends StatementBase {
  readonly kind: StatementKind.Label;
  readonly label: Label;
}
/** Leaves the innermost loop. */
export interface BreakStatement extends StatementBase {
  readonly kind: StatementKind.Break;
}
export interface ReturnStatement extends StatementBase {
  readonly kind: StatementKind.Return;
  readonly values: readonly Expression[];
}

/** Those with a left part, which is another expression, come last: see {@link hasLeftPart}. */
export enum ExpressionKind {
  Nil,
  Boolean,
  Number,
  String,
  Vararg,
  Function,
  Local,
  UpValue,
  Global,
  Unary,
  Parenthesized,
  Table,
  Binary,
  And,
  Or,
  Index,
  Field,
  Call,
  MethodCall,
}

export type Expression =
  | NilExpression
  | BooleanExpression
  | NumberExpression
  | StringExpression
  | VarargExpression
  | FunctionExpression
  | LocalExpression
  | UpValueExpression
  | GlobalExpression
  | UnaryExpression
  | ParenthesizedExpression
  | TableExpression
  | SpineExpression;
/**
 * An expression that begins with another one, `left`. Such expressions nest to the left without limit (`a + b + c`, `f()()()`): walk them
 * with a loop, not by recursion. All other nesting is limited by the parser.
 */
export type SpineExpression =
  | BinaryExpression
  | LogicalExpression
  | IndexExpression
  | FieldExpression
  | CallExpression
  | MethodCallExpression;
export type AssignableExpression =
  | LocalExpression
  | UpValueExpression
  | GlobalExpression
  | IndexExpression
  | FieldExpression;

/** Whether an expression begins with another one. */
export function hasLeftPart(node: Expression): node is SpineExpression {
  return node.kind >= ExpressionKind.Binary;
}

/** `line` of an expression: the line of its last token. */
interface ExpressionBase {
  readonly line: number;
}
export interface NilExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Nil;
}
export interface BooleanExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Boolean;
  readonly value: boolean;
}
export interface NumberExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Number;
  readonly value: LuaNumber;
}
/** The text of `word` is a byte string: every char code is 0-255. */
export interface StringExpression extends ExpressionBase {
  readonly kind: ExpressionKind.String;
  readonly word: Word;
}
export interface VarargExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Vararg;
}
export interface FunctionExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Function;
  readonly body: FunctionBody;
}
export interface LocalExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Local;
  readonly variable: LocalVariable;
}
export interface UpValueExpression extends ExpressionBase {
  readonly kind: ExpressionKind.UpValue;
  readonly index: number;
  readonly name: string;
}
/** A global name: the field `word` of the upvalue `_ENV`, whose number is `index` (§2.2). */
export interface GlobalExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Global;
  readonly index: number;
  readonly word: Word;
}
export enum UnaryOperator {
  Minus,
  Not,
  Length,
  BitNot,
}
export interface UnaryExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Unary;
  readonly operator: UnaryOperator;
  readonly operand: Expression;
  readonly operatorLine: number;
}
/** `(e)`: truncates a multiple result to one value and is not assignable; otherwise its inner expression. */
export interface ParenthesizedExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Parenthesized;
  readonly inner: Expression;
}
/** `[key] = value`, `word = value` with the word in `line`, or an item of the list. */
export interface TableField {
  readonly key: Expression | undefined;
  readonly word: Word | undefined;
  readonly line: number;
  readonly value: Expression;
}
/** A table constructor (§3.4.9). `startLine`: line of `{`. */
export interface TableExpression extends ExpressionBase {
  readonly kind: ExpressionKind.Table;
  readonly fields: readonly TableField[];
  readonly startLine: number;
}

interface SpineBase extends ExpressionBase {
  readonly left: Expression;
}
/** The operators, arithmetic ones first. */
export enum BinaryOperator {
  Add,
  Subtract,
  Multiply,
  Divide,
  FloorDivide,
  Modulo,
  Power,
  BitAnd,
  BitOr,
  BitXor,
  ShiftLeft,
  ShiftRight,
  Concat,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
}
export interface BinaryExpression extends SpineBase {
  readonly kind: ExpressionKind.Binary;
  readonly operator: BinaryOperator;
  readonly right: Expression;
  readonly operatorLine: number;
}
export interface LogicalExpression extends SpineBase {
  readonly kind: ExpressionKind.And | ExpressionKind.Or;
  readonly right: Expression;
  readonly operatorLine: number;
}
/** `left[key]` */
export interface IndexExpression extends SpineBase {
  readonly kind: ExpressionKind.Index;
  readonly key: Expression;
}
/** `left.word`, and a global name where `_ENV` is not an upvalue (§2.2). */
export interface FieldExpression extends SpineBase {
  readonly kind: ExpressionKind.Field;
  readonly word: Word;
}
/** `left(arguments)`. */
export interface CallExpression extends SpineBase {
  readonly kind: ExpressionKind.Call;
  readonly arguments: readonly Expression[];
  /** Line of the first token of the suffixed expression: where PUC reports the call. */
  readonly callLine: number;
}
/** `left:word(arguments)`. */
export interface MethodCallExpression extends SpineBase {
  readonly kind: ExpressionKind.MethodCall;
  readonly word: Word;
  readonly arguments: readonly Expression[];
  readonly callLine: number;
}
