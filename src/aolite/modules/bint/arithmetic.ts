/** Operators and functions that compute with bints (AO 6.2). */
import { add, div, idiv, mod, mul, pow, sub } from "../../../base/arithmetic.ts";
import { powerModulo } from "../../../base/bigInteger.ts";
import { lessEqual, lessThan } from "../../../base/compare.ts";
import type { LuaNumber } from "../../../base/luaFloat.ts";
import type { NativeSpec } from "../../../stdlib/library.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import type { LuaValue } from "../../../vm/value.ts";
import { BintCall, fail } from "./operand.ts";
import {
  addWords,
  type BintSize,
  bitsOf,
  compareSigned,
  compareUnsigned,
  isNegative,
  isZero,
  multiplyWords,
  negateWords,
  setSafe,
  shiftLeft,
  shiftRight,
  subtractWords,
  toBigInt,
  toSafe,
  toUnsigned,
  type Words,
  wordAt,
} from "./words.ts";

type ReadWords = readonly LuaValue[];
type Compute = (out: Words, a: ReadWords, b: ReadWords, size: BintSize) => void;

/** An operator on integers; when an operand is none, on the numbers that the operands stand for. */
function binary(
  compute: Compute,
  ofNumbers: (x: LuaNumber, y: LuaNumber) => LuaNumber,
  charge?: (call: BintCall) => void,
): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const a = call.operand(cx.arg(1));
    const b = a === undefined ? undefined : call.operand(cx.arg(2));
    if (a === undefined || b === undefined) {
      return cx.ret(ofNumbers(call.toOperandNumber(cx.arg(1)), call.toOperandNumber(cx.arg(2))));
    }
    charge?.(call);
    const out = call.room();
    compute(out, a, b, call.size);
    return call.ret(out);
  };
}

/** Charges for a product or a quotient. */
function chargeProduct({ cx, size: { count } }: BintCall): void {
  cx.charge((count >> 2) + ((count * count) >> 7));
}

function onFloats(operate: (x: LuaNumber, y: LuaNumber) => LuaNumber): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    return cx.ret(operate(call.toOperandNumber(cx.arg(1)), call.toOperandNumber(cx.arg(2))));
  };
}

function unm(cx: CallContext): number {
  const call = new BintCall(cx);
  const out = call.room();
  negateWords(out, call.integral(cx.arg(1)), call.size);
  return call.ret(out);
}

// ------------------------------------------------------------------ division

/** How a quotient is rounded, and whether operands count as unsigned. */
type Rounding = "floor" | "truncate" | "unsigned";

/** A quotient and a remainder. */
interface Division {
  readonly quotient: Words;
  readonly remainder: Words;
}

function divide(call: BintCall, a: ReadWords, b: ReadWords, rounding: Rounding): Division {
  const { cx, size } = call;
  if (isZero(b, size)) fail(cx, "attempt to divide by zero");
  const x = toSafe(a, size);
  const y = x === undefined ? undefined : toSafe(b, size);
  if (x !== undefined && y !== undefined && (rounding !== "unsigned" || (x >= 0 && y >= 0))) {
    const exact = x / y;
    // below 2^53 rounding of the quotient never crosses an integer
    const q = (rounding === "floor" ? Math.floor(exact) : Math.trunc(exact)) + 0;
    let r = x % y;
    if (rounding === "floor" && r !== 0 && r < 0 !== y < 0) r += y;
    const quotient = call.room();
    const remainder = call.room();
    setSafe(quotient, q, size);
    setSafe(remainder, r + 0, size);
    return { quotient, remainder };
  }
  chargeProduct(call);
  const m = rounding === "unsigned" ? toUnsigned(a, size) : toBigInt(a, size);
  const n = rounding === "unsigned" ? toUnsigned(b, size) : toBigInt(b, size);
  let q = m / n;
  let r = m - q * n;
  if (rounding === "floor" && r !== 0n && r < 0n !== n < 0n) {
    q -= 1n;
    r += n;
  }
  if (rounding === "truncate" && q === 1n << BigInt(bitsOf(size) - 1)) fail(cx, "division overflow");
  return { quotient: call.fromBigInt(q), remainder: call.fromBigInt(r) };
}

const BOTH = 0;
const QUOTIENT = 1;
const REMAINDER = 2;
type Part = typeof BOTH | typeof QUOTIENT | typeof REMAINDER;

function leave(call: BintCall, { quotient, remainder }: Division, part: Part): number {
  if (part === QUOTIENT) return call.ret(quotient);
  if (part === REMAINDER) return call.ret(remainder);
  return call.cx.ret2(call.wrap(quotient), call.wrap(remainder));
}

/** Division of integers only. */
function unsignedDivision(part: Part): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const a = call.integral(cx.arg(1));
    return leave(call, divide(call, a, call.integral(cx.arg(2)), "unsigned"), part);
  };
}

/** Division of integers, or of the numbers that the operands stand for. */
function division(rounding: "floor" | "truncate", part: Part): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const a = call.operand(cx.arg(1));
    const b = a === undefined ? undefined : call.operand(cx.arg(2));
    if (a !== undefined && b !== undefined) return leave(call, divide(call, a, b, rounding), part);
    const x = call.toOperandNumber(cx.arg(1));
    const y = call.toOperandNumber(cx.arg(2));
    let quotient = idiv(x, y);
    let remainder = mod(x, y);
    if (rounding === "truncate") {
      const [m, n] = [magnitude(x), magnitude(y)];
      quotient = idiv(m, n);
      if (lessThan(x, 0) !== lessThan(y, 0)) quotient = mul(quotient, -1);
      remainder = mod(m, n);
      if (lessThan(x, 0)) remainder = mul(remainder, -1);
    }
    if (part === QUOTIENT) return cx.ret(quotient);
    return part === REMAINDER ? cx.ret(remainder) : cx.ret2(quotient, remainder);
  };
}

const magnitude = (n: LuaNumber): LuaNumber => (lessThan(n, 0) ? mul(n, -1) : n);

// ------------------------------------------------------------------ powers

/** Charges for a power with this exponent: up to two products for each of its bits. */
function chargePower(call: BintCall, exponent: bigint): void {
  const { count } = call.size;
  call.cx.charge(exponent.toString(2).length * (4 + ((count * count) >> 5)));
}

function ipow(cx: CallContext): number {
  const call = new BintCall(cx);
  const { size } = call;
  const a = call.integral(cx.arg(1));
  const b = call.integral(cx.arg(2));
  if (isNegative(b, size)) fail(cx, "negative exponent");
  const exponent = toUnsigned(b, size);
  chargePower(call, exponent);
  return call.ret(call.fromBigInt(powerModulo(toUnsigned(a, size), exponent, 1n << BigInt(bitsOf(size)))));
}

function upowmod(cx: CallContext): number {
  const call = new BintCall(cx);
  const { size } = call;
  const x = call.integral(cx.arg(1));
  const y = toUnsigned(call.integral(cx.arg(2)), size);
  const m = toUnsigned(call.integral(cx.arg(3)), size);
  if (m === 0n) fail(cx, "attempt to divide by zero");
  chargePower(call, y);
  return call.ret(call.fromBigInt(powerModulo(toUnsigned(x, size), y, m)));
}

// ------------------------------------------------------------------ bits

/** The bitwise operators by word. */
export const BITWISE: Readonly<Record<"and" | "or" | "xor", (x: number, y: number) => number>> = {
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
};

/** out = a and b combined word by word; `out` may be one of them. */
export function combine(
  out: Words,
  a: ReadWords,
  b: ReadWords,
  operate: (x: number, y: number) => number,
  { count, mask }: BintSize,
): void {
  for (let i = 0; i < count; i++) out[i] = operate(wordAt(a, i, mask), wordAt(b, i, mask)) >>> 0;
}

function bitwise(operate: (x: number, y: number) => number): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const a = call.integral(cx.arg(1));
    const b = call.integral(cx.arg(2));
    const out = call.room();
    combine(out, a, b, operate, call.size);
    return call.ret(out);
  };
}

function bnot(cx: CallContext): number {
  const call = new BintCall(cx);
  const words = call.integral(cx.arg(1));
  const out = call.room();
  const { count, mask } = call.size;
  for (let i = 0; i < count; i++) out[i] = (~wordAt(words, i, mask) & mask) >>> 0;
  return call.ret(out);
}

/** out = a shifted left by `n`, right when that is negative. */
function shift(out: Words, a: ReadWords, n: number, size: BintSize): void {
  if (n >= 0) shiftLeft(out, a, n, size);
  else shiftRight(out, a, -n, size);
}

function shifting(direction: 1 | -1): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const words = call.integral(cx.arg(1));
    const n = call.shift(2);
    const out = call.room();
    shift(out, words, n * direction, call.size);
    return call.ret(out);
  };
}

function rotating(direction: 1 | -1): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const { size } = call;
    const words = call.integral(cx.arg(1));
    const bits = bitsOf(size);
    const by = (((call.shift(2) % bits) * direction) % bits) + bits;
    const left = by % bits;
    const out = call.room();
    const rest = call.room();
    shiftLeft(out, words, left, size);
    shiftRight(rest, words, bits - left, size);
    combine(out, out, rest, BITWISE.or, size);
    return call.ret(out);
  };
}

function bwrap(cx: CallContext): number {
  const call = new BintCall(cx);
  const { size } = call;
  const words = call.integral(cx.arg(1));
  const n = call.shift(2);
  const bits = bitsOf(size);
  const out = call.copy(words);
  if (n >= bits) return call.ret(out);
  const away = n <= 0 ? bits : bits - n;
  shiftLeft(out, out, away, size);
  shiftRight(out, out, away, size);
  return call.ret(out);
}

// ------------------------------------------------------------------ comparison

function equal(cx: CallContext): number {
  const call = new BintCall(cx);
  const [a, b] = [cx.arg(1), cx.arg(2)];
  return cx.ret(call.isBint(a) && call.isBint(b) && compareUnsigned(a.items, b.items, call.size) === 0);
}

function order(
  holds: (sign: number) => boolean,
  ofNumbers: (x: LuaNumber, y: LuaNumber) => boolean,
): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const a = call.operand(cx.arg(1));
    const b = a === undefined ? undefined : call.operand(cx.arg(2));
    if (a !== undefined && b !== undefined) return cx.ret(holds(compareSigned(a, b, call.size)));
    const x = call.toNumber(cx.arg(1));
    const y = call.toNumber(cx.arg(2));
    if (x === undefined || y === undefined) {
      const types = [cx.arg(1), cx.arg(2)].map((v) => (call.isBint(v) ? "bint" : cx.typeNameOf(v)));
      return fail(cx, `attempt to compare ${types[0]} with ${types[1]}`);
    }
    return cx.ret(ofNumbers(x, y));
  };
}

const manual = "AO 6.2";
const row = (signature: string, run: NativeSpec["run"], gas = "1 per 8 words"): NativeSpec => ({
  signature: `bint.${signature}`,
  manual,
  gas,
  run,
});
const product = "1 per 4 words, and with the square of their number for many";
const power = "up to two products per bit of the exponent";

/** Functions of a class that compute with values. */
export const ARITHMETIC: Readonly<Record<string, NativeSpec>> = {
  __add: row("__add (x, y)", binary(addWords, add)),
  __sub: row("__sub (x, y)", binary(subtractWords, sub)),
  __mul: row("__mul (x, y)", binary(multiplyWords, mul, chargeProduct), product),
  __div: row("__div (x, y)", onFloats(div)),
  __pow: row("__pow (x, y)", onFloats(pow)),
  __idiv: row("__idiv (x, y)", division("floor", QUOTIENT), product),
  __mod: row("__mod (x, y)", division("floor", REMAINDER), product),
  __unm: row("__unm (x)", unm),
  __band: row("__band (x, y)", bitwise(BITWISE.and)),
  __bor: row("__bor (x, y)", bitwise(BITWISE.or)),
  __bxor: row("__bxor (x, y)", bitwise(BITWISE.xor)),
  __bnot: row("__bnot (x)", bnot),
  __shl: row("__shl (x, n)", shifting(1)),
  __shr: row("__shr (x, n)", shifting(-1)),
  __eq: row("__eq (x, y)", equal),
  __lt: row(
    "__lt (x, y)",
    order((sign) => sign < 0, lessThan),
  ),
  __le: row(
    "__le (x, y)",
    order((sign) => sign <= 0, lessEqual),
  ),
  udivmod: row("udivmod (x, y)", unsignedDivision(BOTH), product),
  udiv: row("udiv (x, y)", unsignedDivision(QUOTIENT), product),
  umod: row("umod (x, y)", unsignedDivision(REMAINDER), product),
  tdivmod: row("tdivmod (x, y)", division("truncate", BOTH), product),
  tdiv: row("tdiv (x, y)", division("truncate", QUOTIENT), product),
  tmod: row("tmod (x, y)", division("truncate", REMAINDER), product),
  idivmod: row("idivmod (x, y)", division("floor", BOTH), product),
  ipow: row("ipow (x, y)", ipow, power),
  upowmod: row("upowmod (x, y, m)", upowmod, power),
  bwrap: row("bwrap (x, n)", bwrap),
  brol: row("brol (x, n)", rotating(1)),
  bror: row("bror (x, n)", rotating(-1)),
};
