import { formatG14 } from "./formatNumber.ts";
import { toInteger } from "./integer64.ts";
import { type LuaInteger, type LuaNumber, toLuaFloat, toLuaInteger } from "./luaFloat.ts";

/** True for the characters C's `isspace` accepts: space, \t, \n, \v, \f, \r. */
function isSpace(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13);
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** The value of the hexadecimal digit with char code `c`, or -1. */
function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** The position of the first char at or after `from` that is not a decimal digit. */
function skipDigits(s: string, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(s.charCodeAt(at))) at++;
  return at;
}

/** The position after an exponent `[letter][+-]digits` at `from`, or `from` when there is none. */
function skipExponent(s: string, from: number, end: number, letter: number): number {
  if (from >= end || (s.charCodeAt(from) | 32) !== letter) return from;
  let at = from + 1;
  const sign = s.charCodeAt(at);
  if (sign === 43 || sign === 45) at++;
  const after = skipDigits(s, at, end);
  return after > at ? after : from;
}

/** The decimal numeral `s[from, end)`; digits that overflow an integer make a float. */
function decimal(s: string, from: number, end: number, negative: boolean): LuaNumber | undefined {
  let at = skipDigits(s, from, end);
  if (at === end && at > from) return decimalInteger(s.slice(from, end), negative);
  let digits = at - from;
  if (at < end && s.charCodeAt(at) === 46) {
    const after = skipDigits(s, at + 1, end);
    digits += after - at - 1;
    at = after;
  }
  if (digits === 0 || skipExponent(s, at, end, 101) !== end) return undefined;
  const x = Number(s.slice(from, end));
  return toLuaFloat(negative ? -x : x);
}

/** A sequence of decimal digits: an integer when it fits one, else a float. */
function decimalInteger(digits: string, negative: boolean): LuaNumber {
  const x = Number(digits);
  if (Number.isSafeInteger(x)) return negative && x !== 0 ? -x : x;
  if (x <= 2 ** 63) {
    let zeros = 0; // there may be very many
    while (digits.charCodeAt(zeros) === 48) zeros++;
    const magnitude = BigInt(digits.slice(zeros));
    const value = negative ? -magnitude : magnitude;
    if (BigInt.asIntN(64, value) === value) return toLuaInteger(value);
  }
  return toLuaFloat(negative ? -x : x);
}

/** The hexadecimal numeral whose digits (after 0x) are `s[from, end)`: integers wrap around modulo 2^64 (§3.1). */
function hexadecimal(s: string, from: number, end: number, negative: boolean): LuaNumber | undefined {
  let at = from;
  while (at < end && hexDigit(s.charCodeAt(at)) >= 0) at++;
  const whole = at;
  if (whole === end) {
    if (whole === from) return undefined;
    if (end - from <= 13) {
      const n = Number(`0x${s.slice(from, end)}`);
      return negative && n !== 0 ? -n : n;
    }
    const low = BigInt(`0x${s.slice(Math.max(from, end - 16), end)}`);
    return toLuaInteger(negative ? -low : low);
  }
  let pointAt = at;
  if (s.charCodeAt(at) === 46) {
    at++;
    while (at < end && hexDigit(s.charCodeAt(at)) >= 0) at++;
  } else pointAt = -1;
  const digitsEnd = at;
  const digitCount = digitsEnd - from - (pointAt >= 0 ? 1 : 0);
  if (digitCount === 0 || skipExponent(s, at, end, 112) !== end) return undefined;
  const exponent = at < end ? Number(s.slice(at + 1, end)) : 0;
  const x = hexFloat(s, from, digitsEnd, pointAt, exponent);
  return toLuaFloat(negative ? -x : x);
}

/** The double nearest to the hexadecimal digits `s[from, end)` with a point at `pointAt` (-1: none), times 2^exponent. */
function hexFloat(s: string, from: number, end: number, pointAt: number, exponent: number): number {
  // 60 significant bits and a sticky bit decide the rounding; more digits only move the exponent.
  let mantissa = 0n;
  let significant = 0;
  let sticky = false;
  let scale = exponent;
  for (let i = from; i < end; i++) {
    if (i === pointAt) continue;
    const d = hexDigit(s.charCodeAt(i));
    const fraction = pointAt >= 0 && i > pointAt;
    if (significant === 0 && d === 0) {
      if (fraction) scale -= 4;
    } else if (significant < 16) {
      mantissa = mantissa * 16n + BigInt(d);
      significant++;
      if (fraction) scale -= 4;
    } else {
      sticky ||= d !== 0;
      if (!fraction) scale += 4;
    }
  }
  if (mantissa === 0n) return 0;
  return scaleRounded(mantissa * 2n + (sticky ? 1n : 0n), scale - 1);
}

/** The double nearest to `mantissa` * 2^scale, ties to even, for 0 < mantissa < 2^65. */
function scaleRounded(mantissa: bigint, scale: number): number {
  const bits = mantissa.toString(2).length;
  const exponent = bits + scale; // the value is in [2^(exponent-1), 2^exponent)
  if (exponent > 1024) return Infinity;
  if (exponent < -1074) return 0;
  // The lowest bit a double of this size can hold.
  const unit = Math.max(exponent - 53, -1074);
  const drop = unit - scale;
  if (drop <= 0) return timesPowerOfTwo(Number(mantissa), scale);
  const n = BigInt(drop);
  let kept = mantissa >> n;
  const rest = mantissa - (kept << n);
  const half = 1n << (n - 1n);
  if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n;
  return timesPowerOfTwo(Number(kept), unit);
}

/** `x` * 2^n for a product that is exact (or overflows); 2^n itself may be out of range. */
function timesPowerOfTwo(x: number, n: number): number {
  if (n > 971) return x * 2 ** 971 * 2 ** (n - 971);
  return n < -1022 ? x * 2 ** -1022 * 2 ** (n + 1022) : x * 2 ** n;
}

/**
 * The number written in `s` by the rules of the lexer, with optional sign and surrounding whitespace (§3.4.3); undefined
 * when `s` is not a numeral. Takes time linear in the length of `s`.
 */
export function stringToNumber(s: string): LuaNumber | undefined {
  let from = 0;
  let end = s.length;
  while (from < end && isSpace(s.charCodeAt(from))) from++;
  while (end > from && isSpace(s.charCodeAt(end - 1))) end--;
  if (from === end) return undefined;
  const sign = s.charCodeAt(from);
  if (sign === 43 || sign === 45) from++;
  if (s.charCodeAt(from) === 48 && (s.charCodeAt(from + 1) | 32) === 120 && from + 1 < end) {
    return hexadecimal(s, from + 2, end, sign === 45);
  }
  return decimal(s, from, end, sign === 45);
}

/** The integer `s` stands for: an integer numeral, or a float numeral with an integer value (§3.4.3). */
export function stringToInteger(s: string): LuaInteger | undefined {
  const n = stringToNumber(s);
  return n === undefined ? undefined : toInteger(n);
}

/** The text of a number as `tostring` gives it (§3.4.3): `%d`, or `%.14g` made to look like a float. */
export function numberToString(n: LuaNumber): string {
  if (typeof n === "bigint") return n.toString();
  if (typeof n === "number") {
    if (Number.isSafeInteger(n)) return `${n}`;
    if (Number.isNaN(n)) return "-nan";
    const text = formatG14(n);
    return looksLikeInteger(text) ? `${text}.0` : text;
  }
  if (Number.isNaN(n.n)) return "nan";
  const text = formatG14(n.n);
  return looksLikeInteger(text) ? `${text}.0` : text;
}

/** True when `text` has only digits and a sign. */
function looksLikeInteger(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (!isDigit(c) && c !== 45) return false;
  }
  return true;
}
