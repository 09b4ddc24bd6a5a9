/** Making bints and reading them (AO 6.2). */
import { add, sub } from "../../../base/arithmetic.ts";
import { bytesToString } from "../../../base/byteString.ts";
import { lessThan, numberEquals } from "../../../base/compare.ts";
import { ceilToInteger, floorToInteger, toInteger } from "../../../base/integer64.ts";
import { isInteger, isNumber, type LuaNumber, toDouble, toLuaFloat, toLuaInteger } from "../../../base/luaFloat.ts";
import type { NativeSpec } from "../../../stdlib/library.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import type { LuaValue } from "../../../vm/value.ts";
import { BintCall, fail, isIntegerValue, unsigned64 } from "./operand.ts";
import {
  bitsOf,
  compareSigned,
  compareUnsigned,
  isNegative,
  isZero,
  negateWords,
  stepWords,
  toSafe,
  toUnsigned,
  type Words,
  wordAt,
} from "./words.ts";

// ------------------------------------------------------------------ making

/** `class.new (x)` */
export function make(cx: CallContext): number {
  return makeFrom(new BintCall(cx), cx.arg(1));
}

/** `class (x)` */
function callClass(cx: CallContext): number {
  return makeFrom(new BintCall(cx), cx.arg(2));
}

function makeFrom(call: BintCall, v: LuaValue): number {
  return call.ret(call.copied(v) ?? fail(call.cx, "value cannot be represented by a bint"));
}

/** The bint that `v` stands for: itself when it is one and need not be copied. */
function asBint(call: BintCall, v: LuaValue, clone: boolean): LuaValue {
  if (!clone && call.isBint(v)) return v;
  const words = call.copied(v);
  return words === undefined ? undefined : call.wrap(words);
}

function tobint(cx: CallContext): number {
  return cx.ret(asBint(new BintCall(cx), cx.arg(1), cx.toBoolean(2)));
}

function parse(cx: CallContext): number {
  const v = cx.arg(1);
  const call = new BintCall(cx);
  return cx.ret(asBint(call, v, cx.toBoolean(2)) ?? call.toNumber(v));
}

function frominteger(cx: CallContext): number {
  const call = new BintCall(cx);
  const words = call.fromInteger(cx.arg(1));
  return words === undefined ? cx.ret(undefined) : call.ret(words);
}

function fromuinteger(cx: CallContext): number {
  const call = new BintCall(cx);
  const v = cx.arg(1);
  const n = isNumber(v) ? toInteger(v) : undefined;
  return n === undefined ? cx.ret(undefined) : call.ret(call.fromBigInt(unsigned64(n)));
}

const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);

function frombase(cx: CallContext): number {
  const call = new BintCall(cx);
  const text = cx.arg(1);
  const base = cx.optPosition(2, 10);
  if (typeof text !== "string" || base < 2 || base > 36) return cx.ret(undefined);
  cx.chargeLong(text.length);
  let from = 0;
  let end = text.length;
  while (from < end && isSpace(text.charCodeAt(from))) from++;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
  const sign = text.charCodeAt(from);
  const hasSign = sign === 43 || sign === 45;
  const words = call.fromDigits(text, hasSign ? from + 1 : from, end, base, sign === 45);
  return words === undefined ? cx.ret(undefined) : call.ret(words);
}

function fromstring(cx: CallContext): number {
  const call = new BintCall(cx);
  const text = cx.arg(1);
  const words = typeof text === "string" ? call.fromText(text) : undefined;
  return words === undefined ? cx.ret(undefined) : call.ret(words);
}

/** The bytes of argument 1, at most as many as a value has, as a number; `byteAt` gives byte i, least significant first. */
function fromBytes(call: BintCall, length: number, byteAt: (i: number) => number): number {
  const { size } = call;
  const bytes = Math.min(length, bitsOf(size) / 8);
  if (size.wordBits % 8 === 0) {
    const out = filled(call, 0, 0);
    const perWord = size.wordBits / 8;
    for (let i = 0; i < bytes; i++) {
      const at = Math.floor(i / perWord);
      out[at] = ((out[at] as number) | (byteAt(i) << ((i % perWord) * 8))) >>> 0;
    }
    return call.ret(out);
  }
  let digits = "0x0";
  for (let i = bytes - 1; i >= 0; i--) digits += byteAt(i).toString(16).padStart(2, "0");
  return call.ret(call.fromBigInt(BigInt(digits)));
}

function fromle(cx: CallContext): number {
  const bytes = cx.string(1);
  return fromBytes(new BintCall(cx), bytes.length, (i) => bytes.charCodeAt(i));
}

function frombe(cx: CallContext): number {
  const bytes = cx.string(1);
  return fromBytes(new BintCall(cx), bytes.length, (i) => bytes.charCodeAt(bytes.length - 1 - i));
}

function trunc(cx: CallContext): number {
  const call = new BintCall(cx);
  const v = cx.arg(1);
  if (!isNumber(v)) return cx.ret(asBint(call, v, false));
  const n = isInteger(v) ? v : lessThan(v, 0) ? ceilToInteger(v) : floorToInteger(v);
  return n === undefined ? cx.ret(undefined) : call.ret(call.fromInteger(n)!);
}

function rounded(round: (v: LuaNumber) => LuaValue): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const v = cx.arg(1);
    return makeFrom(call, call.isBint(v) ? v : round(call.toOperandNumber(v)));
  };
}

function zero(cx: CallContext): number {
  const call = new BintCall(cx);
  return call.ret(filled(call, 0, 0));
}

/** Words of which the last is `last` and the others are `rest`. */
function filled(call: BintCall, rest: number, last: number): Words {
  const { count } = call.size;
  const out = call.room();
  for (let i = 0; i < count; i++) out[i] = i === count - 1 ? last : rest;
  return out;
}

function one(cx: CallContext): number {
  const call = new BintCall(cx);
  const out = filled(call, 0, 0);
  out[0] = 1;
  return call.ret(out);
}

function maxinteger(cx: CallContext): number {
  const call = new BintCall(cx);
  const { mask } = call.size;
  return call.ret(filled(call, mask >>> 0, mask >>> 1));
}

function mininteger(cx: CallContext): number {
  const call = new BintCall(cx);
  return call.ret(filled(call, 0, (1 << (call.size.wordBits - 1)) >>> 0));
}

// ------------------------------------------------------------------ reading

/** An integer of Lua as `tointeger` and `touinteger` give it: the low 64 bits. */
function tointeger(cx: CallContext): number {
  const call = new BintCall(cx);
  const v = cx.arg(1);
  if (!call.isBint(v)) return cx.ret(isNumber(v) ? toInteger(v) : undefined);
  return cx.ret(toSafe(v.items, call.size) ?? toLuaInteger(call.big(v.items)));
}

function tonumber(cx: CallContext): number {
  return cx.ret(new BintCall(cx).toNumber(cx.arg(1)));
}

function tobase(cx: CallContext): number {
  const call = new BintCall(cx);
  const words = call.operand(cx.arg(1));
  const base = cx.optPosition(2, 10);
  if (words === undefined || base < 2 || base > 36) return cx.ret(undefined);
  const isUnsigned = cx.isNoneOrNil(3) ? base !== 10 : cx.toBoolean(3);
  return text(call, words, base, isUnsigned);
}

function text(call: BintCall, words: readonly LuaValue[], base: number, isUnsigned: boolean): number {
  const { cx, size } = call;
  const small = toSafe(words, size);
  if (small !== undefined && (small >= 0 || !isUnsigned)) return cx.ret(small.toString(base));
  chargeText(call);
  const value = isUnsigned ? toUnsigned(words, size) : call.big(words);
  return cx.ret(value.toString(base));
}

/** Digits cost more than their number. */
function chargeText(call: BintCall): void {
  const { cx, size } = call;
  const bits = bitsOf(size);
  cx.charge((size.count >> 1) + size.count * (size.count >> 8));
  cx.allocate(bits);
}

function tostring(cx: CallContext): number {
  const call = new BintCall(cx);
  const words = call.operand(cx.arg(1));
  if (words === undefined) return cx.ret(undefined);
  return text(call, words, 10, false);
}

/** The bytes of a value, least significant first. */
function bytesOf(call: BintCall, words: readonly LuaValue[]): Uint8Array {
  const { size } = call;
  const bytes = new Uint8Array(bitsOf(size) / 8);
  if (size.wordBits % 8 === 0) {
    const perWord = size.wordBits / 8;
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = wordAt(words, Math.floor(i / perWord), size.mask) >>> ((i % perWord) * 8);
    }
    return bytes;
  }
  const digits = toUnsigned(words, size)
    .toString(16)
    .padStart(bytes.length * 2, "0");
  for (let i = 0; i < bytes.length; i++) {
    const end = digits.length - i * 2;
    bytes[i] = Number.parseInt(digits.slice(end - 2, end), 16);
  }
  return bytes;
}

function toBytes(order: "le" | "be"): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    cx.reserveString(bitsOf(call.size) / 8);
    let bytes = bytesOf(call, call.integral(cx.arg(1)));
    if (cx.toBoolean(2)) {
      let n = bytes.length;
      while (n > 0 && bytes[n - 1] === 0) n--;
      bytes = bytes.subarray(0, n);
    }
    return cx.ret(bytesToString(order === "be" ? bytes.slice().reverse() : bytes));
  };
}

// ------------------------------------------------------------------ tests

function isbint(cx: CallContext): number {
  return cx.ret(new BintCall(cx).isBint(cx.arg(1)));
}

function isintegral(cx: CallContext): number {
  return cx.ret(new BintCall(cx).isBint(cx.arg(1)) || isIntegerValue(cx.arg(1)));
}

function isnumeric(cx: CallContext): number {
  return cx.ret(new BintCall(cx).isBint(cx.arg(1)) || isNumber(cx.arg(1)));
}

function type(cx: CallContext): number {
  const v = cx.arg(1);
  if (new BintCall(cx).isBint(v)) return cx.ret("bint");
  return cx.ret(isNumber(v) ? (isInteger(v) ? "integer" : "float") : undefined);
}

/** A question about a number, put to the words of a bint or to another number. */
function question(
  ofWords: (words: readonly LuaValue[], call: BintCall) => boolean,
  ofNumber: (n: LuaNumber) => boolean,
): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const v = cx.arg(1);
    if (call.isBint(v)) return cx.ret(ofWords(v.items, call));
    return cx.ret(ofNumber(call.toOperandNumber(v)));
  };
}

function isSmall(words: readonly LuaValue[], n: number, { size }: BintCall): boolean {
  if (wordAt(words, 0, size.mask) !== n) return false;
  for (let i = 1; i < size.count; i++) if (wordAt(words, i, size.mask) !== 0) return false;
  return true;
}

function isMinusOne(words: readonly LuaValue[], { size }: BintCall): boolean {
  for (let i = 0; i < size.count; i++) if (wordAt(words, i, size.mask) !== size.mask >>> 0) return false;
  return true;
}

/** Whether argument `cx` gives a number that equals `n`; nothing else does. */
function equals(n: number, ofWords: (words: readonly LuaValue[], call: BintCall) => boolean): NativeSpec["run"] {
  return (cx) => {
    const call = new BintCall(cx);
    const v = cx.arg(1);
    return cx.ret(call.isBint(v) ? ofWords(v.items, call) : isNumber(v) && numberEquals(v, n));
  };
}

const remainder = (n: LuaNumber): number => Math.abs(typeof n === "bigint" ? Number(n % 2n) : toDouble(n) % 2);

function eq(cx: CallContext): number {
  const call = new BintCall(cx);
  const [x, y] = [cx.arg(1), cx.arg(2)];
  const a = call.operand(x);
  const b = a === undefined ? undefined : call.operand(y);
  if (a !== undefined && b !== undefined) return cx.ret(compareUnsigned(a, b, call.size) === 0);
  return cx.ret(x === y || (isNumber(x) && isNumber(y) && numberEquals(x, y)));
}

function unsignedOrder(holds: (order: number) => boolean): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    return cx.ret(holds(compareUnsigned(call.integral(cx.arg(1)), call.integral(cx.arg(2)), call.size)));
  };
}

// ------------------------------------------------------------------ small computations

function abs(cx: CallContext): number {
  const call = new BintCall(cx);
  const words = call.copied(cx.arg(1));
  if (words === undefined) return cx.ret(toLuaFloat(Math.abs(toDouble(call.toOperandNumber(cx.arg(1))))));
  if (isNegative(words, call.size)) negateWords(words, words, call.size);
  return call.ret(words);
}

function step(by: 1 | -1): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const words = call.copied(cx.arg(1));
    if (words === undefined) {
      const n = call.toOperandNumber(cx.arg(1));
      return cx.ret(by === 1 ? add(n, 1) : sub(n, 1));
    }
    stepWords(words, words, by, call.size);
    return call.ret(words);
  };
}

/** `max` and `min`: the chosen one as a bint, or as a number when it cannot be one. */
function extreme(prefers: (order: number) => boolean): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const a = call.operand(cx.arg(1));
    const b = a === undefined ? undefined : call.operand(cx.arg(2));
    if (a !== undefined && b !== undefined) {
      return call.ret(call.copy(prefers(compareSigned(a, b, call.size)) ? a : b));
    }
    const x = call.toOperandNumber(cx.arg(1));
    const y = call.toOperandNumber(cx.arg(2));
    const chosen = prefers(lessThan(x, y) ? -1 : lessThan(y, x) ? 1 : 0) ? x : y;
    const words = call.fromInteger(chosen);
    return words === undefined ? cx.ret(chosen) : call.ret(words);
  };
}

const manual = "AO 6.2";
const perWord = "1 per 8 words";
const digits = "1 per 8 words, and with the square of their number for very many";
const row = (signature: string, run: NativeSpec["run"], gas: string = perWord): NativeSpec => ({
  signature: `bint.${signature}`,
  manual,
  gas,
  run,
});

/** Functions of a class that make, read and test values. */
export const CONVERSIONS: Readonly<Record<string, NativeSpec>> = {
  new: row("new (x)", make),
  __call: row("__call (class, x)", callClass),
  tobint: row("tobint (x [, clone])", tobint),
  parse: row("parse (x [, clone])", parse),
  fromuinteger: row("fromuinteger (x)", fromuinteger),
  frominteger: row("frominteger (x)", frominteger),
  frombase: row("frombase (s [, base])", frombase, "1 per 8 words, 1 per 8 digits"),
  fromstring: row("fromstring (s)", fromstring, "1 per 8 words, 1 per 8 digits"),
  fromle: row("fromle (s)", fromle),
  frombe: row("frombe (s)", frombe),
  trunc: row("trunc (x)", trunc),
  floor: row(
    "floor (x)",
    rounded((v) => (isInteger(v) ? v : (floorToInteger(v) ?? v))),
  ),
  ceil: row(
    "ceil (x)",
    rounded((v) => (isInteger(v) ? v : (ceilToInteger(v) ?? v))),
  ),
  zero: row("zero ()", zero),
  one: row("one ()", one),
  maxinteger: row("maxinteger ()", maxinteger),
  mininteger: row("mininteger ()", mininteger),
  tointeger: row("tointeger (x)", tointeger),
  touinteger: row("touinteger (x)", tointeger),
  tonumber: row("tonumber (x)", tonumber),
  tobase: row("tobase (x [, base [, unsigned]])", tobase, digits),
  tole: row("tole (x [, trim])", toBytes("le")),
  tobe: row("tobe (x [, trim])", toBytes("be")),
  __tostring: row("__tostring (x)", tostring, digits),
  isbint: row("isbint (x)", isbint),
  isintegral: row("isintegral (x)", isintegral),
  isnumeric: row("isnumeric (x)", isnumeric),
  type: row("type (x)", type),
  iszero: row(
    "iszero (x)",
    equals(0, (words, { size }) => isZero(words, size)),
  ),
  isone: row(
    "isone (x)",
    equals(1, (words, call) => isSmall(words, 1, call)),
  ),
  isminusone: row("isminusone (x)", equals(-1, isMinusOne)),
  isneg: row(
    "isneg (x)",
    question(
      (words, { size }) => isNegative(words, size),
      (n) => lessThan(n, 0),
    ),
  ),
  ispos: row(
    "ispos (x)",
    question(
      (words, { size }) => !isNegative(words, size) && !isZero(words, size),
      (n) => lessThan(0, n),
    ),
  ),
  iseven: row(
    "iseven (x)",
    question(
      (words, { size }) => (wordAt(words, 0, size.mask) & 1) === 0,
      (n) => remainder(n) === 0,
    ),
  ),
  isodd: row(
    "isodd (x)",
    question(
      (words, { size }) => (wordAt(words, 0, size.mask) & 1) === 1,
      (n) => remainder(n) === 1,
    ),
  ),
  eq: row("eq (x, y)", eq),
  ult: row(
    "ult (x, y)",
    unsignedOrder((order) => order < 0),
  ),
  ule: row(
    "ule (x, y)",
    unsignedOrder((order) => order <= 0),
  ),
  abs: row("abs (x)", abs),
  inc: row("inc (x)", step(1)),
  dec: row("dec (x)", step(-1)),
  max: row(
    "max (x, y)",
    extreme((order) => order > 0),
  ),
  min: row(
    "min (x, y)",
    extreme((order) => order < 0),
  ),
};
