/**
 * Numeric `for` loops (§3.3.5). The registers at `a`: index, limit, step, and the variable.
 *
 * Three forms, told apart by the step: a plain number is an integer loop in the safe range (the interpreter steps it
 * itself); a bigint is an integer loop near the ends of the 64-bit range; a `LuaFloat` is a float loop, whose index and
 * limit are kept as bare doubles.
 */

import { ceilToInteger, floorToInteger } from "../base/integer64.ts";
import { LuaFloat, type LuaInteger, toDouble, toLuaFloat, toLuaInteger } from "../base/luaFloat.ts";
import { runtimeError, typeNameFor } from "./debugInfo.ts";
import type { State } from "./state.ts";
import { toNumber } from "./types.ts";
import type { Frame, LuaValue } from "./value.ts";

const MAX_INTEGER = 0x7fffffffffffffffn;
const MIN_INTEGER = -0x8000000000000000n;

function fault(state: State, what: "initial value" | "limit" | "step", v: LuaValue): never {
  throw runtimeError(
    state,
    state.is54 ? `bad 'for' ${what} (number expected, got ${typeNameFor(state, v)})` : `'for' ${what} must be a number`,
  );
}

function isIntegerValue(v: LuaValue): v is LuaInteger {
  return typeof v === "number" ? Number.isSafeInteger(v) : typeof v === "bigint";
}

/** The limit of an integer loop as an integer; undefined when the loop does not run at all (forlimit). */
function integerLimit(state: State, limit: LuaValue, step: LuaInteger): LuaInteger | undefined {
  if (isIntegerValue(limit)) return limit;
  if (typeof limit === "string") state.chargeLong(limit.length);
  const n = toNumber(limit);
  if (n === undefined) return fault(state, "limit", limit);
  if (isIntegerValue(n)) return n;
  const clipped = step < 0 ? ceilToInteger(n) : floorToInteger(n);
  if (clipped !== undefined) return clipped;
  const x = toDouble(n); // NaN counts as not positive
  if (x > 0) return step < 0 ? undefined : MAX_INTEGER;
  return step > 0 ? undefined : MIN_INTEGER;
}

/** FORPREP: checks and normalises the three values; sets the variable, or goes to `target` when the loop does not run. */
export function prepareLoop(state: State, frame: Frame, a: number, target: number): void {
  if (!enterLoop(state, a)) frame.pc = target;
}

function enterLoop(state: State, a: number): boolean {
  const { stack } = state;
  const start = stack[a];
  const limit = stack[a + 1];
  const step = stack[a + 2];
  if (isIntegerValue(start) && isIntegerValue(step)) {
    if (step === 0 && state.is54) throw runtimeError(state, "'for' step is zero");
    const last = integerLimit(state, limit, step);
    if (last === undefined || (step > 0 ? start > last : start < last)) return false;
    prepareIntegerLoop(stack, a, start, last, step);
    stack[a + 3] = start;
    return true;
  }
  for (let i = a; i < a + 3; i++) {
    const v = stack[i];
    if (typeof v === "string") state.chargeLong(v.length);
  }
  const y = toNumber(limit);
  if (y === undefined) return fault(state, "limit", limit);
  const z = toNumber(step);
  if (z === undefined) return fault(state, "step", step);
  const x = toNumber(start);
  if (x === undefined) return fault(state, "initial value", start);
  const by = toDouble(z);
  // 5.3 takes a step back before the first step forward, which may lose digits
  const first = state.is54 ? toDouble(x) : toDouble(x) - by + by;
  const last = toDouble(y);
  if (by === 0 && state.is54) throw runtimeError(state, "'for' step is zero");
  // 5.4 asks whether the loop is over before it starts, 5.3 whether it is not: NaN tells them apart.
  const isOver = by > 0 ? last < first : first < last;
  if (state.is54 ? isOver : isOver || Number.isNaN(first) || Number.isNaN(last)) return false;
  stack[a] = first;
  stack[a + 1] = last;
  stack[a + 2] = new LuaFloat(by);
  stack[a + 3] = toLuaFloat(first);
  return true;
}

function prepareIntegerLoop(stack: LuaValue[], a: number, start: LuaInteger, last: LuaInteger, step: LuaInteger): void {
  // small steps from a small start never reach the end of the safe range in any real time
  const isSmall =
    typeof start === "number" &&
    typeof step === "number" &&
    (typeof last === "number" || (Math.abs(step) <= 16 && Math.abs(start) < 2 ** 52));
  if (isSmall) {
    stack[a + 1] = typeof last === "number" ? last : last > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
    return;
  }
  stack[a] = BigInt(start);
  stack[a + 1] = BigInt(last);
  stack[a + 2] = BigInt(step);
}

/** FORLOOP for the two forms the interpreter does not step itself; goes to `target` when the loop goes on. */
export function stepLoop(state: State, frame: Frame, a: number, target: number): void {
  if (nextStep(state, a)) frame.pc = target;
}

function nextStep(state: State, a: number): boolean {
  const { stack } = state;
  const step = stack[a + 2];
  if (step instanceof LuaFloat) {
    const next = (stack[a] as number) + step.n;
    const last = stack[a + 1] as number;
    if (!(step.n > 0 ? next <= last : last <= next)) return false;
    stack[a] = next;
    stack[a + 3] = toLuaFloat(next);
    return true;
  }
  const by = step as bigint;
  const last = stack[a + 1] as bigint;
  let next = (stack[a] as bigint) + by;
  // 5.4 stops before the index would overflow; 5.3 wraps around and goes on
  if (!state.is54) next = BigInt.asIntN(64, next);
  if (!(by > 0n ? next <= last : last <= next)) return false;
  stack[a] = next;
  stack[a + 3] = toLuaInteger(next);
  return true;
}
