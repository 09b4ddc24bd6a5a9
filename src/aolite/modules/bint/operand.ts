/** What the functions of a bint class work with: their class, and Lua values as words (AO 6.2). */
import { parseDigits } from "../../../base/bigInteger.ts";
import { toBigInt as integerToBigInt, toInteger } from "../../../base/integer64.ts";
import { isInteger, isNumber, LuaFloat, type LuaInteger, type LuaNumber, toLuaFloat } from "../../../base/luaFloat.ts";
import { newSlots } from "../../../vm/arrays.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import { LuaTable } from "../../../vm/table.ts";
import { toNumber, typeName } from "../../../vm/types.ts";
import type { LuaValue } from "../../../vm/value.ts";
import {
  type BintSize,
  bitsOf,
  negateWords,
  setBigInt,
  setInteger,
  setSafe,
  toBigInt,
  toLuaIntegerExact,
  type Words,
} from "./words.ts";

/** Most bits of a class: but for powers an operation never takes longer than some milliseconds. */
export const MOST_BITS: number = 1 << 16;
/** Digits that a number holds exactly: in bases up to 10, and in any; and digits that are turned into a bigint at a time. */
const SHORT_DECIMALS = 15;
const SHORT_DIGITS = 10;
const CHUNK_DIGITS = 64;

/** Upvalues of the functions of a class. */
const CLASS = 0;
const COUNT = 1;
const WORD_BITS = 2;

/** The upvalues of the functions of a class. */
export function classUpvalues(cls: LuaTable, { count, wordBits }: BintSize): LuaValue[] {
  return [cls, count, wordBits];
}

/** Whether these upvalues are such as {@link classUpvalues} makes. */
export function areClassUpvalues(upvalues: readonly unknown[]): boolean {
  const [cls, count, wordBits, ...rest] = upvalues;
  return cls instanceof LuaTable && rest.length === 0 && sizeOf(count, wordBits) !== undefined;
}

/** The size with `count` words of `wordBits` bits, undefined when there is none. */
export function sizeOf(count: unknown, wordBits: unknown): BintSize | undefined {
  if (typeof count !== "number" || typeof wordBits !== "number") return undefined;
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(wordBits) || wordBits < 8 || wordBits > 32)
    return undefined;
  if (count < 2 || count * wordBits < 64 || count * wordBits > MOST_BITS) return undefined;
  return { count, wordBits, mask: wordBits === 32 ? -1 : (1 << wordBits) - 1 };
}

/** Raises a message as it is, without a position. */
export function fail(cx: CallContext, message: string): never {
  return cx.throwValue(message);
}

/** What a call of a class function works with. */
export class BintCall {
  readonly cx: CallContext;
  readonly cls: LuaTable;
  readonly size: BintSize;

  /** For the function under way. Charges for going over the words of a few values. */
  constructor(cx: CallContext) {
    const { upvalues } = cx.native!;
    const size = sizeOf(upvalues[COUNT], upvalues[WORD_BITS]);
    // only a debugger can have changed them
    if (size === undefined) fail(cx, "not a size of bints");
    this.cx = cx;
    this.cls = upvalues[CLASS] as LuaTable;
    this.size = size;
    cx.charge(size.count >> 3);
  }

  /** Whether `v` is a bint of this class. */
  isBint(v: LuaValue): v is LuaTable {
    return v instanceof LuaTable && v.meta === this.cls;
  }

  /** Room for the words of a result, accounted for as part of a value. */
  room(): Words {
    const { count } = this.size;
    this.cx.allocate(56 + count * 8);
    const out: Words = newSlots(count, 0);
    // a place that is never filled must not be nil
    out[count - 1] = 0;
    return out;
  }

  /** A bint with these words, which it keeps. */
  wrap(words: Words): LuaTable {
    const table = new LuaTable(this.cx.rootShape);
    table.arr = words;
    table.meta = this.cls;
    return table;
  }

  /** Leaves a bint with these words as the result. */
  ret(words: Words): number {
    return this.cx.ret(this.wrap(words));
  }

  /** Words of `v` when it stands for an integer (a bint, an integer, an integral float, a numeral): else undefined. Not to be written. */
  operand(v: LuaValue): Words | undefined {
    if (v instanceof LuaTable) return v.meta === this.cls ? v.items : undefined;
    if (typeof v === "number" && Number.isSafeInteger(v)) {
      const out = this.room();
      setSafe(out, v, this.size);
      return out;
    }
    if (typeof v === "string") return this.fromText(v);
    return this.fromInteger(v);
  }

  /** The same. @throws LuaThrow when it does not */
  integral(v: LuaValue): Words {
    return this.operand(v) ?? fail(this.cx, "value has no integer representation");
  }

  /** Words of its own for the same. */
  copied(v: LuaValue): Words | undefined {
    const words = this.operand(v);
    return words !== undefined && v instanceof LuaTable ? this.copy(words) : words;
  }

  /** A copy of words of a value. */
  copy(words: readonly LuaValue[]): Words {
    const out = this.room();
    const { count } = this.size;
    for (let i = 0; i < count; i++) out[i] = words[i] ?? 0;
    return out;
  }

  /** Words of an integer or a float with an integer value. */
  fromInteger(v: LuaValue): Words | undefined {
    const n = isNumber(v) ? toInteger(v) : undefined;
    if (n === undefined) return undefined;
    const out = this.room();
    setInteger(out, n, this.size);
    return out;
  }

  /** Words of a value. */
  fromBigInt(value: bigint): Words {
    const out = this.room();
    setBigInt(out, value, this.size);
    return out;
  }

  /** Words of a numeral: decimal, or `0x` or `0b` and digits, with a sign; undefined when it is not one. */
  fromText(text: string): Words | undefined {
    let at = text.charCodeAt(0) === 43 || text.charCodeAt(0) === 45 ? 1 : 0;
    let base = 10;
    if (text.charCodeAt(at) === 48 && text.length > at + 1) {
      const mark = text.charCodeAt(at + 1) | 32;
      if (mark === 120) base = 16;
      else if (mark === 98) base = 2;
      if (base !== 10) at += 2;
    }
    return this.fromDigits(text, at, text.length, base, text.charCodeAt(0) === 45);
  }

  /** Words of the digits of a text from `from` to `end`, at least one; undefined when one of them is none in the base. */
  fromDigits(text: string, from: number, end: number, base: number, negative: boolean): Words | undefined {
    const length = end - from;
    if (length <= 0) return undefined;
    this.cx.charge((length >> 3) * (1 + (this.size.count >> 4)));
    for (let i = from; i < end; i++) if (digitOf(text.charCodeAt(i)) >= base) return undefined;
    const out = this.room();
    if (length <= (base <= 10 ? SHORT_DECIMALS : SHORT_DIGITS)) {
      let n = 0;
      for (let i = from; i < end; i++) n = n * base + digitOf(text.charCodeAt(i));
      setSafe(out, negative ? 0 - n : n, this.size);
      return out;
    }
    const bits = bitsOf(this.size);
    let value = 0n;
    // only the low bits count: long numerals go through them piece by piece
    for (let at = from; at < end; at += CHUNK_DIGITS) {
      const stop = Math.min(end, at + CHUNK_DIGITS);
      const piece = parseDigits(text.slice(at, stop), base);
      value = at === from ? piece : BigInt.asUintN(bits, value * BigInt(base) ** BigInt(stop - at) + piece);
    }
    setBigInt(out, value, this.size);
    if (negative) negateWords(out, out, this.size);
    return out;
  }

  /** The number that a bint, a number or a numeral stands for, an integer when it fits; undefined for other values. */
  toNumber(v: LuaValue): LuaNumber | undefined {
    if (!this.isBint(v)) {
      if (typeof v === "string") this.cx.chargeLong(v.length);
      return toNumber(v);
    }
    return toLuaIntegerExact(v.items, this.size) ?? toLuaFloat(Number(toBigInt(v.items, this.size)));
  }

  /** The same for arithmetic. @throws LuaThrow for other values */
  toOperandNumber(v: LuaValue): LuaNumber {
    return this.toNumber(v) ?? fail(this.cx, `attempt to perform arithmetic on a ${typeName(v)} value`);
  }

  /** The signed number that words of a value stand for; charges for the conversion, there or back. */
  big(words: readonly LuaValue[]): bigint {
    this.cx.charge(this.size.count >> 2);
    return toBigInt(words, this.size);
  }

  /** Argument `i` as a bint of this class that is to be changed. */
  target(i: number): LuaTable {
    const v = this.cx.arg(i);
    if (!this.isBint(v)) fail(this.cx, "value is not a bint");
    v.checkMutable();
    const { count } = this.size;
    // somebody has taken words away
    if (v.arr.length < count) v.arr = this.copy(v.arr);
    return v;
  }

  /** Argument `i` as an integer, clamped to the safe range: shifts and counts. */
  shift(i: number): number {
    const v = this.cx.arg(i);
    const n = this.isBint(v) ? toLuaIntegerExact(v.items, this.size) : isNumber(v) ? toInteger(v) : undefined;
    if (n === undefined) fail(this.cx, "value has no integer representation");
    if (typeof n === "number") return n;
    return n < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  }
}

/** The value of a digit; 255 when the char is none. */
function digitOf(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const letter = c | 32;
  return letter >= 97 && letter <= 122 && (c & 0x40) !== 0 ? letter - 87 : 255;
}

/** `n` as an unsigned number of 64 bits. */
export function unsigned64(n: LuaInteger): bigint {
  return BigInt.asUintN(64, integerToBigInt(n));
}

/** A number that has no fraction to it: an integer of Lua. */
export function isIntegerValue(v: LuaValue): v is LuaInteger {
  return !(v instanceof LuaFloat) && isInteger(v);
}
