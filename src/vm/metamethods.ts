/**
 * Operations that may need a metamethod (§2.4), for the interpreter's slow paths and for natives alike.
 *
 * Each returns its result, or PENDING after leaving a call to make at `state.top`: the function and `state.callArgs`
 * arguments. Who asked makes the call. Nothing here runs Lua code, so nothing here recurses.
 */
import {
  ArithmeticFault,
  add,
  band,
  bnot,
  bor,
  bxor,
  div,
  idiv,
  mod,
  mul,
  pow,
  shl,
  shr,
  sub,
  unm,
} from "../base/arithmetic.ts";
import { lessEqual, lessThan } from "../base/compare.ts";
import { isNumber, LuaFloat, type LuaInteger, type LuaNumber, toDouble, toLuaFloat } from "../base/luaFloat.ts";
import {
  arithmeticError,
  bitwiseError,
  callError,
  compareError,
  concatError,
  indexError,
  runtimeError,
  typeError,
} from "./debugInfo.ts";
import { FREE_LINKS } from "./gas.ts";
import { MetaEvent } from "./metaEvent.ts";
import type { State } from "./state.ts";
import { LuaTable } from "./table.ts";
import { isFunction, metamethod, metaOfTable, rawEquals, toIntegerValue, toNumber, toStringValue } from "./types.ts";
import { type LuaValue, Userdata } from "./value.ts";

/** "A function must be called first": see the file comment. */
export const PENDING: unique symbol = Symbol("pending");
export type Pending = typeof PENDING;

/** Longest chain of `__index` or `__newindex` followed (PUC's MAXTAGLOOP). */
const MAX_CHAIN = 2000;

/** Leaves a call with two arguments pending. */
export function pend2(state: State, fn: LuaValue, a: LuaValue, b: LuaValue): Pending {
  const { stack, top } = state;
  stack[top] = fn;
  stack[top + 1] = a;
  stack[top + 2] = b;
  state.callArgs = 2;
  return PENDING;
}

function pend3(state: State, fn: LuaValue, a: LuaValue, b: LuaValue, c: LuaValue): void {
  pend2(state, fn, a, b);
  state.stack[state.top + 3] = c;
  state.callArgs = 3;
}

/** `object[key]` (§3.2). */
export function prepareIndex(state: State, object: LuaValue, key: LuaValue): LuaValue | Pending {
  let at = object;
  for (let steps = 0; steps < MAX_CHAIN; steps++) {
    if (steps >= FREE_LINKS) state.charge(1);
    if (typeof key === "string") state.chargeLong(key.length);
    let handler: LuaValue;
    if (at instanceof LuaTable) {
      const v = at.get(key) as LuaValue;
      if (v !== undefined || at.meta === null) return v;
      handler = metaOfTable(at.meta, MetaEvent.INDEX);
      if (handler === undefined) return undefined;
    } else {
      handler = metamethod(state, at, MetaEvent.INDEX);
      if (handler === undefined) throw indexError(state, at, key);
    }
    if (isFunction(handler)) return pend2(state, handler, at, key);
    at = handler;
  }
  throw runtimeError(state, "'__index' chain too long; possible loop");
}

/** `object.key` for a string key: like prepareIndex, without the dispatch on the key's type. */
export function prepareIndexString(state: State, object: LuaValue, key: string): LuaValue | Pending {
  let at = object;
  for (let steps = 0; steps < MAX_CHAIN; steps++) {
    if (steps >= FREE_LINKS) state.charge(1);
    state.chargeLong(key.length);
    let handler: LuaValue;
    if (at instanceof LuaTable) {
      const v = at.getStr(key) as LuaValue;
      if (v !== undefined || at.meta === null) return v;
      handler = metaOfTable(at.meta, MetaEvent.INDEX);
      if (handler === undefined) return undefined;
    } else {
      handler = metamethod(state, at, MetaEvent.INDEX);
      if (handler === undefined) throw indexError(state, at, key);
    }
    if (isFunction(handler)) return pend2(state, handler, at, key);
    at = handler;
  }
  throw runtimeError(state, "'__index' chain too long; possible loop");
}

/** `object[key] = value` (§3.3.3); true when done, false when PENDING. */
export function prepareSetIndex(state: State, object: LuaValue, key: LuaValue, value: LuaValue): boolean {
  let at = object;
  for (let steps = 0; steps < MAX_CHAIN; steps++) {
    if (steps >= FREE_LINKS) state.charge(1);
    let handler: LuaValue;
    if (at instanceof LuaTable) {
      handler = at.meta === null ? undefined : metaOfTable(at.meta, MetaEvent.NEWINDEX);
      if (handler !== undefined && typeof key === "string") state.chargeLong(key.length);
      if (handler === undefined || at.get(key) !== undefined) {
        rawSet(state, at, key, value);
        return true;
      }
    } else {
      handler = metamethod(state, at, MetaEvent.NEWINDEX);
      if (handler === undefined) throw indexError(state, at, key);
    }
    if (isFunction(handler)) {
      pend3(state, handler, at, key, value);
      return false;
    }
    at = handler;
  }
  throw runtimeError(state, "'__newindex' chain too long; possible loop");
}

/** Raw assignment with the checks of keys (§2.1): nil and NaN cannot index. `isConstant`: the key is a name in the program. */
export function rawSet(state: State, table: LuaTable, key: LuaValue, value: LuaValue, isConstant = false): void {
  if (key === undefined) throw runtimeError(state, "table index is nil");
  if (typeof key === "number" ? Number.isNaN(key) : key instanceof LuaFloat && Number.isNaN(key.n)) {
    throw runtimeError(state, "table index is NaN");
  }
  if (typeof key === "string") state.chargeLong(key.length);
  const isLateMode = key === "__mode" && table.flags !== 0;
  const before = table.accountedBytes();
  if (isConstant) table.setStr(key as string, value);
  else table.set(key, value);
  if (isLateMode) state.collector.modeAssigned = true;
  const grown = table.accountedBytes() - before;
  if (grown > 0) state.allocate(grown);
}

/** `#v` (§3.4.7). */
export function prepareLength(state: State, v: LuaValue): LuaValue | Pending {
  if (typeof v === "string") return v.length;
  if (v instanceof LuaTable) {
    const handler = metaOfTable(v.meta, MetaEvent.LEN);
    return handler === undefined ? v.length() : pend2(state, handler, v, v);
  }
  const handler = metamethod(state, v, MetaEvent.LEN);
  if (handler === undefined) throw typeError(state, v, "get length of");
  return pend2(state, handler, v, v);
}

/** Metamethod of either operand, left first. */
function binaryHandler(state: State, a: LuaValue, b: LuaValue, event: MetaEvent): LuaValue {
  const handler = metamethod(state, a, event);
  return handler === undefined ? metamethod(state, b, event) : handler;
}

/** `a == b` for two strings. */
export function equalStrings(state: State, a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  state.chargeLong(a.length);
  return a === b;
}

/** Charges for ordering two strings. */
export function chargeComparison(state: State, a: string, b: string): void {
  state.chargeLong(Math.min(a.length, b.length));
}

/** `a == b` (§3.4.4): `__eq` is tried for two tables or two userdata only. */
export function prepareEquals(state: State, a: LuaValue, b: LuaValue): boolean | Pending {
  if (typeof a === "string" && typeof b === "string") return equalStrings(state, a, b);
  if (rawEquals(a, b)) return true;
  const comparable =
    (a instanceof LuaTable && b instanceof LuaTable) || (a instanceof Userdata && b instanceof Userdata);
  if (!comparable) return false;
  const handler = binaryHandler(state, a, b, MetaEvent.EQ);
  return handler === undefined ? false : pend2(state, handler, a, b);
}

/** `a < b` (§3.4.4). */
export function prepareLess(state: State, a: LuaValue, b: LuaValue): boolean | Pending {
  if (typeof a === "number" && typeof b === "number") return a < b;
  if (typeof a === "string" && typeof b === "string") {
    chargeComparison(state, a, b);
    return a < b;
  }
  if (isNumber(a) && isNumber(b)) return lessThan(a, b);
  const handler = binaryHandler(state, a, b, MetaEvent.LT);
  if (handler === undefined) throw compareError(state, a, b);
  return pend2(state, handler, a, b);
}

/** `a <= b` (§3.4.4). `not (b < a)` stands in when there is no `__le`: then `state.negate` is set. */
export function prepareLessEqual(state: State, a: LuaValue, b: LuaValue): boolean | Pending {
  state.negate = false;
  if (typeof a === "number" && typeof b === "number") return a <= b;
  if (typeof a === "string" && typeof b === "string") {
    chargeComparison(state, a, b);
    return a <= b;
  }
  if (isNumber(a) && isNumber(b)) return lessEqual(a, b);
  const handler = binaryHandler(state, a, b, MetaEvent.LE);
  if (handler !== undefined) return pend2(state, handler, a, b);
  const less = binaryHandler(state, b, a, MetaEvent.LT);
  if (less !== undefined) {
    state.negate = true;
    return pend2(state, less, b, a);
  }
  throw compareError(state, a, b);
}

type Binary = (a: LuaNumber, b: LuaNumber) => LuaNumber;
type Bitwise = (a: LuaInteger, b: LuaInteger) => LuaNumber;
const ARITHMETIC: Readonly<Partial<Record<MetaEvent, Binary>>> = Object.freeze({
  [MetaEvent.ADD]: add,
  [MetaEvent.SUB]: sub,
  [MetaEvent.MUL]: mul,
  [MetaEvent.MOD]: mod,
  [MetaEvent.POW]: pow,
  [MetaEvent.DIV]: div,
  [MetaEvent.IDIV]: idiv,
  [MetaEvent.UNM]: (a: LuaNumber): LuaNumber => unm(a),
});
const BITWISE: Readonly<Partial<Record<MetaEvent, Bitwise>>> = Object.freeze({
  [MetaEvent.BAND]: band,
  [MetaEvent.BOR]: bor,
  [MetaEvent.BXOR]: bxor,
  [MetaEvent.SHL]: shl,
  [MetaEvent.SHR]: shr,
  [MetaEvent.BNOT]: (a: LuaInteger): LuaInteger => bnot(a),
});

/** Integer faults (`1//0`) are ordinary Lua errors with a position. */
function calculate(state: State, operate: Binary, a: LuaNumber, b: LuaNumber): LuaNumber {
  try {
    return operate(a, b);
  } catch (fault) {
    if (fault instanceof ArithmeticFault) throw runtimeError(state, fault.message);
    throw fault;
  }
}

/**
 * Arithmetic and bitwise operators (§3.4.1, §3.4.2) on any operands. Unary ones get their operand twice. Strings
 * convert here in 5.3; in 5.4 they do through the string metatable, which has no bitwise operators.
 */
export function prepareArithmetic(state: State, event: MetaEvent, a: LuaValue, b: LuaValue): LuaValue | Pending {
  if (typeof a === "string") state.chargeLong(a.length);
  if (typeof b === "string") state.chargeLong(b.length);
  const operate = ARITHMETIC[event];
  if (operate !== undefined) {
    if (isNumber(a) && isNumber(b)) return calculate(state, operate, a, b);
    if (!state.is54) {
      // a string makes it an operation on floats
      const x = toNumber(a);
      const y = x === undefined ? undefined : toNumber(b);
      if (x !== undefined && y !== undefined) {
        return calculate(state, operate, toLuaFloat(toDouble(x)), toLuaFloat(toDouble(y)));
      }
    }
    const handler = binaryHandler(state, a, b, event);
    if (handler === undefined) throw arithmeticError(state, a, b);
    return pend2(state, handler, a, b);
  }
  const bitwise = BITWISE[event]!;
  if (isNumber(a) && isNumber(b)) {
    const x = toIntegerValue(a);
    const y = toIntegerValue(b);
    if (x !== undefined && y !== undefined) return bitwise(x, y);
  } else if (!state.is54) {
    const x = toNumber(a);
    const y = x === undefined ? undefined : toNumber(b);
    if (x !== undefined && y !== undefined) {
      const i = toIntegerValue(x);
      const j = toIntegerValue(y);
      if (i !== undefined && j !== undefined) return bitwise(i, j);
    }
  }
  const handler = binaryHandler(state, a, b, event);
  if (handler === undefined) throw bitwiseError(state, a, b);
  return pend2(state, handler, a, b);
}

/** `a .. b` of two values that convert to strings, otherwise undefined (§3.4.6). Charges for the result. */
export function concatStrings(state: State, a: LuaValue, b: LuaValue): string | undefined {
  const x = typeof a === "string" ? a : toStringValue(a);
  if (x === undefined) return undefined;
  const y = typeof b === "string" ? b : toStringValue(b);
  if (y === undefined) return undefined;
  const length = x.length + y.length;
  if (length > state.limits.stringLength) throw runtimeError(state, "string length overflow");
  state.charge(length >> 4);
  state.allocate(length + 24);
  return x + y;
}

/** `a .. b` (§3.4.6). */
export function prepareConcat(state: State, a: LuaValue, b: LuaValue): LuaValue | Pending {
  const s = concatStrings(state, a, b);
  if (s !== undefined) return s;
  const handler = binaryHandler(state, a, b, MetaEvent.CONCAT);
  if (handler === undefined) throw concatError(state, a, b);
  return pend2(state, handler, a, b);
}

/**
 * Makes the value at stack[at], which is not a function, callable through `__call` (§2.4): the metamethod takes its
 * place and it becomes the first argument. The handler may itself need another step.
 */
export function prepareCall(state: State, at: number, nargs: number): void {
  const { stack } = state;
  const callee = stack[at];
  const handler = metamethod(state, callee, MetaEvent.CALL);
  if (handler === undefined) throw callError(state, callee);
  // 5.3 wants a function here, not another callable
  if (!state.is54 && !isFunction(handler)) throw callError(state, callee);
  // a chain of callable tables gets here again and again
  state.charge(nargs >> 4);
  for (let i = at + nargs; i >= at; i--) stack[i + 1] = stack[i];
  stack[at] = handler;
}
