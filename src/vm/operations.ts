/** Slow paths of instructions. Those that call set `state.reload`; see the rules in interpreter.ts. */
import { closeVariable } from "./closing.ts";
import { loadField } from "./fieldCache.ts";
import { concatRange, drive, signalled } from "./machine.ts";
import { MetaEvent } from "./metaEvent.ts";
import {
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
} from "./metamethods.ts";
import { freeIndex, growStack, NATIVE_ROOM, popFrame, pushLuaFrame } from "./stack.ts";
import type { State } from "./state.ts";
import { ITERATION_END, keyAt, LuaTable, nextPosition, positionOf, valueAt } from "./table.ts";
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
  state.reload = true;
  drive(state, true, state.top, state.callArgs, 0, 1, Status.STORE, dest);
}

/** GETTABLE and GETINT. */
export function index(state: State, frame: Frame, object: LuaValue, key: LuaValue, dest: number): void {
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
  const v =
    object instanceof LuaTable
      ? loadField(state, caches, at, object, key)
      : prepareIndexString(state, object, key);
  if (v === PENDING) callAndStore(state, dest);
  else state.stack[dest] = v as LuaValue;
}

/** SETTABLE and the like. */
export function newIndex(state: State, frame: Frame, object: LuaValue, key: LuaValue, value: LuaValue): void {
  setTop(state, frame);
  if (prepareSetIndex(state, object, key, value)) return;
  state.reload = true;
  drive(state, true, state.top, state.callArgs, 0, 0, Status.DROP, 0);
}

/** Arithmetic, bitwise operators and length. */
export function arithmetic(
  state: State,
  frame: Frame,
  event: MetaEvent,
  a: LuaValue,
  b: LuaValue,
  dest: number,
): void {
  setTop(state, frame);
  const v = event === MetaEvent.LEN ? prepareLength(state, a) : prepareArithmetic(state, event, a, b);
  if (v === PENDING) callAndStore(state, dest);
  else state.stack[dest] = v as LuaValue;
}

/** EQ, LT, LE: the truth, or PENDING when a metamethod decides the jump. */
export function compare(
  state: State,
  frame: Frame,
  event: MetaEvent.EQ | MetaEvent.LT | MetaEvent.LE,
  a: LuaValue,
  b: LuaValue,
): boolean | Pending {
  if (typeof a === "string" && typeof b === "string" && event !== MetaEvent.EQ) {
    return event === MetaEvent.LT ? a < b : a <= b;
  }
  setTop(state, frame);
  let truth: boolean | Pending;
  if (event === MetaEvent.EQ) truth = prepareEquals(state, a, b);
  else truth = event === MetaEvent.LT ? prepareLess(state, a, b) : prepareLessEqual(state, a, b);
  if (truth === PENDING) {
    const status = event === MetaEvent.LE && state.negate ? Status.TEST_NOT : Status.TEST;
    drive(state, true, state.top, state.callArgs, 0, 1, status, 0);
  }
  return truth;
}

/** CONCAT of stack[first..last]. */
export function concatenate(state: State, frame: Frame, first: number, last: number): void {
  setTop(state, frame);
  const dest = concatRange(state, first, last);
  if (dest < 0) return;
  state.reload = true;
  drive(state, true, state.top, state.callArgs, 0, 1, Status.CONCAT, dest);
}

/** A native called by CALL returned the signal `signal`. */
export function callSlow(
  state: State,
  signal: number,
  at: number,
  nargs: number,
  wanted: number,
  status: number,
): void {
  signalled(state, signal, at, nargs, wanted, status);
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
    drive(state, true, at, nargs, 0, -1, Status.TAILED, 0);
    return;
  }
  const { ret, wanted, status, dest } = frame;
  for (let i = 0; i <= nargs; i++) stack[ret + i] = stack[at + i];
  co.frame = frame.prev;
  pushLuaFrame(state, co, callee as Closure, ret, nargs, wanted, status | Status.TAIL, dest);
}

/** CLOSE and RETURN: calls `__close` of the innermost pending variable; the instruction then runs again. */
export function closeVariables(state: State): void {
  drive(state, true, closeVariable(state, freeIndex(state.current)), 2, 0, 0, Status.AGAIN, 0);
}

/**
 * TFORCALL with `next` or the iterator of `ipairs` on a table: one step of the loop without a call.
 * @returns false when the call must be made after all.
 */
export function iterate(state: State, iterator: NativeFunction, a: number, wanted: number): boolean {
  const { stack } = state;
  const table = stack[a + 1];
  if (!(table instanceof LuaTable) || state.current.hookMask !== 0) return false;
  if (iterator === state.nextFunction) {
    const key = stack[a + 2];
    const position =
      state.iterTable === table && state.iterKey === key ? state.iterPosition : positionOf(table, key);
    if (position === ITERATION_END) return false;
    const following = nextPosition(table, position);
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
export function makeClosure(state: State, parent: Closure, base: number, nested: number): Closure {
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
      source.fromRegister
        ? (state.stack[base + source.index] as unknown as UpValue)
        : parent.upvalues[source.index]!,
    );
  }
  return new Closure(code, upvalues);
}

/** SETLIST. */
export function setListItem(
  state: State,
  table: LuaTable,
  offset: number,
  stack: LuaValue[],
  from: number,
  n: number,
): void {
  state.charge(n >> 4);
  state.allocate(8 * n);
  table.setList(offset + 1, stack, from, n);
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
