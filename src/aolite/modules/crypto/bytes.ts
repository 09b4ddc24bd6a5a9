/** Byte strings as hexadecimal digits and as lists of bytes, and what programs hand in as bytes. */
import { stringToBytes } from "../../../base/byteString.ts";
import { newEmptyArray } from "../../../vm/arrays.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import type { LuaTable } from "../../../vm/table.ts";
import { toIntegerValue } from "../../../vm/types.ts";
import type { LuaValue } from "../../../vm/value.ts";

/** Pieces of text that are joined at a time. */
const PIECE = 4096;
const LOWER: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
const UPPER: readonly string[] = LOWER.map((digits) => digits.toUpperCase());

/** Raises a message as it is, without a position. */
export function fail(cx: CallContext, message: string): never {
  return cx.throwValue(message);
}

/** The digits of a byte string; charges for them. */
export function hexOf(cx: CallContext, bytes: string, isUpper: boolean): string {
  cx.reserveString(bytes.length * 2);
  const digits = isUpper ? UPPER : LOWER;
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    let piece = "";
    const end = Math.min(bytes.length, at + PIECE);
    for (let i = at; i < end; i++) piece += digits[bytes.charCodeAt(i)]!;
    text += piece;
  }
  return text;
}

/** The value of a hexadecimal digit, -1 when the char is none. */
function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const letter = c | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** The bytes that pairs of digits stand for, up to the first pair that stands for none. */
export function bytesOfHex(cx: CallContext, hex: string): string {
  cx.reserveString(hex.length >> 1);
  const bytes = new Uint8Array(hex.length >> 1);
  let n = 0;
  for (; n < bytes.length; n++) {
    const high = hexDigit(hex.charCodeAt(n * 2));
    const low = hexDigit(hex.charCodeAt(n * 2 + 1));
    if (high < 0 || low < 0) break;
    bytes[n] = (high << 4) | low;
  }
  return textOf(bytes.subarray(0, n));
}

/** A byte string of bytes. */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += PIECE) {
    text += String.fromCharCode.apply(null, bytes.subarray(i, i + PIECE) as unknown as number[]);
  }
  return text;
}

/** The bytes of a byte string; accounts for them. */
export function bytesOf(cx: CallContext, text: string): Uint8Array<ArrayBuffer> {
  cx.chargeBytes(text.length);
  cx.allocate(text.length);
  return stringToBytes(text);
}

/** A list of the bytes of a byte string. */
export function byteList(cx: CallContext, bytes: string): LuaTable {
  return newList(cx, bytes.length, (i) => bytes.charCodeAt(i));
}

/** A list of `count` values, none of them nil; charges for them. */
export function newList(cx: CallContext, count: number, item: (i: number) => LuaValue): LuaTable {
  cx.charge(count >> 2);
  const table = cx.newTable(count);
  if (count > 0) table.arr = newEmptyArray();
  for (let i = 0; i < count; i++) table.arr.push(item(i));
  return table;
}

/** One byte out of what a stream or a list has given. */
export function byteOf(cx: CallContext, v: LuaValue): number {
  const n = typeof v === "string" ? undefined : toIntegerValue(v);
  if (n === undefined) return fail(cx, `byte expected, got ${cx.typeNameOf(v)}`);
  return Number(typeof n === "bigint" ? n & 0xffn : n & 0xff);
}

/** Argument `i`, a list of bytes or a string, as a byte string. */
export function byteArgument(cx: CallContext, i: number): string {
  const v = cx.arg(i);
  return typeof v === "string" ? v : listBytes(cx, cx.table(i), 1);
}

/** The bytes of a list from position `first` on. */
export function listBytes(cx: CallContext, table: LuaTable, first: number): string {
  const { items } = table;
  const count = Math.max(0, items.length - first + 1);
  cx.reserveString(count);
  cx.charge(count >> 2);
  const bytes = new Uint8Array(count);
  let n = 0;
  for (; n < count; n++) {
    const v = items[first - 1 + n] as LuaValue;
    if (v === undefined) break;
    bytes[n] = byteOf(cx, v);
  }
  return textOf(bytes.subarray(0, n));
}
