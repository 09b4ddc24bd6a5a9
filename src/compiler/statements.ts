/** Code of statements (§3.3) and of the parameters of functions. */

import {
  type AssignmentStatement,
  type Block,
  type BreakStatement,
  type Expression,
  type FunctionBody,
  type FunctionStatement,
  type GotoStatement,
  type IfClause,
  type IfStatement,
  type LocalFunctionStatement,
  type LocalStatement,
  type LocalVariable,
  type RepeatStatement,
  type ReturnStatement,
  type Statement,
  StatementKind,
  type WhileStatement,
} from "../parser/ast.ts";
import { Op } from "./bytecode/opcodes.ts";
import { NO_JUMP } from "./codeBuffer.ts";
import {
  expToAnyRegister,
  expToNextRegister,
  goIfFalse,
  goIfTrue,
  setOneReturn,
  setReturns,
  storeVar,
} from "./discharge.ts";
import { type ExpDesc, ExpKind, IndexPart } from "./expDesc.ts";
import { closure, expression, expressionList } from "./expressions.ts";
import { forLoop } from "./forLoops.ts";
import type { FuncState } from "./funcState.ts";
import { gotoLabel, gotoStatement, labelStatement } from "./gotos.ts";
import { activateLocals, adjustAssign } from "./locals.ts";

/** A block with its own scope. */
export function block(fs: FuncState, node: Block): void {
  const scope = fs.enterBlock();
  statements(fs, node.statements);
  fs.leaveBlock(scope);
}

/** A sequence of statements in the current scope. */
export function statements(fs: FuncState, list: readonly Statement[], from = 0): void {
  for (let i = from; i < list.length; i++) {
    const node = list[i]!;
    if (!jumpsBeforeReading(fs, node)) fs.line = node.line;
    statement(fs, node);
    fs.descriptions = 0;
    fs.line = node.lastLine;
    fs.freeRegister = fs.activeRegisters;
  }
}

/** The reference compiler of 5.3 emits the jump of a `goto` or `break` before it reads the keyword. */
function jumpsBeforeReading(fs: FuncState, node: Statement): boolean {
  return fs.version === "5.3" && (node.kind === StatementKind.Goto || node.kind === StatementKind.Break);
}

function statement(fs: FuncState, node: Statement): void {
  switch (node.kind) {
    case StatementKind.Local:
      localStatement(fs, node);
      break;
    case StatementKind.LocalFunction:
      localFunction(fs, node);
      break;
    case StatementKind.Function:
      functionStatement(fs, node);
      break;
    case StatementKind.Assignment:
      assignment(fs, node);
      break;
    case StatementKind.Call:
      fs.setC(expression(fs, node.call).info, 1);
      break;
    case StatementKind.Do:
      block(fs, node.body);
      break;
    case StatementKind.While:
      whileStatement(fs, node);
      break;
    case StatementKind.Repeat:
      repeatStatement(fs, node);
      break;
    case StatementKind.If:
      ifStatement(fs, node);
      break;
    case StatementKind.NumericFor:
    case StatementKind.GenericFor:
      forLoop(fs, node, block);
      break;
    case StatementKind.Goto:
      if (!jumpsBeforeReading(fs, node)) fs.line = node.lastLine;
      gotoStatement(fs, node);
      break;
    case StatementKind.Label:
      labelStatement(fs, node);
      break;
    case StatementKind.Break:
      fs.addBreak(fs.jump());
      break;
    case StatementKind.Return:
      returnStatement(fs, node);
      break;
  }
}

// --- local variables ---

function localStatement(fs: FuncState, node: LocalStatement): void {
  const { variables, values } = node;
  const count = variables.length;
  const last = expressionList(fs, values);
  const lastVariable = variables[count - 1]!;
  fs.line = node.lastLine;
  if (lastVariable.constant !== undefined) {
    activateLocals(fs, variables, count - 1);
  } else {
    adjustAssign(fs, count, values.length, last);
    activateLocals(fs, variables, count);
  }
  for (const variable of variables) {
    if (variable.attribute !== "close") continue;
    const register = fs.registerFor(variable);
    fs.markToBeClosed(register);
    fs.emit(Op.TBC, register);
  }
}

/**
 * When the function names itself, its box must exist before it:
 *   LOADNIL R; BOX R; CLOSURE T; SETBOX R, T
 */
function localFunction(fs: FuncState, node: LocalFunctionStatement): void {
  const { variable, value } = node;
  const register = fs.reserve(1);
  if (variable.captured && captures(value.body, variable)) {
    fs.emitUnlined(Op.LOADNIL, register);
    fs.emitUnlined(Op.BOX, register);
    fs.activate(variable, register);
    const e = closure(fs, value);
    fs.emit(Op.SETBOX, register, e.info);
    fs.startLastLocalHere();
  } else {
    fs.freeRegister = register;
    closure(fs, value);
    activateLocals(fs, [variable], 1);
  }
}

function captures({ upvalues }: FunctionBody, variable: LocalVariable): boolean {
  for (const upvalue of upvalues) if (upvalue.variable === variable) return true;
  return false;
}

function functionStatement(fs: FuncState, node: FunctionStatement): void {
  const target = expression(fs, node.target);
  const value = closure(fs, node.value);
  fs.line = node.line; // the definition "happens" in the first line
  storeVar(fs, target, value);
}

// --- assignment ---

/** Targets are prepared left to right, values evaluated left to right, then assigned right to left (§3.3.3). */
function assignment(fs: FuncState, node: AssignmentStatement): void {
  if (node.targets.length === 1 && node.values.length === 1) {
    const target = expression(fs, node.targets[0]!);
    const value = expression(fs, node.values[0]!);
    fs.line = node.lastLine;
    setOneReturn(fs, value);
    storeVar(fs, target, value);
    return;
  }
  const targets: ExpDesc[] = [];
  for (const target of node.targets) {
    const e = expression(fs, target);
    if (e.kind !== ExpKind.Index && targets.length > 0) avoidConflict(fs, targets, e);
    targets.push(e);
  }
  const last = expressionList(fs, node.values);
  fs.line = node.lastLine;
  let next = targets.length - 1;
  if (node.values.length === targets.length) {
    setOneReturn(fs, last);
    storeVar(fs, targets[next]!, last);
    next--;
  } else {
    adjustAssign(fs, targets.length, node.values.length, last);
  }
  for (; next >= 0; next--) {
    storeVar(fs, targets[next]!, fs.describe(ExpKind.NonReloc, fs.freeRegister - 1));
  }
}

/**
 * `variable` is assigned by the same statement that uses it as table or key in an earlier target: that target must use
 * its old value, so a copy is made.
 */
function avoidConflict(fs: FuncState, targets: readonly ExpDesc[], variable: ExpDesc): void {
  const part =
    variable.kind === ExpKind.Local
      ? IndexPart.Register
      : variable.kind === ExpKind.Boxed
        ? IndexPart.Boxed
        : IndexPart.UpValue;
  const copy = fs.freeRegister;
  let conflict = false;
  for (const target of targets) {
    if (target.kind !== ExpKind.Index) continue;
    if (target.tableKind === part && target.info === variable.info) {
      conflict = true;
      target.tableKind = IndexPart.Register;
      target.info = copy;
    }
    if (target.keyKind === part && target.key === variable.info) {
      conflict = true;
      target.keyKind = IndexPart.Register;
      target.key = copy;
    }
  }
  if (!conflict) return;
  const op = part === IndexPart.Register ? Op.MOVE : part === IndexPart.Boxed ? Op.GETBOX : Op.GETUPVAL;
  fs.emit(op, fs.reserve(1), variable.info);
}

// --- control structures ---

/** Jumps taken when `condition` is false; otherwise execution goes on. */
function jumpIfFalse(fs: FuncState, condition: Expression): number {
  const e = expression(fs, condition);
  if (e.kind === ExpKind.Nil) e.kind = ExpKind.False;
  goIfTrue(fs, e);
  return e.f;
}

function whileStatement(fs: FuncState, node: WhileStatement): void {
  const start = fs.label();
  const exit = jumpIfFalse(fs, node.condition);
  const scope = fs.enterBlock();
  fs.enterLoop();
  block(fs, node.body);
  fs.patch(fs.jump(), start);
  fs.line = node.lastLine;
  fs.leaveLoop(scope);
  fs.leaveBlock(scope);
  fs.patchToHere(exit);
}

/** The condition is in the scope of the body; with to-be-closed variables both ways out of it close them. */
function repeatStatement(fs: FuncState, node: RepeatStatement): void {
  const start = fs.label();
  const loopScope = fs.enterBlock();
  fs.enterLoop();
  const scope = fs.enterBlock();
  statements(fs, node.body.statements);
  let again = jumpIfFalse(fs, node.condition);
  const closes = fs.toBeClosed !== scope.toBeClosed;
  fs.leaveBlock(scope);
  if (closes) {
    const exit = fs.jump();
    fs.patchToHere(again);
    fs.emit(Op.CLOSE, scope.registers);
    again = fs.jump();
    fs.patchToHere(exit);
  }
  fs.patch(again, start);
  fs.leaveLoop(loopScope);
  fs.leaveBlock(loopScope);
}

function ifStatement(fs: FuncState, node: IfStatement): void {
  let exits = NO_JUMP;
  const lastClause = node.clauses.length - 1;
  for (let i = 0; i <= lastClause; i++) {
    exits = ifClause(fs, node.clauses[i]!, i < lastClause || node.orElse !== undefined, exits);
  }
  if (node.orElse !== undefined) block(fs, node.orElse);
  fs.patchToHere(exits);
}

/** Returns `exits` with the jump from the end of the clause to the end of the statement added. */
function ifClause(fs: FuncState, clause: IfClause, hasNext: boolean, exits: number): number {
  const list = clause.body.statements;
  const first = list[0];
  const scope = fs.enterBlock();
  let otherwise: number;
  let from = 0;
  if (first !== undefined && jumpsAway(fs, first)) {
    // `if c then break`: c jumps straight out of the loop
    const condition = expression(fs, clause.condition);
    goIfFalse(fs, condition);
    if (first.kind === StatementKind.Goto) gotoLabel(fs, first, condition.t);
    else fs.addBreak(condition.t);
    from = 1;
    if (list.length === 1) {
      fs.leaveBlock(scope);
      return exits;
    }
    otherwise = fs.jump();
  } else {
    otherwise = jumpIfFalse(fs, clause.condition);
  }
  statements(fs, list, from);
  fs.leaveBlock(scope);
  if (hasNext) exits = fs.prepend(fs.jump(), exits);
  fs.patchToHere(otherwise);
  return exits;
}

function jumpsAway(fs: FuncState, first: Statement): first is BreakStatement | GotoStatement {
  return first.kind === StatementKind.Break || (first.kind === StatementKind.Goto && fs.version === "5.3");
}

/** RETURN0, RETURN1 or RETURN; TAILCALL for a single call unless a to-be-closed variable is in scope (§3.4.10). */
function returnStatement(fs: FuncState, node: ReturnStatement): void {
  const last = expressionList(fs, node.values);
  const count = node.values.length;
  const closes = fs.toBeClosed === undefined ? 0 : 1;
  if (last.isOpen()) {
    setReturns(fs, last, -1);
    if (last.kind === ExpKind.Call && count === 1 && closes === 0) {
      fs.setC(last.info, 0);
      fs.setOp(last.info, Op.TAILCALL);
    } else {
      fs.emit(Op.RETURN, fs.activeRegisters, 0, closes);
    }
    return;
  }
  if (count === 1) {
    emitReturn(fs, expToAnyRegister(fs, last), 1);
  } else if (count > 1) {
    expToNextRegister(fs, last);
    emitReturn(fs, fs.activeRegisters, count);
  } else {
    emitReturn(fs, 0, 0);
  }
}

/** Returns the values of `count` registers. */
export function emitReturn(fs: FuncState, first: number, count: number): void {
  if (fs.toBeClosed !== undefined) fs.emit(Op.RETURN, first, count + 1, 1);
  else if (count === 0) fs.emit(Op.RETURN0);
  else if (count === 1) fs.emit(Op.RETURN1, first);
  else fs.emit(Op.RETURN, first, count + 1);
}
