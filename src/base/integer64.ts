import { isInteger, LuaFloat, type LuaInteger, type LuaNumber } from "./luaFloat.ts";

const TWO_32 = 4294967296;
const TWO_53 = 9007199254740992;
const TWO_63 = 2 ** 63;

// One 64-bit integer seen as a bigint and as two words: the cheapest bridge between the two views (measured against
// bigint operators and a DataView). It holds nothing between two calls.
const asBigInt: BigInt64Array<ArrayBuffer> = new BigInt64Array(1);
const asWords: Int32Array<ArrayBuffer> = new Int32Array(asBigInt.buffer);
/** Index of the low word in {@link asWords}: 0 on a little-endian machine. */
const LOW: 0 | 1 = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;
const HIGH: number = 1 - LOW;

/** Bits 32-63 of the two's complement form of `v`, as a signed 32-bit number. */
export function highWord(v: LuaInteger): number {
  if (typeof v === "number") return Math.floor(v / TWO_32);
  asBigInt[0] = v;
  return asWords[HIGH]!;
}

/** Bits 0-31 of the two's complement form of `v`, as a signed 32-bit number. */
export function lowWord(v: LuaInteger): number {
  if (typeof v === "number") return v | 0;
  asBigInt[0] = v;
  return asWords[LOW]!;
}

/** The integer whose bits are `high` (32-63) and `low` (0-31); only the low 32 bits of each argument count. */
export function fromWords(high: number, low: number): LuaInteger {
  const h = high | 0;
  if (h >= -0x200000 && h < 0x200000) {
    const n = h * TWO_32 + (low >>> 0);
    if (n !== -TWO_53) return n;
  }
  asWords[HIGH] = h;
  asWords[LOW] = low;
  return asBigInt[0]!;
}

/** The integer with the value of `b` modulo 2^64, in canonical form. */
export function wrapBigInt(b: bigint): LuaInteger {
  asBigInt[0] = b; // keeps the low 64 bits
  const high = asWords[HIGH]!;
  if (high >= -0x200000 && high < 0x200000) {
    const n = high * TWO_32 + (asWords[LOW]! >>> 0);
    if (n !== -TWO_53) return n;
  }
  return asBigInt[0]!;
}

/** The value of an integer as a bigint. */
export function toBigInt(v: LuaInteger): bigint {
  return typeof v === "bigint" ? v : BigInt(v);
}

/** The integer equal to the double `x`; undefined when `x` has a fraction or is outside [-2^63, 2^63) (§3.4.3). */
export function floatToInteger(x: number): LuaInteger | undefined {
  if (Number.isSafeInteger(x)) return x + 0; // + 0 turns -0 into 0
  if (Number.isInteger(x) && x >= -TWO_63 && x < TWO_63) return BigInt(x);
  return undefined;
}

/** The integer with exactly the value of `v`; undefined when there is none (§3.4.3). */
export function toInteger(v: LuaNumber): LuaInteger | undefined {
  return isInteger(v) ? v : floatToInteger(v instanceof LuaFloat ? v.n : v);
}

/** The greatest integer not above `v`; undefined when it is outside the 64-bit range or `v` is a NaN. */
export function floorToInteger(v: LuaNumber): LuaInteger | undefined {
  return isInteger(v) ? v : floatToInteger(v instanceof LuaFloat ? v.n : Math.floor(v));
}

/** The least integer not below `v`; undefined when it is outside the 64-bit range or `v` is a NaN. */
export function ceilToInteger(v: LuaNumber): LuaInteger | undefined {
  return isInteger(v) ? v : floatToInteger(v instanceof LuaFloat ? v.n : Math.ceil(v));
}

/** `a < b` with both taken as unsigned 64-bit integers (§6.7, math.ult). */
export function ult(a: LuaInteger, b: LuaInteger): boolean {
  // Same sign: the order is that of the signed values. Otherwise the negative one is the greater.
  return a < 0 === b < 0 ? a < b : b < 0;
}

/** The decimal digits of `v` taken as an unsigned 64-bit integer. */
export function toUnsignedString(v: LuaInteger): string {
  return v < 0 ? BigInt.asUintN(64, BigInt(v)).toString() : v.toString();
}
