/** Slow paths of instructions; see the rules in interpreter.ts. */
import { add, band, bor, bxor, div, mul, shl, shr, sub } from "../base/arithmetic.ts";
import type { LuaNumber } from "../base/luaFloat.ts";
import { closeVariable, markToBeClosed } from "./closing.ts";
import { indexError } from "./debugInfo.ts";
import { loadField, loadStringMethod, storeField } from "./fieldCache.ts";
import { addFloats, divFloats, mulFloats, subFloats } from "./floats.ts";
import { FREE_SKIPS } from "./gas.ts";
import { concatRange, decide, drive, signalled } from "./machine.ts";
import { MetaEvent } from "./metaEvent.ts";
import {
  chargeComparison,
  PENDING,
  type Pending,
  prepareArithmetic,
  prepareCall,
  prepareEquals,
  prepareIndex,
  prepareIndexString,
  prepareLength,
  prepareLess,
  prepareLessEqual,
  prepareSetIndex,
  rawSet,
} from "./metamethods.ts";
import { freeIndex, growStack, NATIVE_ROOM, popFrame, pushLuaFrame } from "./stack.ts";
import type { State } from "./state.ts";
import { ITERATION_END, keyAt, LuaTable, nextPosition, positionOf, skippedEntries, valueAt } from "./table.ts";
import {
  Closure,
  Code,
  type Coroutine,
  type FieldCache,
  type Frame,
  type LuaValue,
  NativeFunction,
  Status,
  UpValue,
} from "./value.ts";

/** Where calls made by the instruction of `frame` go. */
function setTop(state: State, frame: Frame): void {
  state.top = frame.base + (frame.fn as Closure).code.maxStackSize;
}

/** Makes the pending call; its first result goes to stack index `dest`. */
function callAndStore(state: State, dest: number): void {
  drive(state, true, state.top, state.callArgs, 0, 1, Status.STORE, dest);
}

/** GETTABLE and GETINT. */
export function index(state: State, frame: Frame, object: LuaValue, key: LuaValue, dest: number): void {
  if (typeof key === "string" && object instanceof LuaTable) {
    state.chargeLong(key.length);
    const own = object.getStr(key) as LuaValue;
    if (own !== undefined || object.meta === null) {
      state.stack[dest] = own;
      return;
    }
  }
  setTop(state, frame);
  const v = prepareIndex(state, object, key);
  if (v === PENDING) callAndStore(state, dest);
  else state.stack[dest] = v as LuaValue;
}

/** GETFIELD, GETTABUP and SELF. */
export function indexString(
  state: State,
  frame: Frame,
  caches: (FieldCache | null)[],
  at: number,
  object: LuaValue,
  key: string,
  dest: number,
): void {
  setTop(state, frame);
  let v: LuaValue | Pending;
  if (object instanceof LuaTable) v = loadField(state, caches, at, object, key);
  else {
    v = typeof object === "string" ? loadStringMethod(state, caches, at, key) : undefined;
    if (v === undefined) v = prepareIndexString(state, object, key);
  }
  if (v === PENDING) callAndStore(state, dest);
  else state.stack[dest] = v as LuaValue;
}

/** SETFIELD and SETTABUP. */
export function setField(
  state: State,
  frame: Frame,
  caches: (FieldCache | null)[],
  at: number,
  object: LuaValue,
  key: string,
  value: LuaValue,
): void {
  setTop(state, frame);
  const done =
    object instanceof LuaTable
      ? storeField(state, caches, at, object, key, value)
      : prepareSetIndex(state, object, key, value);
  if (!done) drive(state, true, state.top, state.callArgs, 0, 0, Status.DROP, 0);
}

/** SETTABLE one past the end of the array part. */
export function appendItem(state: State, table: LuaTable, value: LuaValue): void {
  state.allocate(8);
  table.append(value);
}

/** NEWTABLE. */
export function stackTable(state: State, dest: number, fields: number): void {
  state.allocate(56 + fields * 16);
  const table = new LuaTable(state.rootShape);
  table.reserve(fields);
  state.stack[dest] = table;
}

/** BOX. */
export function makeBox(state: State, register: number): void {
  const { stack } = state;
  state.allocate(24);
  stack[register] = new UpValue(stack[register]) as unknown as LuaValue;
}

/** SETTABLE and the like. */
export function newIndex(state: State, frame: Frame, object: LuaValue, key: LuaValue, value: LuaValue): void {
  if (object instanceof LuaTable && object.meta === null) {
    rawSet(state, object, key, value);
    return;
  }
  setTop(state, frame);
  if (prepareSetIndex(state, object, key, value)) return;
  drive(state, true, state.top, state.callArgs, 0, 0, Status.DROP, 0);
}

/** Arithmetic, bitwise operators and length. */
export function arithmetic(state: State, frame: Frame, event: MetaEvent, a: LuaValue, b: LuaValue, dest: number): void {
  const simple = simpleArithmetic(event, a, b);
  if (simple !== undefined) {
    state.stack[dest] = simple;
    return;
  }
  setTop(state, frame);
  const v = event === MetaEvent.LEN ? prepareLength(state, a) : prepareArithmetic(state, event, a, b);
  if (v === PENDING) callAndStore(state, dest);
  else state.stack[dest] = v as LuaValue;
}

/** Operations on two numbers that cannot fail, without the dispatch on types; otherwise undefined. */
function simpleArithmetic(event: MetaEvent, a: LuaValue, b: LuaValue): LuaNumber | undefined {
  if (typeof a === "number" && typeof b === "number") {
    switch (event) {
      case MetaEvent.ADD:
        return add(a, b);
      case MetaEvent.SUB:
        return sub(a, b);
      case MetaEvent.MUL:
        return mul(a, b);
      case MetaEvent.DIV:
        return div(a, b);
    }
    if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return undefined;
    switch (event) {
      case MetaEvent.BAND:
        return band(a, b);
      case MetaEvent.BOR:
        return bor(a, b);
      case MetaEvent.BXOR:
        return bxor(a, b);
      case MetaEvent.SHL:
        return shl(a, b);
      case MetaEvent.SHR:
        return shr(a, b);
    }
    return undefined;
  }
  if (typeof a === "bigint") {
    if (typeof b === "bigint") return bigArithmetic(event, a, b);
    return typeof b === "number" && Number.isSafeInteger(b) ? bigArithmetic(event, a, BigInt(b)) : undefined;
  }
  if (typeof b === "bigint") {
    return typeof a === "number" && Number.isSafeInteger(a) ? bigArithmetic(event, BigInt(a), b) : undefined;
  }
  switch (event) {
    case MetaEvent.ADD:
      return addFloats(a, b);
    case MetaEvent.SUB:
      return subFloats(a, b);
    case MetaEvent.MUL:
      return mulFloats(a, b);
    case MetaEvent.DIV:
      return divFloats(a, b);
  }
  return undefined;
}

/**
 * Integers beyond the safe range. V8 turns the truncated bigint operations into machine instructions.
 */
function bigArithmetic(event: MetaEvent, a: bigint, b: bigint): LuaNumber | undefined {
  let r: bigint;
  switch (event) {
    case MetaEvent.ADD:
      r = BigInt.asIntN(64, a + b);
      break;
    case MetaEvent.SUB:
      r = BigInt.asIntN(64, a - b);
      break;
    case MetaEvent.MUL:
      r = BigInt.asIntN(64, a * b);
      break;
    case MetaEvent.BAND:
      r = BigInt.asIntN(64, a & b);
      break;
    case MetaEvent.BOR:
      r = BigInt.asIntN(64, a | b);
      break;
    case MetaEvent.BXOR:
      r = BigInt.asIntN(64, a ^ b);
      break;
    default:
      return undefined;
  }
  return r >= -9007199254740991n && r <= 9007199254740991n ? Number(r) : r;
}

/** EQ, LT, LE: takes or leaves the jump of the instruction, or makes the call that decides. */
export function compare(
  state: State,
  frame: Frame,
  event: MetaEvent.EQ | MetaEvent.LT | MetaEvent.LE,
  a: LuaValue,
  b: LuaValue,
): void {
  let truth: boolean | Pending;
  if (typeof a === "string" && typeof b === "string" && event !== MetaEvent.EQ) {
    chargeComparison(state, a, b);
    truth = event === MetaEvent.LT ? a < b : a <= b;
  } else if (typeof a === "bigint" && (typeof b === "number" || typeof b === "bigint") && event !== MetaEvent.EQ) {
    // a canonical bigint is farther from zero than any safe integer
    if (typeof b === "number" && b > -9007199254740992 && b < 9007199254740992) truth = a < 0n;
    else truth = event === MetaEvent.LT ? a < b : a <= b;
  } else {
    setTop(state, frame);
    if (event === MetaEvent.EQ) truth = prepareEquals(state, a, b);
    else truth = event === MetaEvent.LT ? prepareLess(state, a, b) : prepareLessEqual(state, a, b);
  }
  if (truth === PENDING) {
    const status = event === MetaEvent.LE && state.negate ? Status.TEST_NOT : Status.TEST;
    drive(state, true, state.top, state.callArgs, 0, 1, status, 0);
  } else decide(frame, truth as boolean);
}

/** CONCAT of stack[first..last]. */
export function concatenate(state: State, frame: Frame, first: number, last: number): void {
  setTop(state, frame);
  const dest = concatRange(state, first, last);
  if (dest < 0) return;
  drive(state, true, state.top, state.callArgs, 0, 1, Status.CONCAT, dest);
}

/** CALL of a native function. */
export function callNative(
  state: State,
  frame: Frame,
  callee: NativeFunction,
  at: number,
  nargs: number,
  wanted: number,
): void {
  const co = state.current;
  if (co.hookMask !== 0) {
    drive(state, true, at, nargs, 0, wanted, Status.CALL, 0);
    return;
  }
  if (at + nargs + 1 + NATIVE_ROOM > co.stack.length) growStack(state, co, at + nargs + 1 + NATIVE_ROOM);
  state.base = at + 1;
  state.nargs = nargs;
  state.resBase = at;
  state.top = at + 1 + nargs;
  state.native = callee;
  const n = callee.impl(state as never);
  if (n < 0) {
    signalled(state, n, at, nargs, wanted, Status.CALL);
    return;
  }
  state.native = null;
  if (wanted < 0) frame.top = at + n;
  else {
    const { stack } = co;
    for (let r = n; r < wanted; r++) stack[at + r] = undefined;
  }
}

/** Returns `n` values from a frame that needs more than the fast path. */
export function returnSlow(state: State, co: Coroutine, frame: Frame, from: number, n: number): void {
  const { ret, wanted, status, dest } = frame;
  popFrame(co, frame);
  drive(state, false, ret, n, from, wanted, status, dest);
}

/** TAILCALL: the callee takes the place of the running frame. */
export function tailCall(state: State, co: Coroutine, frame: Frame, at: number, nargs0: number): void {
  const { stack } = co;
  let nargs = nargs0;
  if (at + nargs + NATIVE_ROOM > stack.length) growStack(state, co, at + nargs + NATIVE_ROOM);
  while (!(stack[at] instanceof Closure || stack[at] instanceof NativeFunction)) {
    prepareCall(state, at, nargs);
    nargs++;
    if (at + nargs + NATIVE_ROOM > stack.length) growStack(state, co, at + nargs + NATIVE_ROOM);
  }
  const callee = stack[at];
  if (callee instanceof NativeFunction) {
    if (co.hookMask === 0 && (frame.status & Status.SLOW) === 0) tailCallNative(state, co, frame, callee, at, nargs);
    else drive(state, true, at, nargs, 0, -1, Status.TAILED, 0);
    return;
  }
  const { ret, wanted, status, dest } = frame;
  for (let i = 0; i <= nargs; i++) stack[ret + i] = stack[at + i];
  co.frame = frame.prev;
  pushLuaFrame(state, co, callee as Closure, ret, nargs, wanted, status | Status.TAIL, dest);
}

/** A native's results are those of the running frame, which ends. */
function tailCallNative(
  state: State,
  co: Coroutine,
  frame: Frame,
  callee: NativeFunction,
  at: number,
  nargs: number,
): void {
  state.base = at + 1;
  state.nargs = nargs;
  state.resBase = at;
  state.top = at + 1 + nargs;
  state.native = callee;
  const n = callee.impl(state as never);
  if (n < 0) {
    signalled(state, n, at, nargs, -1, Status.TAILED);
    return;
  }
  state.native = null;
  const { stack } = co;
  const { ret, wanted } = frame;
  co.frame = frame.prev;
  if (wanted < 0) {
    for (let r = 0; r < n; r++) stack[ret + r] = stack[at + r];
    frame.prev!.top = ret + n;
  } else {
    for (let r = 0; r < wanted; r++) stack[ret + r] = r < n ? stack[at + r] : undefined;
  }
}

/** CLOSE and RETURN: calls `__close` of the innermost pending variable; the instruction then runs again. */
export function closeVariables(state: State): void {
  drive(state, true, closeVariable(state, freeIndex(state.current, true)), 2, 0, 0, Status.AGAIN, 0);
}

/** TFORPREP: marks the closing value and goes to the loop's TFORCALL. */
export function prepareIteration(state: State, frame: Frame, a: number, target: number): void {
  markToBeClosed(state, a + 3);
  frame.pc = target;
}

/** Charges for going over many entries without a value, as `next` must in a table that was emptied. */
export function chargeSkipped(state: State, table: LuaTable, position: number, following: number): void {
  const skipped = skippedEntries(table, position, following);
  if (skipped > FREE_SKIPS) state.charge(skipped >> 2);
}

/** TFORCALL. */
export function iterate(state: State, a: number, wanted: number): void {
  const { stack } = state;
  const iterator = stack[a];
  if (iterator instanceof NativeFunction && stepNative(state, iterator, a, wanted)) return;
  stack[a + 4] = iterator;
  stack[a + 5] = stack[a + 1];
  stack[a + 6] = stack[a + 2];
  drive(state, true, a + 4, 2, 0, wanted, Status.CALL, 0);
}

/**
 * `next` or the iterator of `ipairs` on a table: one step of the loop without a call.
 * @returns false when the call must be made after all.
 */
function stepNative(state: State, iterator: NativeFunction, a: number, wanted: number): boolean {
  const { stack } = state;
  const table = stack[a + 1];
  if (!(table instanceof LuaTable) || state.current.hookMask !== 0) return false;
  if (state.tracer?.seesNatives) return false;
  if (iterator === state.nextFunction) {
    const key = stack[a + 2];
    const position = state.iterTable === table && state.iterKey === key ? state.iterPosition : positionOf(table, key);
    if (position === ITERATION_END) return false;
    const following = nextPosition(table, position);
    if (following !== position + 4) chargeSkipped(state, table, position, following);
    if (following === ITERATION_END) {
      state.iterTable = null;
      for (let r = 0; r < wanted; r++) stack[a + 4 + r] = undefined;
      return true;
    }
    const nextKey = keyAt(table, following) as LuaValue;
    state.iterTable = table;
    state.iterKey = nextKey;
    state.iterPosition = following;
    stack[a + 4] = nextKey;
    if (wanted > 1) stack[a + 5] = valueAt(table, following) as LuaValue;
    for (let r = 2; r < wanted; r++) stack[a + 4 + r] = undefined;
    return true;
  }
  if (iterator === state.ipairsIterator) {
    const control = stack[a + 2];
    if (typeof control !== "number" || !Number.isSafeInteger(control + 1)) return false;
    const i = control + 1;
    const v = table.getInt(i) as LuaValue;
    if (v === undefined && table.meta !== null) return false;
    stack[a + 4] = v === undefined ? undefined : i;
    if (wanted > 1) stack[a + 5] = v;
    for (let r = 2; r < wanted; r++) stack[a + 4 + r] = undefined;
    return true;
  }
  return false;
}

/** CLOSURE. */
export function makeClosure(state: State, parent: Closure, base: number, nested: number, dest: number): void {
  const { nested: codes, proto } = parent.code;
  let code = codes[nested]!;
  if (code === null) {
    code = new Code(proto.protos[nested]!);
    codes[nested] = code;
  }
  const sources = code.proto.upvalues;
  const count = sources.length;
  state.allocate(32 + count * 8);
  const upvalues: UpValue[] = [];
  for (let i = 0; i < count; i++) {
    const source = sources[i]!;
    upvalues.push(
      source.fromRegister ? (state.stack[base + source.index] as unknown as UpValue) : parent.upvalues[source.index]!,
    );
  }
  state.stack[dest] = new Closure(code, upvalues);
}

/** SETLIST: the `n` values above register `a` become items offset+1 and on of the table there. */
export function setListItem(state: State, a: number, offset: number, n: number): void {
  const table = state.stack[a];
  // `debug.setlocal` can put anything there
  if (!(table instanceof LuaTable)) throw indexError(state, table, undefined);
  state.charge(n >> 4);
  state.allocate(8 * n);
  table.setList(offset + 1, state.stack, a + 1, n);
}

/** VARARG with all extra arguments. */
export function openVarargs(state: State, co: Coroutine, frame: Frame, a: number): void {
  const have = frame.varargs;
  const first = frame.base - have;
  state.charge(have >> 4);
  if (a + have + NATIVE_ROOM > co.stack.length) growStack(state, co, a + have + NATIVE_ROOM);
  for (let i = 0; i < have; i++) co.stack[a + i] = co.stack[first + i];
  frame.top = a + have;
}
