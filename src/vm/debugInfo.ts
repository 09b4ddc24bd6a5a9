/**
 * What is known about running functions: lines, names, variables (§4.7), and the errors that say so. PUC derives names from
 * the bytecode by looking for the instruction that loaded a register; so does this file.
 */
import { isNumber } from "../base/luaFloat.ts";
import { chunkId } from "../base/source.ts";
import { OPCODE_ROWS, Op } from "../compiler/bytecode/opcodes.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import { LuaThrow } from "./errors.ts";
import { META_NAMES, MetaEvent } from "./metaEvent.ts";
import type { State } from "./state.ts";
import { LuaTable } from "./table.ts";
import { metaOfTable, metatableOf, toIntegerValue, toNumber, toStringValue, typeName } from "./types.ts";
import {
  Closure,
  type Coroutine,
  type Frame,
  type LuaFunction,
  type LuaValue,
  NativeFunction,
  Status,
} from "./value.ts";

/** A name and what kind of variable bears it ("local", "global", "method", ...). */
export interface NamedObject {
  readonly kind: string;
  readonly name: string;
}

/** One level of the call stack: a running native (no frame yet), a frame, or the host below all. */
export interface Activation {
  /** Undefined for the host. */
  readonly fn: LuaFunction | undefined;
  readonly frame: Frame | null;
  /** The frame that called it. */
  readonly caller: Frame | null;
}

/** The activation at `level` of a coroutine: 0 is the innermost; undefined beyond the outermost. */
export function activationAt(state: State, co: Coroutine, level: number): Activation | undefined {
  let left = level;
  let frame = co.frame;
  if (co === state.current && state.native !== null && !nativeHasFrame(state, frame)) {
    if (left === 0) return { fn: state.native, frame: null, caller: frame };
    left--;
  }
  while (frame !== null) {
    if (!isHiddenFrame(frame)) {
      if (left === 0) return activationOf(state, co, frame);
      left--;
    }
    frame = frame.prev;
  }
  return undefined;
}

/** The activation of a frame; undefined for the host's own when it is not to be seen. */
export function activationOf(state: State, co: Coroutine, frame: Frame | null): Activation | undefined {
  if (frame === null) return undefined;
  if (isHiddenFrame(frame)) return activationOf(state, co, frame.prev);
  if (frame.prev === null && co.isRoot) {
    return state.hasHostFrame ? { fn: undefined, frame: null, caller: null } : undefined;
  }
  return { fn: frame.fn, frame, caller: frame.prev };
}

/** True for frames of natives that PUC does not have: those whose name is in parentheses. */
export function isHiddenFrame(frame: Frame): boolean {
  return frame.fn instanceof NativeFunction && frame.fn.name.startsWith("(");
}

/** True when the running native is a continuation, which has its frame on top of the stack. */
function nativeHasFrame(state: State, frame: Frame | null): boolean {
  return state.nativeFrame !== null && state.nativeFrame === frame;
}

/** Source line of the instruction at `pc` (the one being executed); -1 when stripped. */
export function lineAt(proto: Proto, pc: number): number {
  return proto.lines[pc >> 1] ?? -1;
}

/** Line at which a Lua frame stands; -1 for natives. */
export function frameLine(frame: Frame): number {
  return frame.fn instanceof Closure ? lineAt(frame.fn.code.proto, frame.pc - 2) : -1;
}

/** Position of the activation at `level` (1 = caller of the running native); undefined when it has none. */
export function currentLine(state: State, level: number): { source: string; line: number } | undefined {
  const at = activationAt(state, state.current, level);
  if (at === undefined || at.frame === null || !(at.frame.fn instanceof Closure)) return undefined;
  const line = frameLine(at.frame);
  return line > 0 ? { source: at.frame.fn.code.proto.source, line } : undefined;
}

// ------------------------------------------------------------------ names

/** Instruction words and module entries that a search for a name may go over for nothing. */
const FREE_WORDS = 512;
const FREE_ENTRIES = 1024;

/** Charges for a search in the code before `pc`. */
function chargeSearch(state: State, pc: number): void {
  if (pc > FREE_WORDS) state.charge(pc >> 2);
}

/** Name of the local variable in `register` at `pc`. */
export function localName(proto: Proto, register: number, pc: number): string | undefined {
  let name: string | undefined;
  for (const local of proto.locals) {
    if (local.startPc > pc) break;
    if (local.register === register && pc < local.endPc) name = local.name;
  }
  return name;
}

/** Pc of the instruction that last set `register` before `lastPc`, -1 when it is not certain. */
function findSetter(proto: Proto, lastPc: number, register: number): number {
  const { code } = proto;
  let setter = -1;
  let jumpTarget = 0;
  for (let pc = 0; pc < lastPc; pc += 2) {
    const word = code[pc]!;
    const op: Op = word & 0xff;
    const a = (word >>> 8) & 0xff;
    const row = OPCODE_ROWS[op]!;
    let changes: boolean;
    switch (op) {
      case Op.LOADNIL:
        changes = a <= register && register <= a + ((word >>> 16) & 0xff);
        break;
      case Op.TFORCALL:
        changes = register >= a + 4;
        break;
      case Op.CALL:
      case Op.TAILCALL:
      case Op.VARARG:
        changes = register >= a;
        break;
      case Op.SELF:
        changes = register === a || register === a + 1;
        break;
      default:
        changes = row.setsA && a === register;
    }
    if (row.d === "jump" && op !== Op.FORLOOP && op !== Op.TFORLOOP) {
      const target = code[pc + 1]!;
      if (target <= lastPc && target > jumpTarget) jumpTarget = target;
    }
    if (changes) setter = pc < jumpTarget ? -1 : pc;
  }
  return setter;
}

function upvalueName(proto: Proto, index: number): string {
  return proto.upvalues[index]?.name || "?";
}

/** "global" when the indexed variable is `_ENV`, else "field". */
function fieldKind(name: string | undefined): string {
  return name === "_ENV" ? "global" : "field";
}

/** A string constant as a name: names are C strings, which end at the first zero byte. */
function constantName(constant: unknown): string {
  const text = constant as string;
  const zero = text.indexOf("\0");
  return zero < 0 ? text : text.slice(0, zero);
}

/** Name for the value in `register` when the instruction at `pc` runs. */
export function objectName(proto: Proto, pc: number, register: number, is54: boolean): NamedObject | undefined {
  const local = localName(proto, register, pc);
  if (local !== undefined) return { kind: "local", name: local };
  const setter = findSetter(proto, pc, register);
  if (setter < 0) return undefined;
  const word = proto.code[setter]!;
  const a = (word >>> 8) & 0xff;
  const b = (word >>> 16) & 0xff;
  const c = word >>> 24;
  const constant = proto.constants[proto.code[setter + 1]!];
  switch (word & 0xff) {
    case Op.MOVE:
      return b < a ? objectName(proto, setter, b, is54) : undefined;
    case Op.GETBOX: {
      const name = localName(proto, b, setter);
      return name === undefined ? undefined : { kind: "local", name };
    }
    case Op.GETTABUP:
      return { kind: fieldKind(upvalueName(proto, b)), name: constantName(constant) };
    case Op.GETFIELD:
      return { kind: fieldKind(objectName(proto, setter, b, is54)?.name), name: constantName(constant) };
    case Op.GETTABLE: {
      const key = objectName(proto, setter, c, is54);
      const name = key?.kind === "constant" ? key.name : "?";
      return { kind: fieldKind(objectName(proto, setter, b, is54)?.name), name };
    }
    case Op.GETINT:
      return { kind: "field", name: is54 ? "integer index" : "?" };
    case Op.GETUPVAL:
      return { kind: "upvalue", name: upvalueName(proto, b) };
    case Op.LOADK:
      return typeof constant === "string" ? { kind: "constant", name: constantName(constant) } : undefined;
    case Op.SELF:
      return { kind: "method", name: constantName(constant) };
    default:
      return undefined;
  }
}

/** Metamethod events that instructions call. */
const OP_EVENTS: Readonly<Partial<Record<Op, MetaEvent>>> = Object.freeze({
  [Op.SELF]: MetaEvent.INDEX,
  [Op.GETTABUP]: MetaEvent.INDEX,
  [Op.GETTABLE]: MetaEvent.INDEX,
  [Op.GETFIELD]: MetaEvent.INDEX,
  [Op.GETINT]: MetaEvent.INDEX,
  [Op.SETTABUP]: MetaEvent.NEWINDEX,
  [Op.SETTABLE]: MetaEvent.NEWINDEX,
  [Op.SETFIELD]: MetaEvent.NEWINDEX,
  [Op.SETINT]: MetaEvent.NEWINDEX,
  [Op.ADD]: MetaEvent.ADD,
  [Op.ADDK]: MetaEvent.ADD,
  [Op.SUB]: MetaEvent.SUB,
  [Op.SUBK]: MetaEvent.SUB,
  [Op.MUL]: MetaEvent.MUL,
  [Op.MULK]: MetaEvent.MUL,
  [Op.MOD]: MetaEvent.MOD,
  [Op.MODK]: MetaEvent.MOD,
  [Op.POW]: MetaEvent.POW,
  [Op.POWK]: MetaEvent.POW,
  [Op.DIV]: MetaEvent.DIV,
  [Op.DIVK]: MetaEvent.DIV,
  [Op.IDIV]: MetaEvent.IDIV,
  [Op.IDIVK]: MetaEvent.IDIV,
  [Op.BAND]: MetaEvent.BAND,
  [Op.BANDK]: MetaEvent.BAND,
  [Op.BOR]: MetaEvent.BOR,
  [Op.BORK]: MetaEvent.BOR,
  [Op.BXOR]: MetaEvent.BXOR,
  [Op.BXORK]: MetaEvent.BXOR,
  [Op.SHL]: MetaEvent.SHL,
  [Op.SHR]: MetaEvent.SHR,
  [Op.SHLK]: MetaEvent.SHL,
  [Op.SHRK]: MetaEvent.SHR,
  [Op.UNM]: MetaEvent.UNM,
  [Op.BNOT]: MetaEvent.BNOT,
  [Op.LEN]: MetaEvent.LEN,
  [Op.CONCAT]: MetaEvent.CONCAT,
  [Op.EQ]: MetaEvent.EQ,
  [Op.EQK]: MetaEvent.EQ,
  [Op.LT]: MetaEvent.LT,
  [Op.LTK]: MetaEvent.LT,
  [Op.GTK]: MetaEvent.LT,
  [Op.LE]: MetaEvent.LE,
  [Op.LEK]: MetaEvent.LE,
  [Op.GEK]: MetaEvent.LE,
  [Op.CLOSE]: MetaEvent.CLOSE,
  [Op.RETURN]: MetaEvent.CLOSE,
});

/** How the instruction at which a Lua frame stands names the function it calls. */
export function calleeName(frame: Pick<Frame, "fn" | "pc">, is54: boolean): NamedObject | undefined {
  if (!(frame.fn instanceof Closure)) return undefined;
  const { proto } = frame.fn.code;
  const pc = frame.pc - 2;
  const word = proto.code[pc];
  if (word === undefined) return undefined;
  const op: Op = word & 0xff;
  if (op === Op.CALL || op === Op.TAILCALL) return objectName(proto, pc, (word >>> 8) & 0xff, is54);
  if (op === Op.TFORCALL) return { kind: "for iterator", name: "for iterator" };
  const event = OP_EVENTS[op];
  if (event === undefined) return undefined;
  const name = META_NAMES[event]!;
  return { kind: "metamethod", name: is54 ? name.slice(2) : name };
}

/** Name of the function of an activation, from the code that called it (`getinfo` "n"). */
export function activationName(state: State, at: Activation): NamedObject | undefined {
  const status = at.frame === null ? 0 : at.frame.status;
  if ((status & Status.TAIL) !== 0) return undefined;
  // 5.3 marks the function that a finaliser interrupts
  const finalizer = state.is54 ? at.frame : calledBy(at.frame);
  if (finalizer !== null && (finalizer.status & Status.FINALIZER) !== 0) return { kind: "metamethod", name: "__gc" };
  if ((status & Status.HOOK) !== 0) {
    // 5.3 names no function that a native called
    const isNamed = state.is54 || (at.caller !== null && at.caller.fn instanceof Closure);
    return isNamed ? { kind: "hook", name: "?" } : undefined;
  }
  if (at.caller === null) return undefined;
  chargeSearch(state, at.caller.pc);
  return calleeName(at.caller, state.is54);
}

/** The frame that `frame` called, if any; the list of frames goes on with unused ones. */
function calledBy(frame: Frame | null): Frame | null {
  const next = frame === null ? null : frame.next;
  if (next === null || !isHiddenFrame(next)) return next;
  return next.next;
}

/** "string.rep" for a function found in a loaded module, "print" for one in `_G` (luaL pushglobalfuncname). */
export function globalFunctionName(state: State, fn: LuaFunction): string | undefined {
  let found: string | undefined;
  let searched = 0;
  state.loaded.forEachEntry((moduleName: LuaValue, module: LuaValue) => {
    if (found !== undefined || typeof moduleName !== "string") return;
    if (module === fn) {
      found = moduleName;
    } else if (module instanceof LuaTable) {
      const entries = module.entryCount();
      searched += entries + 1;
      if (searched > FREE_ENTRIES) state.charge((entries >> 2) + 1);
      module.forEachEntry((name: LuaValue, value: LuaValue) => {
        if (found === undefined && value === fn && typeof name === "string") {
          found = moduleName === "_G" ? name : `${moduleName}.${name}`;
        }
      });
    }
  });
  return found;
}

/** The message of luaL_argerror for the running native. */
export function functionNameForArgument(state: State, argument: number, message: string): string {
  const at = activationAt(state, state.current, 0)!;
  const named = activationName(state, at);
  let index = argument;
  if (named?.kind === "method") {
    index--;
    if (index === 0) return `calling '${named.name}' on bad self (${message})`;
  }
  const name = named?.name ?? globalFunctionName(state, at.fn!) ?? "?";
  return `bad argument #${index} to '${name}' (${message})`;
}

// ------------------------------------------------------------------ errors

/** An error of the machine: with position when a Lua function is running (luaG_runerror). */
export function runtimeError(state: State, message: string): LuaThrow {
  const frame = state.current.frame;
  if (state.native !== null || frame === null || !(frame.fn instanceof Closure)) return new LuaThrow(message);
  const line = frameLine(frame);
  return new LuaThrow(`${chunkId(frame.fn.code.proto.source)}:${line}: ${message}`);
}

/** Type name for messages: a string `__name`, else the basic type (luaT_objtypename). */
export function typeNameFor(state: State, v: LuaValue): string {
  const name = metaOfTable(metatableOf(state, v), MetaEvent.NAME);
  return typeof name === "string" ? name : typeName(v);
}

function describe(named: NamedObject | undefined): string {
  return named === undefined ? "" : ` (${named.kind} '${named.name}')`;
}

/** Registers an instruction reads, the likely culprit first. */
function sourceRegisters(op: Op, a: number, b: number, c: number): number[] {
  switch (op) {
    case Op.SETTABLE:
    case Op.SETFIELD:
    case Op.SETINT:
    case Op.CALL:
    case Op.TAILCALL:
      return [a];
    case Op.GETTABUP:
    case Op.SETTABUP:
      return [];
    default:
      return OPCODE_ROWS[op]!.c === "register" && op !== Op.GETTABLE ? [b, c] : [b];
  }
}

/** " (local 'x')" for a value that the running instruction got from a named place, else "". */
function variableInfo(state: State, v: LuaValue): string {
  const frame = state.current.frame;
  if (state.native !== null || frame === null || !(frame.fn instanceof Closure)) return "";
  const { proto } = frame.fn.code;
  const pc = frame.pc - 2;
  const word = proto.code[pc]!;
  const op: Op = word & 0xff;
  const a = (word >>> 8) & 0xff;
  const b = (word >>> 16) & 0xff;
  if (op === Op.GETTABUP || op === Op.SETTABUP) {
    const index = op === Op.GETTABUP ? b : a;
    return frame.fn.upvalues[index]?.v === v ? describe({ kind: "upvalue", name: upvalueName(proto, index) }) : "";
  }
  chargeSearch(state, pc);
  for (const register of sourceRegisters(op, a, b, word >>> 24)) {
    if (Object.is(state.stack[frame.base + register], v)) {
      return describe(objectName(proto, pc, register, state.is54));
    }
  }
  return "";
}

/** "attempt to perform-what a type value (variable)" (luaG_typeerror). */
export function typeError(state: State, v: LuaValue, operation: string): LuaThrow {
  return runtimeError(state, `attempt to ${operation} a ${typeNameFor(state, v)} value${variableInfo(state, v)}`);
}

/** Indexing something that cannot be. */
export function indexError(state: State, v: LuaValue, _key: LuaValue): LuaThrow {
  return typeError(state, v, "index");
}

/** Calling something that cannot be. */
export function callError(state: State, v: LuaValue): LuaThrow {
  const frame = state.current.frame;
  const isLua = state.native === null && frame !== null && frame.fn instanceof Closure;
  let info = "";
  if (isLua) {
    const word = frame.fn instanceof Closure ? frame.fn.code.words[frame.pc - 2]! : 0;
    const op: Op = word & 0xff;
    chargeSearch(state, frame.pc);
    if (state.is54 || op === Op.CALL || op === Op.TAILCALL) info = describe(calleeName(frame, state.is54));
  }
  return runtimeError(state, `attempt to call a ${typeNameFor(state, v)} value${info}`);
}

/** Arithmetic on a non-number (luaG_opinterror). */
export function arithmeticError(state: State, a: LuaValue, b: LuaValue): LuaThrow {
  return typeError(state, countsAsNumber(state, a) ? b : a, "perform arithmetic on");
}

/** A bitwise operation on something else, or on a float without integer value. */
export function bitwiseError(state: State, a: LuaValue, b: LuaValue): LuaThrow {
  if (countsAsNumber(state, a) && countsAsNumber(state, b)) {
    const culprit = toIntegerValue(a) === undefined ? a : b;
    return runtimeError(state, `number${variableInfo(state, culprit)} has no integer representation`);
  }
  return typeError(state, countsAsNumber(state, a) ? b : a, "perform bitwise operation on");
}

/** Whether an operand is not to be blamed: in 5.3 strings that convert are as good as numbers. */
function countsAsNumber(state: State, v: LuaValue): boolean {
  return isNumber(v) || (!state.is54 && toNumber(v) !== undefined);
}

/** Concatenating something else. */
export function concatError(state: State, a: LuaValue, b: LuaValue): LuaThrow {
  const leftIsCulprit = toStringValue(a) === undefined;
  const culprit = leftIsCulprit ? a : b;
  const frame = state.current.frame;
  let info = "";
  if (state.native === null && frame !== null && frame.fn instanceof Closure) {
    chargeSearch(state, frame.pc);
    const register = state.concatAt - frame.base + (leftIsCulprit ? 0 : 1);
    info = describe(objectName(frame.fn.code.proto, frame.pc - 2, register, state.is54));
  }
  return runtimeError(state, `attempt to concatenate a ${typeNameFor(state, culprit)} value${info}`);
}

/** Ordering two values that have no order. */
export function compareError(state: State, a: LuaValue, b: LuaValue): LuaThrow {
  const left = typeNameFor(state, a);
  const right = typeNameFor(state, b);
  return runtimeError(
    state,
    left === right ? `attempt to compare two ${left} values` : `attempt to compare ${left} with ${right}`,
  );
}
