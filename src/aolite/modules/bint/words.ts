/**
 * Arithmetic on the words of a bint: natural numbers of `wordBits` bits, least significant first, together a number in two's
 * complement. A word that is not a number counts as 0 and surplus bits are ignored, since programs can write to the tables
 * that hold the words.
 */
import { isInteger, type LuaInteger } from "../../../base/luaFloat.ts";
import type { LuaValue } from "../../../vm/value.ts";

/** The size of a class of bints. */
export interface BintSize {
  /** Number of words. */
  readonly count: number;
  /** Bits of a word, 8 to 32. */
  readonly wordBits: number;
  /** The bits of a word as a signed 32-bit mask. */
  readonly mask: number;
}

/** Words of a value, or a place for them. */
export type Words = LuaValue[];
type ReadWords = readonly LuaValue[];

const TWO_32 = 4294967296;
/** Up to this many words products are made word by word: sums of their partial products stay exact. */
const MOST_SHORT_WORDS = 16;
/** From this many 32-bit words on a bigint is built from text, in linear time. */
const LONG_WORDS = 64;

// Two words seen as a bigint. It holds nothing between two calls.
const asBigInt: BigUint64Array<ArrayBuffer> = new BigUint64Array(1);
const asWords: Uint32Array<ArrayBuffer> = new Uint32Array(asBigInt.buffer);
/** Index of the low word in {@link asWords}. */
const LOW: 0 | 1 = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;
const HIGH: number = 1 - LOW;

/** Word `i`. */
export function wordAt(words: ReadWords, i: number, mask: number): number {
  const w = words[i];
  return typeof w === "number" ? (w & mask) >>> 0 : 0;
}

/** Bits in all. */
export function bitsOf({ count, wordBits }: BintSize): number {
  return count * wordBits;
}

export function isNegative(words: ReadWords, { count, wordBits, mask }: BintSize): boolean {
  return wordAt(words, count - 1, mask) >>> (wordBits - 1) !== 0;
}

export function isZero(words: ReadWords, { count, mask }: BintSize): boolean {
  for (let i = 0; i < count; i++) if (wordAt(words, i, mask) !== 0) return false;
  return true;
}

/** out = a + b + carry; `flip` is -1 to add the complement of b. `out` may be a or b. */
function addInto(out: Words, a: ReadWords, b: ReadWords, flip: number, first: number, size: BintSize): void {
  const { count, mask } = size;
  const base = (mask >>> 0) + 1;
  let carry = first;
  for (let i = 0; i < count; i++) {
    const x = a[i];
    const y = b[i];
    const t =
      (typeof x === "number" ? (x & mask) >>> 0 : 0) +
      ((((typeof y === "number" ? y : 0) ^ flip) & mask) >>> 0) +
      carry;
    if (t >= base) {
      out[i] = t - base;
      carry = 1;
    } else {
      out[i] = t;
      carry = 0;
    }
  }
}

/** out = a + b; `out` may be one of them. */
export function addWords(out: Words, a: ReadWords, b: ReadWords, size: BintSize): void {
  addInto(out, a, b, 0, 0, size);
}

/** out = a - b; `out` may be one of them. */
export function subtractWords(out: Words, a: ReadWords, b: ReadWords, size: BintSize): void {
  addInto(out, a, b, -1, 1, size);
}

/** out = -a; `out` may be a. */
export function negateWords(out: Words, a: ReadWords, { count, mask }: BintSize): void {
  let carry = true;
  for (let i = 0; i < count; i++) {
    const w = wordAt(a, i, mask);
    out[i] = carry ? (-w & mask) >>> 0 : (~w & mask) >>> 0;
    carry &&= w === 0;
  }
}

/** out = a + 1 or a - 1; `out` may be a. */
export function stepWords(out: Words, a: ReadWords, by: 1 | -1, { count, mask }: BintSize): void {
  let rest: number = by;
  for (let i = 0; i < count; i++) {
    const w = wordAt(a, i, mask);
    const next = ((w + rest) & mask) >>> 0;
    out[i] = next;
    if (rest !== 0 && next !== (by === 1 ? 0 : mask >>> 0)) rest = 0;
  }
}

/** Number of words up to the last that is not zero. */
function significant(words: ReadWords, { count, mask }: BintSize): number {
  let n = count;
  while (n > 0 && wordAt(words, n - 1, mask) === 0) n--;
  return n;
}

/** out = a * b; `out` is neither. */
export function multiplyWords(out: Words, a: ReadWords, b: ReadWords, size: BintSize): void {
  const { count, wordBits } = size;
  const x = toSafe(a, size);
  const y = x === undefined ? undefined : toSafe(b, size);
  if (x !== undefined && y !== undefined && Number.isSafeInteger(x * y)) setSafe(out, x * y + 0, size);
  else if (wordBits === 32 && count <= MOST_SHORT_WORDS) multiplyShort(out, a, b, size);
  else setBigInt(out, toBigInt(a, size) * toBigInt(b, size), size);
}

/**
 * Products of words of a by halves of words of b, summed up by their place in units of 16 bits: each is below 2^48, so
 * that sixteen of them and what is carried stay below 2^53.
 */
function multiplyShort(out: Words, a: ReadWords, b: ReadWords, size: BintSize): void {
  const { count } = size;
  const na = significant(a, size);
  const halves = significant(b, size) * 2;
  let carry = 0;
  let low = 0;
  for (let k = 0; k < count * 2; k++) {
    let sum = carry;
    const least = k < halves ? 0 : (k - halves + 2) >> 1;
    for (let i = least; i < na && i * 2 <= k; i++) {
      const x = a[i];
      const y = b[(k - i * 2) >> 1];
      if (typeof x !== "number" || typeof y !== "number") continue;
      sum += (x >>> 0) * ((k & 1) === 0 ? y & 0xffff : (y >>> 16) & 0xffff);
    }
    carry = Math.floor(sum / 65536);
    const half = sum - carry * 65536;
    if ((k & 1) === 0) low = half;
    else out[k >> 1] = half * 65536 + low;
  }
}

/** out = a << n for 0 <= n; `out` may be a. */
export function shiftLeft(out: Words, a: ReadWords, n: number, { count, wordBits, mask }: BintSize): void {
  const whole = Math.floor(n / wordBits);
  const part = n - whole * wordBits;
  for (let i = count - 1; i >= 0; i--) {
    const from = i - whole;
    if (from < 0) {
      out[i] = 0;
      continue;
    }
    let w = wordAt(a, from, mask) << part;
    if (part > 0 && from > 0) w |= wordAt(a, from - 1, mask) >>> (wordBits - part);
    out[i] = (w & mask) >>> 0;
  }
}

/** out = a >> n for 0 <= n, zeros moving in; `out` may be a. */
export function shiftRight(out: Words, a: ReadWords, n: number, { count, wordBits, mask }: BintSize): void {
  const whole = Math.floor(n / wordBits);
  const part = n - whole * wordBits;
  for (let i = 0; i < count; i++) {
    const from = i + whole;
    if (from >= count) {
      out[i] = 0;
      continue;
    }
    let w = wordAt(a, from, mask) >>> part;
    if (part > 0 && from + 1 < count) w |= wordAt(a, from + 1, mask) << (wordBits - part);
    out[i] = (w & mask) >>> 0;
  }
}

/** Sign of a - b as unsigned numbers. */
export function compareUnsigned(a: ReadWords, b: ReadWords, { count, mask }: BintSize): number {
  for (let i = count - 1; i >= 0; i--) {
    const x = wordAt(a, i, mask);
    const y = wordAt(b, i, mask);
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Sign of a - b. */
export function compareSigned(a: ReadWords, b: ReadWords, size: BintSize): number {
  const isBelow = isNegative(a, size);
  if (isBelow !== isNegative(b, size)) return isBelow ? -1 : 1;
  return compareUnsigned(a, b, size);
}

/** The value when it is a safe integer and easily found out; else undefined. */
export function toSafe(words: ReadWords, { count, wordBits, mask }: BintSize): number | undefined {
  if (wordBits !== 32) return undefined;
  const high = wordAt(words, 1, mask) | 0;
  if (high < -0x200000 || high >= 0x200000) return undefined;
  const fill = high < 0 ? 0xffffffff : 0;
  for (let i = 2; i < count; i++) if (words[i] !== fill) return undefined;
  const n = high * TWO_32 + wordAt(words, 0, mask);
  return Number.isSafeInteger(n) ? n : undefined;
}

/** out = n, a safe integer. */
export function setSafe(out: Words, n: number, size: BintSize): void {
  const { count, wordBits, mask } = size;
  let rest = n;
  const base = (mask >>> 0) + 1;
  const fill = n < 0 ? mask >>> 0 : 0;
  for (let i = 0; i < count; i++) {
    if (i * wordBits >= 64) {
      out[i] = fill;
      continue;
    }
    const next = Math.floor(rest / base);
    out[i] = rest - next * base;
    rest = next;
  }
}

/** The value as a signed number. */
export function toBigInt(words: ReadWords, size: BintSize): bigint {
  return BigInt.asIntN(bitsOf(size), toUnsigned(words, size));
}

/** The value as an unsigned number. */
export function toUnsigned(words: ReadWords, size: BintSize): bigint {
  const { wordBits, mask } = size;
  const n = significant(words, size);
  if (wordBits !== 32 || n > LONG_WORDS) return fromText(words, n, size);
  let value = 0n;
  for (let i = (n - 1) | 1; i > 0; i -= 2) {
    asWords[LOW] = wordAt(words, i - 1, mask);
    asWords[HIGH] = i < n ? wordAt(words, i, mask) : 0;
    value = value === 0n ? asBigInt[0]! : (value << 64n) | asBigInt[0]!;
  }
  return value;
}

function fromText(words: ReadWords, n: number, { wordBits, mask }: BintSize): bigint {
  const radix = wordBits % 4 === 0 ? 16 : 2;
  const digits = radix === 16 ? wordBits / 4 : wordBits;
  let text = radix === 16 ? "0x0" : "0b0";
  for (let i = n - 1; i >= 0; i--) text += wordAt(words, i, mask).toString(radix).padStart(digits, "0");
  return BigInt(text);
}

/** out = value, modulo 2 to the power of its bits. */
export function setBigInt(out: Words, value: bigint, size: BintSize): void {
  const { count, wordBits } = size;
  if (wordBits !== 32 || count > LONG_WORDS) {
    setFromText(out, value, size);
    return;
  }
  let rest = value;
  for (let i = 0; i < count; i += 2) {
    asBigInt[0] = rest; // its low 64 bits
    out[i] = asWords[LOW]!;
    if (i + 1 < count) out[i + 1] = asWords[HIGH]!;
    rest >>= 64n;
  }
}

function setFromText(out: Words, value: bigint, size: BintSize): void {
  const { count, wordBits } = size;
  const radix = wordBits % 4 === 0 ? 16 : 2;
  const digits = radix === 16 ? wordBits / 4 : wordBits;
  const text = BigInt.asUintN(bitsOf(size), value).toString(radix);
  let end = text.length;
  for (let i = 0; i < count; i++) {
    out[i] = end > 0 ? Number.parseInt(text.slice(Math.max(0, end - digits), end), radix) : 0;
    end -= digits;
  }
}

/** out = n, an integer of Lua. */
export function setInteger(out: Words, n: LuaInteger, size: BintSize): void {
  if (typeof n === "number") setSafe(out, n, size);
  else setBigInt(out, n, size);
}

/** The signed value as an integer of Lua when it fits; else undefined. */
export function toLuaIntegerExact(words: ReadWords, size: BintSize): LuaInteger | undefined {
  const n = toSafe(words, size);
  if (n !== undefined) return n;
  const value = toBigInt(words, size);
  if (value !== BigInt.asIntN(64, value)) return undefined;
  const small = Number(value);
  return isInteger(small) ? small : value;
}
