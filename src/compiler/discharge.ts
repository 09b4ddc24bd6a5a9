/**
 * From descriptions of expressions to values in registers. Terms are PUC's: to *discharge* a description is to emit the
 * code that reads what it describes. When that happens is observable (a call in the right operand may change a variable
 * read in the left one), so each function here reads exactly what its counterpart in the reference compiler reads; only
 * a captured local (`Boxed`) needs an instruction where PUC uses the bare register, and is read when that one is.
 */

import type { Word } from "../parser/ast.ts";
import { Op } from "./bytecode/opcodes.ts";
import { NO_JUMP, NO_REGISTER } from "./codeBuffer.ts";
import { type ExpDesc, ExpKind, IndexPart } from "./expDesc.ts";
import type { FuncState } from "./funcState.ts";

/** Gives back the register of a temporary. */
export function freeExp(fs: FuncState, e: ExpDesc): void {
  if (e.kind === ExpKind.NonReloc) fs.free(e.info);
}

/** Gives back the registers of two temporaries, the one taken last first. */
export function freeExps(fs: FuncState, a: ExpDesc, b: ExpDesc): void {
  const first = a.kind === ExpKind.NonReloc ? a.info : -1;
  const second = b.kind === ExpKind.NonReloc ? b.info : -1;
  freeRegisters(fs, first, second);
}

function freeRegisters(fs: FuncState, a: number, b: number): void {
  const high = Math.max(a, b);
  const low = Math.min(a, b);
  if (high >= 0) fs.free(high);
  if (low >= 0) fs.free(low);
}

/** Fixes the number of results of an open call or `...`; `results` = -1 means all. */
export function setReturns(fs: FuncState, e: ExpDesc, results: number): void {
  fs.setC(e.info, results + 1);
  if (e.kind === ExpKind.Vararg) {
    fs.setA(e.info, fs.freeRegister);
    fs.reserve(1);
  }
}

/** Truncates an open call or `...` to one value. */
export function setOneReturn(fs: FuncState, e: ExpDesc): void {
  if (e.kind === ExpKind.Call) {
    e.kind = ExpKind.NonReloc;
    e.info = fs.aAt(e.info);
  } else if (e.kind === ExpKind.Vararg) {
    fs.setC(e.info, 2);
    e.kind = ExpKind.Reloc;
  }
}

/** Reads variables; afterwards `e` is a constant, a boxed local, a jump, Reloc or NonReloc. */
export function dischargeVars(fs: FuncState, e: ExpDesc): void {
  switch (e.kind) {
    case ExpKind.Local:
      e.kind = ExpKind.NonReloc;
      break;
    case ExpKind.UpValue:
      e.info = fs.emit(Op.GETUPVAL, 0, e.info);
      e.kind = ExpKind.Reloc;
      break;
    case ExpKind.Index:
      dischargeIndex(fs, e);
      break;
    case ExpKind.Call:
    case ExpKind.Vararg:
      setOneReturn(fs, e);
      break;
  }
}

/** The register with the table of an indexed expression; a box or upvalue is read into a new temporary. */
function tableRegister(fs: FuncState, e: ExpDesc): number {
  return e.tableKind === IndexPart.Register ? e.info : readPart(fs, e.tableKind, e.info);
}

/** The register with the key of an indexed expression whose key is in a register or box. */
function keyRegister(fs: FuncState, e: ExpDesc): number {
  return e.keyKind === IndexPart.Register ? e.key : readPart(fs, e.keyKind, e.key);
}

function readPart(fs: FuncState, kind: IndexPart, index: number): number {
  const register = fs.reserve(1);
  fs.emit(kind === IndexPart.Boxed ? Op.GETBOX : Op.GETUPVAL, register, index);
  return register;
}

function dischargeIndex(fs: FuncState, e: ExpDesc): void {
  if (e.tableKind === IndexPart.UpValue && e.keyKind === IndexPart.StringConstant) {
    e.info = fs.emit(Op.GETTABUP, 0, e.info, 0, e.key);
    e.kind = ExpKind.Reloc;
    return;
  }
  const free = fs.freeRegister;
  const table = tableRegister(fs, e);
  let pc: number;
  if (e.keyKind === IndexPart.StringConstant) pc = fs.emit(Op.GETFIELD, 0, table, 0, e.key);
  else if (e.keyKind === IndexPart.Integer) pc = fs.emit(Op.GETINT, 0, table, 0, e.key);
  else {
    const key = keyRegister(fs, e);
    pc = fs.emit(Op.GETTABLE, 0, table, key);
  }
  fs.freeRegister = free;
  freeRegisters(fs, e.tableKind === IndexPart.Register ? e.info : -1, e.keyKind === IndexPart.Register ? e.key : -1);
  e.info = pc;
  e.kind = ExpKind.Reloc;
}

/** Puts the value of `e`, jumps aside, in `register`. Variables have been read. */
function dischargeToRegister(fs: FuncState, e: ExpDesc, register: number): void {
  switch (e.kind) {
    case ExpKind.Nil:
      loadNil(fs, register, 1);
      break;
    case ExpKind.True:
      fs.emit(Op.LOADTRUE, register);
      break;
    case ExpKind.False:
      fs.emit(Op.LOADFALSE, register);
      break;
    case ExpKind.Number:
    case ExpKind.String:
      fs.emit(Op.LOADK, register, 0, 0, fs.constants.addConstant(e));
      break;
    case ExpKind.Boxed:
      fs.emit(Op.GETBOX, register, e.info);
      break;
    case ExpKind.Reloc:
      fs.setA(e.info, register);
      break;
    case ExpKind.NonReloc:
      if (e.info !== register) fs.emit(Op.MOVE, register, e.info);
      break;
    default:
      return; // a jump: its value is made later; nothing to do for no expression
  }
  e.info = register;
  e.kind = ExpKind.NonReloc;
}

/** Puts the value of `e`, jumps aside, in some register. Variables have been read. */
function dischargeToAnyRegister(fs: FuncState, e: ExpDesc): void {
  if (e.kind === ExpKind.NonReloc) return;
  dischargeToRegister(fs, e, fs.reserve(1));
}

/** `R[from], ..., R[from+count-1] := nil`, merged with a LOADNIL just before when they touch. */
export function loadNil(fs: FuncState, from: number, count: number): void {
  const last = from + count - 1;
  const previous = fs.previousInstruction();
  if (previous !== NO_JUMP && fs.opAt(previous) === Op.LOADNIL) {
    const previousFrom = fs.aAt(previous);
    const previousLast = previousFrom + fs.bAt(previous);
    if (previousFrom <= last + 1 && from <= previousLast + 1) {
      const merged = Math.min(from, previousFrom);
      fs.setA(previous, merged);
      fs.setB(previous, Math.max(last, previousLast) - merged);
      return;
    }
  }
  fs.emit(Op.LOADNIL, from, count - 1);
}

/** Puts the value of `e`, the values brought by its jumps included, in `register`. */
export function expToRegister(fs: FuncState, e: ExpDesc, register: number): void {
  dischargeVars(fs, e);
  readToRegister(fs, e, register);
}

/** As expToRegister. Variables have been read. */
function readToRegister(fs: FuncState, e: ExpDesc, register: number): void {
  dischargeToRegister(fs, e, register);
  if (e.kind === ExpKind.Jump) e.t = fs.prepend(e.info, e.t);
  if (e.hasJumps()) {
    let falseTarget = NO_JUMP;
    let trueTarget = NO_JUMP;
    if (fs.needsValue(e.t) || fs.needsValue(e.f)) {
      // JMP end; false: LFALSESKIP R; true: LOADTRUE R; end:
      const skip = e.kind === ExpKind.Jump ? NO_JUMP : fs.jump();
      falseTarget = fs.label();
      fs.emit(Op.LFALSESKIP, register);
      trueTarget = fs.label();
      fs.emit(Op.LOADTRUE, register);
      fs.patchToHere(skip);
    }
    const end = fs.label();
    fs.patchValues(e.f, end, register, falseTarget);
    fs.patchValues(e.t, end, register, trueTarget);
  }
  e.set(ExpKind.NonReloc, register);
}

/** Puts the value of `e` in the next free register. */
export function expToNextRegister(fs: FuncState, e: ExpDesc): void {
  dischargeVars(fs, e);
  freeExp(fs, e);
  readToRegister(fs, e, fs.reserve(1));
}

/** Puts the value of `e` in some register, which it returns. */
export function expToAnyRegister(fs: FuncState, e: ExpDesc): number {
  dischargeVars(fs, e);
  if (e.kind === ExpKind.NonReloc) {
    if (!e.hasJumps()) return e.info;
    if (e.info >= fs.activeRegisters) {
      readToRegister(fs, e, e.info);
      return e.info;
    }
    freeExp(fs, e);
  }
  readToRegister(fs, e, fs.reserve(1));
  return e.info;
}

/** As expToAnyRegister, but a captured local stays unread, as a bare local stays in its register. */
export function expToLateRegister(fs: FuncState, e: ExpDesc): void {
  if (e.kind !== ExpKind.Boxed || e.hasJumps()) expToAnyRegister(fs, e);
}

/** As expToLateRegister, but an upvalue may stay one: what the table of an indexed expression needs. */
export function expToTable(fs: FuncState, e: ExpDesc): void {
  if (e.kind !== ExpKind.UpValue || e.hasJumps()) expToLateRegister(fs, e);
}

/**
 * Makes `e` a value: a constant, a bare or boxed local, Reloc or NonReloc. A comparison is made a value at once: nothing
 * may come between its jump and the code that the jump skips.
 */
export function expToValue(fs: FuncState, e: ExpDesc): void {
  if (e.kind === ExpKind.Jump || e.hasJumps()) expToAnyRegister(fs, e);
  else dischargeVars(fs, e);
}

/** Makes `table`, prepared by expToTable, the expression `table.word`. */
export function indexField(fs: FuncState, table: ExpDesc, word: Word): void {
  table.tableKind = tablePart(table);
  table.keyKind = IndexPart.StringConstant;
  table.key = fs.constants.addWord(word);
  table.kind = ExpKind.Index;
}

function tablePart({ kind }: ExpDesc): IndexPart {
  if (kind === ExpKind.UpValue) return IndexPart.UpValue;
  return kind === ExpKind.Boxed ? IndexPart.Boxed : IndexPart.Register;
}

/** Makes `table`, prepared by expToTable, the expression `table[key]`. */
export function index(fs: FuncState, table: ExpDesc, key: ExpDesc): void {
  if (key.kind === ExpKind.String && !key.hasJumps()) {
    indexField(fs, table, key.value as Word);
    return;
  }
  if (table.kind === ExpKind.UpValue && fs.version === "5.4") expToAnyRegister(fs, table);
  table.tableKind = tablePart(table);
  if (key.isNumeral() && typeof key.value === "number" && (key.value | 0) === key.value) {
    table.keyKind = IndexPart.Integer;
    table.key = key.value;
  } else {
    expToLateRegister(fs, key);
    table.keyKind = key.kind === ExpKind.Boxed ? IndexPart.Boxed : IndexPart.Register;
    table.key = key.info;
  }
  table.kind = ExpKind.Index;
}

/** Assigns `value` to `target`: a Local, Boxed, UpValue or Index. */
export function storeVar(fs: FuncState, target: ExpDesc, value: ExpDesc): void {
  switch (target.kind) {
    case ExpKind.Local:
      freeExp(fs, value);
      expToRegister(fs, value, target.info);
      return;
    case ExpKind.Boxed:
      storeBox(fs, target.info, value);
      break;
    case ExpKind.UpValue: {
      const register = expToAnyRegister(fs, value);
      fs.emit(Op.SETUPVAL, register, target.info);
      break;
    }
    default:
      storeIndex(fs, target, expToAnyRegister(fs, value));
  }
  freeExp(fs, value);
}

/** The SETBOX has no line of its own when PUC would have computed the value in the local's register. */
function storeBox(fs: FuncState, box: number, value: ExpDesc): void {
  const { line } = fs;
  dischargeVars(fs, value);
  const moves = value.kind === ExpKind.NonReloc;
  const register = expToAnyRegister(fs, value);
  if (!moves) fs.line = fs.lastLine();
  fs.emit(Op.SETBOX, box, register);
  fs.line = line;
}

function storeIndex(fs: FuncState, e: ExpDesc, value: number): void {
  if (e.tableKind === IndexPart.UpValue && e.keyKind === IndexPart.StringConstant) {
    fs.emit(Op.SETTABUP, e.info, value, 0, e.key);
    return;
  }
  const free = fs.freeRegister;
  const table = tableRegister(fs, e);
  if (e.keyKind === IndexPart.StringConstant) fs.emit(Op.SETFIELD, table, value, 0, e.key);
  else if (e.keyKind === IndexPart.Integer) fs.emit(Op.SETINT, table, value, 0, e.key);
  else fs.emit(Op.SETTABLE, table, keyRegister(fs, e), value);
  fs.freeRegister = free;
}

// --- conditions ---

/** Emits the jump taken when the truth value of `e` is `condition`; the jump carries the value along. */
function jumpOnCondition(fs: FuncState, e: ExpDesc, condition: boolean): number {
  if (e.kind === ExpKind.Reloc && fs.opAt(e.info) === Op.NOT) {
    const operand = fs.bAt(e.info);
    fs.removeLast();
    return fs.emit(Op.TEST, operand, 0, condition ? 0 : 1, NO_JUMP);
  }
  dischargeToAnyRegister(fs, e);
  freeExp(fs, e);
  return fs.emit(Op.TESTSET, NO_REGISTER, e.info, condition ? 1 : 0, NO_JUMP);
}

/** Code after this runs only when `e` is true; the jumps for the other case are in `e.f`. */
export function goIfTrue(fs: FuncState, e: ExpDesc): void {
  dischargeVars(fs, e);
  let jump = NO_JUMP;
  switch (e.kind) {
    case ExpKind.Jump:
      fs.setC(e.info, 1 - fs.cAt(e.info));
      jump = e.info;
      break;
    case ExpKind.True:
    case ExpKind.Number:
    case ExpKind.String:
      break;
    default:
      jump = jumpOnCondition(fs, e, false);
  }
  e.f = fs.prepend(jump, e.f);
  fs.patchToHere(e.t);
  e.t = NO_JUMP;
}

/** Code after this runs only when `e` is false; the jumps for the other case are in `e.t`. */
export function goIfFalse(fs: FuncState, e: ExpDesc): void {
  dischargeVars(fs, e);
  let jump = NO_JUMP;
  switch (e.kind) {
    case ExpKind.Jump:
      jump = e.info;
      break;
    case ExpKind.Nil:
    case ExpKind.False:
      break;
    default:
      jump = jumpOnCondition(fs, e, true);
  }
  e.t = fs.prepend(jump, e.t);
  fs.patchToHere(e.f);
  e.f = NO_JUMP;
}

/** Makes `e` its negation (§3.4.5). */
export function negate(fs: FuncState, e: ExpDesc): void {
  switch (e.kind) {
    case ExpKind.Nil:
    case ExpKind.False:
      e.kind = ExpKind.True;
      break;
    case ExpKind.True:
    case ExpKind.Number:
    case ExpKind.String:
      e.kind = ExpKind.False;
      break;
    case ExpKind.Jump:
      fs.setC(e.info, 1 - fs.cAt(e.info));
      break;
    default:
      dischargeToAnyRegister(fs, e);
      freeExp(fs, e);
      e.info = fs.emit(Op.NOT, 0, e.info);
      e.kind = ExpKind.Reloc;
  }
  const { t } = e;
  e.t = e.f;
  e.f = t;
  fs.removeValues(e.f);
  fs.removeValues(e.t);
}
