import { pow } from "../base/arithmetic.ts";
import { lessThan } from "../base/compare.ts";
import { floatToInteger, lowWord, ult } from "../base/integer64.ts";
import {
  isFloat,
  isInteger,
  isNumber,
  LuaFloat,
  type LuaInteger,
  type LuaNumber,
  toDouble,
  toLuaFloat,
} from "../base/luaFloat.ts";
import { binaryLogarithm, naturalExponential, naturalLogarithm } from "../base/power.ts";
import { type CallContext, continuation, PENDING } from "../vm/callContext.ts";
import type { LuaTable } from "../vm/table.ts";
import { toIntegerValue } from "../vm/types.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";
import { defineLibrary, type Library } from "./library.ts";
import { random, randomseed } from "./random.ts";

/** The NaN without the sign bit, which the C library returns from some functions; see base/luaFloat.ts. */
function positiveNaN(): LuaFloat {
  return new LuaFloat(NaN);
}

/** Makes a library function of a function of one double. A NaN argument comes back with its sign. */
function unary(f: (x: number) => number, invalid: () => number | LuaFloat = () => NaN): (cx: CallContext) => number {
  return (cx) => {
    const n = cx.number(1);
    const x = toDouble(n);
    const r = f(x);
    if (!Number.isNaN(r)) return cx.ret(toLuaFloat(r));
    return cx.ret(Number.isNaN(x) ? n : invalid());
  };
}

/** The float result `r` of a function of two numbers; a NaN argument comes back with its sign. */
function binaryResult(cx: CallContext, r: number, a: LuaNumber, b: LuaNumber): number {
  if (!Number.isNaN(r)) return cx.ret(toLuaFloat(r));
  if (Number.isNaN(toDouble(a))) return cx.ret(a);
  return cx.ret(Number.isNaN(toDouble(b)) ? b : r);
}

/** The integer with the value of the integral double `x` where there is one, else `x` as a float. */
function integerOrFloat(x: number): LuaNumber {
  return floatToInteger(x) ?? toLuaFloat(x);
}

function abs(cx: CallContext): number {
  const v = cx.arg(1);
  if (typeof v === "bigint") return cx.ret(v < 0n && v !== -0x8000000000000000n ? -v : v);
  if (isInteger(v)) return cx.ret(Math.abs(v));
  const x = cx.double(1);
  return cx.ret(Number.isNaN(x) ? positiveNaN() : toLuaFloat(Math.abs(x)));
}

/** `math.floor` and `math.ceil`: an integer where the result fits one. */
function rounding(round: (x: number) => number): (cx: CallContext) => number {
  return (cx) => {
    const v = cx.arg(1);
    if (isInteger(v)) return cx.ret(v);
    const n = cx.number(1);
    const x = round(toDouble(n));
    return cx.ret(Number.isNaN(x) ? n : integerOrFloat(x));
  };
}

function fmod(cx: CallContext): number {
  const a = cx.arg(1);
  const b = cx.arg(2);
  if (isInteger(a) && isInteger(b)) {
    if (b === 0) return cx.argError(2, "zero");
    if (typeof a === "number" && typeof b === "number") return cx.ret((a % b) + 0);
    return cx.ret(canonical(BigInt(a) % BigInt(b)));
  }
  const y = cx.number(2); // the reference looks at this one first
  const x = cx.number(1);
  return binaryResult(cx, toDouble(x) % toDouble(y), x, y);
}

/** A 64-bit value in canonical form. */
function canonical(v: bigint): LuaInteger {
  const n = Number(v);
  return Number.isSafeInteger(n) ? n : v;
}

function modf(cx: CallContext): number {
  const v = cx.arg(1);
  if (isInteger(v)) return cx.ret2(v, new LuaFloat(0));
  const n = cx.number(1);
  const x = toDouble(n);
  if (Number.isNaN(x)) return cx.ret2(n, n);
  const whole = Math.trunc(x);
  return cx.ret2(integerOrFloat(whole), x === whole ? new LuaFloat(0) : x - whole);
}

function log(cx: CallContext): number {
  const n = cx.number(1);
  const x = toDouble(n);
  if (cx.isNoneOrNil(2)) return binaryResult(cx, naturalLogarithm(x), n, 0);
  const b = cx.number(2);
  const base = toDouble(b);
  if (base === 2) return binaryResult(cx, binaryLogarithm(x), n, b);
  if (base === 10) return log10(cx);
  const dividend = naturalLogarithm(x);
  // A NaN that arises here comes before one in the base.
  return binaryResult(cx, dividend / naturalLogarithm(base), n, Number.isNaN(dividend) ? 0 : b);
}

const log10: (cx: CallContext) => number = unary(Math.log10, positiveNaN);

function atan(cx: CallContext): number {
  const y = cx.number(1);
  const x = cx.optNumber(2, 1);
  return binaryResult(cx, Math.atan2(toDouble(y), toDouble(x)), y, x);
}

/** Mantissa of magnitude [1/2, 1) and exponent of a finite double other than 0. */
function splitDouble(x: number): { mantissa: number; exponent: number } {
  let exponent = 0;
  let mantissa = x;
  if (Math.abs(x) < 2 ** -1022) {
    mantissa *= 2 ** 54;
    exponent = -54;
  }
  // The logarithm may be off by one next to a power of two.
  const estimate = Math.floor(Math.log2(Math.abs(mantissa))) + 1;
  mantissa = mantissa / 2 ** (estimate - 1) / 2;
  exponent += estimate;
  if (Math.abs(mantissa) >= 1) return { mantissa: mantissa / 2, exponent: exponent + 1 };
  if (Math.abs(mantissa) < 0.5) return { mantissa: mantissa * 2, exponent: exponent - 1 };
  return { mantissa, exponent };
}

function frexp(cx: CallContext): number {
  const n = cx.number(1);
  const x = toDouble(n);
  if (x === 0 || !Number.isFinite(x)) return cx.ret2(isFloat(n) ? n : toLuaFloat(x), 0);
  const { mantissa, exponent } = splitDouble(x);
  return cx.ret2(toLuaFloat(mantissa), exponent);
}

function ldexp(cx: CallContext): number {
  const n = cx.number(1);
  const x = toDouble(n);
  const shift = lowWord(cx.integer(2)); // C narrows it to an int
  if (x === 0 || !Number.isFinite(x)) return cx.ret(isFloat(n) ? n : toLuaFloat(x));
  const { mantissa, exponent } = splitDouble(x);
  const e = exponent + shift;
  if (e > 1024) return cx.ret(mantissa * Infinity);
  // One product, so that a subnormal result is rounded only once.
  return cx.ret(toLuaFloat(e > 1023 ? mantissa * 2 * 2 ** 1023 : e < -1074 ? mantissa * 0 : mantissa * 2 ** e));
}

/** State of `math.max` and `math.min` while a comparison's metamethod runs. */
interface Extremum {
  readonly values: readonly LuaValue[];
  /** Index of the best value so far. */
  best: number;
  /** Index of the value under comparison. */
  at: number;
  readonly greatest: boolean;
}

const extremumStep: Continuation = continuation("math.max", (cx, state: Extremum) => {
  if (cx.toBoolean(1)) state.best = state.at;
  state.at++;
  return findExtremum(cx, state);
});

/** Goes on with the comparisons of `math.max` and `math.min`. */
function findExtremum(cx: CallContext, state: Extremum): number {
  const { values, greatest } = state;
  for (; state.at < values.length; state.at++) {
    const candidate = values[state.at];
    const best = values[state.best];
    let better: boolean | typeof PENDING;
    if (isNumber(candidate) && isNumber(best)) {
      better = greatest ? lessThan(best, candidate) : lessThan(candidate, best);
    } else better = greatest ? cx.lessThan(best, candidate) : cx.lessThan(candidate, best);
    if (better === PENDING) return cx.callPending(extremumStep, state);
    if (better) state.best = state.at;
  }
  return cx.ret(values[state.best]);
}

/** `math.max` and `math.min`: any values with an order, as the reference allows. */
function extremum(greatest: boolean): (cx: CallContext) => number {
  return (cx) => {
    const n = cx.nargs;
    if (n < 1) return cx.argError(1, "value expected");
    const first = cx.arg(1);
    const second = cx.arg(2);
    if (n === 2 && typeof first === "number" && typeof second === "number") {
      return cx.ret((greatest ? first < second : second < first) ? second : first);
    }
    cx.charge(n);
    const values: LuaValue[] = [];
    for (let i = 1; i <= n; i++) values.push(cx.arg(i));
    return findExtremum(cx, { values, best: 0, at: 1, greatest });
  };
}

function tointeger(cx: CallContext): number {
  const v = cx.checkAny(1);
  if (typeof v === "string") cx.chargeLong(v.length);
  return cx.ret(toIntegerValue(v));
}

function type(cx: CallContext): number {
  const v = cx.checkAny(1);
  return cx.ret(isInteger(v) ? "integer" : isFloat(v) ? "float" : undefined);
}

function setup(_cx: CallContext, table: LuaTable): void {
  table.setStr("pi", Math.PI);
  table.setStr("huge", Infinity);
  table.setStr("maxinteger", 0x7fffffffffffffffn);
  table.setStr("mininteger", -0x8000000000000000n);
}

/** The mathematical library (§6.7), with the functions of 5.1 that both reference builds keep (pow, ldexp, log10...). */
export const mathLibrary: Library = defineLibrary(
  "math",
  {
    abs: { signature: "math.abs (x)", manual: "6.7", gas: "", run: abs },
    acos: { signature: "math.acos (x)", manual: "6.7", gas: "", run: unary(Math.acos, positiveNaN) },
    asin: { signature: "math.asin (x)", manual: "6.7", gas: "", run: unary(Math.asin, positiveNaN) },
    atan: { signature: "math.atan (y [, x])", manual: "6.7", gas: "", run: atan },
    atan2: { signature: "math.atan2 (y [, x])", manual: "8.2", gas: "", run: atan },
    ceil: { signature: "math.ceil (x)", manual: "6.7", gas: "", run: rounding(Math.ceil) },
    cos: { signature: "math.cos (x)", manual: "6.7", gas: "", run: unary(Math.cos) },
    cosh: { signature: "math.cosh (x)", manual: "8.2", gas: "", run: unary(Math.cosh) },
    deg: { signature: "math.deg (x)", manual: "6.7", gas: "", run: unary((x) => x * (180 / Math.PI)) },
    exp: { signature: "math.exp (x)", manual: "6.7", gas: "", run: unary(naturalExponential) },
    floor: { signature: "math.floor (x)", manual: "6.7", gas: "", run: rounding(Math.floor) },
    fmod: { signature: "math.fmod (x, y)", manual: "6.7", gas: "", run: fmod },
    frexp: { signature: "math.frexp (x)", manual: "8.2", gas: "", run: frexp },
    ldexp: { signature: "math.ldexp (m, e)", manual: "8.2", gas: "", run: ldexp },
    log: { signature: "math.log (x [, base])", manual: "6.7", gas: "", run: log },
    log10: { signature: "math.log10 (x)", manual: "8.2", gas: "", run: log10 },
    max: { signature: "math.max (x, ···)", manual: "6.7", gas: "1 per argument beyond two", run: extremum(true) },
    min: { signature: "math.min (x, ···)", manual: "6.7", gas: "1 per argument beyond two", run: extremum(false) },
    modf: { signature: "math.modf (x)", manual: "6.7", gas: "", run: modf },
    pow: { signature: "math.pow (x, y)", manual: "8.2", gas: "", run: (cx) => cx.ret(pow(cx.number(1), cx.number(2))) },
    rad: { signature: "math.rad (x)", manual: "6.7", gas: "", run: unary((x) => x * (Math.PI / 180)) },
    random: { signature: "math.random ([m [, n]])", manual: "6.7", gas: "", run: random },
    randomseed: { signature: "math.randomseed ([x [, y]])", manual: "6.7", gas: "", run: randomseed },
    sin: { signature: "math.sin (x)", manual: "6.7", gas: "", run: unary(Math.sin) },
    sinh: { signature: "math.sinh (x)", manual: "8.2", gas: "", run: unary(Math.sinh) },
    sqrt: { signature: "math.sqrt (x)", manual: "6.7", gas: "", run: unary(Math.sqrt) },
    tan: { signature: "math.tan (x)", manual: "6.7", gas: "", run: unary(Math.tan) },
    tanh: { signature: "math.tanh (x)", manual: "8.2", gas: "", run: unary(Math.tanh) },
    tointeger: { signature: "math.tointeger (x)", manual: "6.7", gas: "", run: tointeger },
    type: { signature: "math.type (x)", manual: "6.7", gas: "", run: type },
    ult: {
      signature: "math.ult (m, n)",
      manual: "6.7",
      gas: "",
      run: (cx) => cx.ret(ult(cx.integer(1), cx.integer(2))),
    },
  },
  { fields: ["pi", "huge", "maxinteger", "mininteger"], setup },
);
