/**
 * The syntax tree: plain data, names already resolved (§3.5). The parser reads a chunk once, in order, and does
 * what PUC's one-pass compiler does in that order: it resolves each name to a local, an upvalue or a field of `_ENV`,
 * marks captured locals, checks limits, `<const>` assignments, labels and gotos. What is left is code generation.
 *
 * Lines. PUC gives an instruction the line of the last token it had read when it emitted it. So each node says where it
 * ended (`line`: the line of its last token) and where the operators and call parentheses inside it stand.
 */

import type { LuaNumber } from "../base/luaFloat.ts";

/** The value of a compile-time constant. */
export type ConstantValue = undefined | boolean | LuaNumber | string;
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
  readonly kind: "Local";
  readonly variables: readonly LocalVariable[];
  readonly values: readonly Expression[];
}
/** `local function f`: the variable is in scope in the body. */
export interface LocalFunctionStatement extends StatementBase {
  readonly kind: "LocalFunction";
  readonly variable: LocalVariable;
  readonly value: FunctionExpression;
}
/** `function a.b.c:m()`; `target` is the variable assigned (an Index, Local, UpValue); the name for tracebacks comes from use. */
export interface FunctionStatement extends StatementBase {
  readonly kind: "Function";
  readonly target: AssignableExpression;
  readonly value: FunctionExpression;
}
export interface AssignmentStatement extends StatementBase {
  readonly kind: "Assignment";
  readonly targets: readonly AssignableExpression[];
  readonly values: readonly Expression[];
}
export interface CallStatement extends StatementBase {
  readonly kind: "CallStatement";
  readonly call: CallExpression | MethodCallExpression;
}
export interface DoStatement extends StatementBase {
  readonly kind: "Do";
  readonly body: Block;
}
export interface WhileStatement extends StatementBase {
  readonly kind: "While";
  readonly condition: Expression;
  readonly body: Block;
}
/** The condition sees the locals of the body. `conditionLine`: line of `until`. */
export interface RepeatStatement extends StatementBase {
  readonly kind: "Repeat";
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
  readonly kind: "If";
  readonly clauses: readonly IfClause[];
  readonly orElse: Block | undefined;
}
export interface NumericForStatement extends StatementBase {
  readonly kind: "NumericFor";
  readonly variable: LocalVariable;
  readonly start: Expression;
  readonly limit: Expression;
  readonly step: Expression | undefined;
  readonly body: Block;
}
export interface GenericForStatement extends StatementBase {
  readonly kind: "GenericFor";
  readonly variables: readonly LocalVariable[];
  readonly values: readonly Expression[];
  readonly body: Block;
}
export interface GotoStatement extends StatementBase {
  readonly kind: "Goto";
  /** Filled in when the label is found (always, once parsing has succeeded). */
  readonly label: Label;
  /** Locals of the function active at the goto. */
  readonly active: readonly LocalVariable[];
}
export interface LabelStatement extends StatementBase {
  readonly kind: "Label";
  readonly label: Label;
}
/** Leaves the innermost loop. */
export interface BreakStatement extends StatementBase {
  readonly kind: "Break";
}
export interface ReturnStatement extends StatementBase {
  readonly kind: "Return";
  readonly values: readonly Expression[];
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
  | IndexExpression
  | CallExpression
  | MethodCallExpression
  | BinaryExpression
  | LogicalExpression
  | UnaryExpression
  | ParenthesizedExpression
  | TableExpression;
export type AssignableExpression = LocalExpression | UpValueExpression | IndexExpression;

/** `line` of an expression: the line of its last token. */
interface ExpressionBase {
  readonly line: number;
}
export interface NilExpression extends ExpressionBase {
  readonly kind: "Nil";
}
export interface BooleanExpression extends ExpressionBase {
  readonly kind: "Boolean";
  readonly value: boolean;
}
export interface NumberExpression extends ExpressionBase {
  readonly kind: "Number";
  readonly value: LuaNumber;
}
/** `value` is a byte string: every char code is 0-255. */
export interface StringExpression extends ExpressionBase {
  readonly kind: "String";
  readonly value: string;
}
export interface VarargExpression extends ExpressionBase {
  readonly kind: "Vararg";
}
export interface FunctionExpression extends ExpressionBase {
  readonly kind: "Function";
  readonly body: FunctionBody;
}
export interface LocalExpression extends ExpressionBase {
  readonly kind: "Local";
  readonly variable: LocalVariable;
}
export interface UpValueExpression extends ExpressionBase {
  readonly kind: "UpValue";
  readonly index: number;
  readonly name: string;
}
/** `object[key]`, `object.key`, and a global name, which is `_ENV.name` (§2.2). */
export interface IndexExpression extends ExpressionBase {
  readonly kind: "Index";
  readonly object: Expression;
  readonly key: Expression;
}
export interface CallExpression extends ExpressionBase {
  readonly kind: "Call";
  readonly callee: Expression;
  readonly arguments: readonly Expression[];
  /** Line of the first token of the suffixed expression: where PUC reports the call. */
  readonly callLine: number;
}
export interface MethodCallExpression extends ExpressionBase {
  readonly kind: "MethodCall";
  readonly object: Expression;
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly callLine: number;
}
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "//"
  | "%"
  | "^"
  | "&"
  | "|"
  | "~"
  | "<<"
  | ">>"
  | ".."
  | "=="
  | "~="
  | "<"
  | "<="
  | ">"
  | ">=";
/** Left-associative chains nest to the left without limit: walk them with a loop, not by recursion. */
export interface BinaryExpression extends ExpressionBase {
  readonly kind: "Binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly operatorLine: number;
}
export interface LogicalExpression extends ExpressionBase {
  readonly kind: "Logical";
  readonly operator: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
  readonly operatorLine: number;
}
export interface UnaryExpression extends ExpressionBase {
  readonly kind: "Unary";
  readonly operator: "-" | "not" | "#" | "~";
  readonly operand: Expression;
  readonly operatorLine: number;
}
/** `(e)`: truncates a multiple result to one value and is not assignable; otherwise its inner expression. */
export interface ParenthesizedExpression extends ExpressionBase {
  readonly kind: "Parenthesized";
  readonly inner: Expression;
}
export type TableField =
  | { readonly kind: "item"; readonly value: Expression }
  | { readonly kind: "pair"; readonly key: Expression; readonly value: Expression };
/** A table constructor (§3.4.9). `startLine`: line of `{`. */
export interface TableExpression extends ExpressionBase {
  readonly kind: "Table";
  readonly fields: readonly TableField[];
  readonly startLine: number;
}
