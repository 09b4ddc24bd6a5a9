/** Code of expressions (§3.4). */

import type { LuaNumber } from "../base/luaFloat.ts";
import {
  type CallExpression,
  type Expression,
  ExpressionKind,
  type FunctionExpression,
  hasLeftPart,
  type LocalExpression,
  type MethodCallExpression,
  type SpineExpression,
  type TableExpression,
  type TableField,
  type Word,
} from "../parser/ast.ts";
import { Op } from "./bytecode/opcodes.ts";
import {
  dischargeVars,
  expToAnyRegister,
  expToNextRegister,
  expToTable,
  expToValue,
  freeExp,
  index,
  indexField,
  setReturns,
  storeVar,
} from "./discharge.ts";
import { type ExpDesc, ExpKind } from "./expDesc.ts";
import type { FuncState } from "./funcState.ts";
import { binaryLeft, binaryRight, logicalLeft, logicalRight, unary } from "./operators.ts";

/** List items of a table constructor that are stored by one SETLIST. */
const ITEMS_PER_FLUSH = 50;
/** Largest size hint for string keys. */
const MAX_KEY_HINT = 255;

/** Levels of nesting to the left that are worked off by recursion; deeper ones by a loop. */
const LEFT_RECURSION = 4;

/** The description of `node`. Nesting to the left is unlimited, so a long left spine is walked down with a loop. */
export function expression(fs: FuncState, node: Expression): ExpDesc {
  return descend(fs, node, LEFT_RECURSION);
}

function descend(fs: FuncState, node: Expression, levels: number): ExpDesc {
  let e: ExpDesc;
  if (!hasLeftPart(node)) e = leaf(fs, node);
  else if (levels === 0) return spine(fs, node);
  else {
    e = descend(fs, node.left, levels - 1);
    applySpine(fs, node, e);
  }
  fs.line = node.line;
  return e;
}

function spine(fs: FuncState, top: SpineExpression): ExpDesc {
  const parents: SpineExpression[] = [];
  let node: Expression = top;
  while (hasLeftPart(node)) {
    parents.push(node);
    node = node.left;
  }
  const e = leaf(fs, node);
  fs.line = node.line;
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    applySpine(fs, parent, e);
    fs.line = parent.line;
  }
  return e;
}

/** Makes `left`, the left part of `node`, all of it. */
function applySpine(fs: FuncState, node: SpineExpression, left: ExpDesc): void {
  const { descriptions } = fs;
  switch (node.kind) {
    case ExpressionKind.Binary: {
      fs.line = node.operatorLine;
      fs.upcoming = node.right;
      binaryLeft(fs, node.operator, left);
      const right = expression(fs, node.right);
      binaryRight(fs, node.operator, left, right, node.operatorLine);
      break;
    }
    case ExpressionKind.And:
    case ExpressionKind.Or: {
      fs.line = node.operatorLine;
      logicalLeft(fs, node.kind, left);
      const right = expression(fs, node.right);
      logicalRight(fs, node.kind, left, right);
      break;
    }
    case ExpressionKind.Index: {
      expToTable(fs, left);
      const key = expression(fs, node.key);
      expToValue(fs, key);
      fs.line = node.line;
      index(fs, left, key);
      break;
    }
    case ExpressionKind.Field:
      expToTable(fs, left);
      fs.line = node.line;
      indexField(fs, left, node.word);
      break;
    case ExpressionKind.Call:
      fs.upcoming = "(";
      expToNextRegister(fs, left);
      call(fs, node, left, left.info);
      break;
    case ExpressionKind.MethodCall:
      call(fs, node, left, self(fs, node, left));
      break;
  }
  fs.descriptions = descriptions;
}

/** An expression that is none of the forms of the left spine. */
function leaf(fs: FuncState, node: Exclude<Expression, SpineExpression>): ExpDesc {
  switch (node.kind) {
    case ExpressionKind.Nil:
      return fs.describe(ExpKind.Nil);
    case ExpressionKind.Boolean:
      return fs.describe(node.value ? ExpKind.True : ExpKind.False);
    case ExpressionKind.Number:
      return constant(fs, ExpKind.Number, node.value);
    case ExpressionKind.String:
      return constant(fs, ExpKind.String, node.word);
    case ExpressionKind.Vararg:
      fs.line = node.line;
      return fs.describe(ExpKind.Vararg, fs.emit(Op.VARARG, 0, 0, 1));
    case ExpressionKind.Function:
      return closure(fs, node);
    case ExpressionKind.Local:
      return local(fs, node);
    case ExpressionKind.UpValue:
      return fs.describe(ExpKind.UpValue, node.index);
    case ExpressionKind.Global: {
      const e = fs.describe(ExpKind.UpValue, node.index);
      indexField(fs, e, node.word);
      return e;
    }
    case ExpressionKind.Unary: {
      fs.line = node.operatorLine;
      const operand = expression(fs, node.operand);
      unary(fs, node.operator, operand, node.operatorLine);
      return operand;
    }
    case ExpressionKind.Parenthesized: {
      const inner = expression(fs, node.inner);
      fs.line = node.line;
      dischargeVars(fs, inner);
      return inner;
    }
    case ExpressionKind.Table:
      return table(fs, node);
  }
}

function constant(fs: FuncState, kind: ExpKind, value: LuaNumber | Word): ExpDesc {
  const e = fs.describe(kind);
  e.value = value;
  return e;
}

function local(fs: FuncState, { variable }: LocalExpression): ExpDesc {
  return fs.describe(variable.captured ? ExpKind.Boxed : ExpKind.Local, fs.registerFor(variable));
}

/** `function ... end`: CLOSURE R, P */
export function closure(fs: FuncState, node: FunctionExpression): ExpDesc {
  const nested = fs.addNested(node.body);
  fs.line = node.line;
  const e = fs.describe(ExpKind.Reloc, fs.emit(Op.CLOSURE, 0, 0, 0, nested));
  expToNextRegister(fs, e);
  return e;
}

/** All but the last of `expressions` go to consecutive registers; returns the last one, or Void. */
export function expressionList(fs: FuncState, expressions: readonly Expression[]): ExpDesc {
  if (expressions.length === 0) return fs.describe(ExpKind.Void);
  const last = expressions.length - 1;
  for (let i = 0; i < last; i++) {
    const e = expression(fs, expressions[i]!);
    fs.upcoming = expressions[i + 1];
    expToNextRegister(fs, e);
  }
  return expression(fs, expressions[last]!);
}

/** `object:name`: SELF R, object, "name" puts function and object in two new registers; returns the first. */
function self(fs: FuncState, node: MethodCallExpression, object: ExpDesc): number {
  const register = expToAnyRegister(fs, object);
  freeExp(fs, object);
  fs.upcoming = "(";
  const base = fs.reserve(2);
  // The tree does not say where the name is; without arguments it is most likely where the call ends.
  if (node.arguments.length === 0) fs.line = node.line;
  fs.emit(Op.SELF, base, register, 0, fs.constants.addWord(node.word));
  return base;
}

/** CALL base, with the function (and the object of a method call) already in place; `e` becomes its result. */
function call(fs: FuncState, node: CallExpression | MethodCallExpression, e: ExpDesc, base: number): void {
  const last = expressionList(fs, node.arguments);
  fs.line = node.line;
  let argumentCount = -1;
  if (last.isOpen()) {
    setReturns(fs, last, -1);
  } else {
    if (last.kind !== ExpKind.Void) expToNextRegister(fs, last);
    argumentCount = fs.freeRegister - (base + 1);
  }
  e.set(ExpKind.Call, fs.emit(Op.CALL, base, argumentCount + 1, 2));
  fs.fixLine(node.callLine);
  fs.freeRegister = base + 1;
}

/**
 * A table constructor (§3.4.9):
 *   NEWTABLE R; items in R+1, R+2, ...; SETLIST R after every 50 of them; SETFIELD etc. for pairs, in order.
 */
function table(fs: FuncState, node: TableExpression): ExpDesc {
  const pc = fs.emit(Op.NEWTABLE);
  const e = fs.describe(ExpKind.Reloc, pc);
  expToNextRegister(fs, e);
  const { fields } = node;
  const { descriptions } = fs;
  let stored = 0; // items stored by SETLIST so far
  let pending = 0; // items in registers above the table
  let pairs = 0;
  let open = false;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    fs.descriptions = descriptions;
    if (field.key !== undefined || field.word !== undefined) {
      pairs++;
      pair(fs, e, field);
      continue;
    }
    const value = expression(fs, field.value);
    const isLast = i === fields.length - 1;
    if (isLast) fs.line = node.line;
    if (isLast && value.isOpen()) {
      setReturns(fs, value, -1);
      open = true;
      break;
    }
    expToNextRegister(fs, value);
    pending++;
    if (pending === ITEMS_PER_FLUSH && !isLast) {
      setList(fs, e.info, pending, stored);
      stored += pending;
      pending = 0;
    }
  }
  fs.line = node.line;
  if (open) setList(fs, e.info, -1, stored);
  else if (pending > 0) setList(fs, e.info, pending, stored);
  fs.setB(pc, Math.min(pairs, MAX_KEY_HINT));
  fs.setD(pc, stored + pending);
  return e;
}

/** `count` = -1: all values up to top. */
function setList(fs: FuncState, table: number, count: number, offset: number): void {
  fs.emit(Op.SETLIST, table, Math.max(count, 0), 0, offset);
  fs.freeRegister = table + 1;
}

function pair(fs: FuncState, table: ExpDesc, { key, word, line, value }: TableField): void {
  const free = fs.freeRegister;
  const target = fs.describe(ExpKind.NonReloc, table.info);
  if (word !== undefined) {
    fs.line = line;
    indexField(fs, target, word);
  } else {
    const e = expression(fs, key!);
    expToValue(fs, e);
    index(fs, target, e);
  }
  storeVar(fs, target, expression(fs, value));
  fs.freeRegister = free;
}
