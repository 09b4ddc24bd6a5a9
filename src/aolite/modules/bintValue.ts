/**
 * Bints (AO 6.2) as the other modules see them: a table with the words 1..n, least significant first, whose metatable is its class.
 */
import type { CallContext } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";

/** Above this a class is none of ours. */
const MAX_BITS = 1 << 20;
const MIN_WORD_BITS = 8;
const MAX_WORD_BITS = 32;

/** Whether a table looks like a class of bints. */
function isBintClass(table: LuaTable): boolean {
  const bits = table.getStr("bits") as LuaValue;
  return (
    table.getStr("__index") === table &&
    typeof bits === "number" &&
    Number.isSafeInteger(bits) &&
    bits > 0 &&
    bits <= MAX_BITS &&
    table.getStr("__name") === undefined
  );
}

/** The number that a bint stands for; undefined for any other value. */
export function bintValue(cx: CallContext, v: LuaValue): bigint | undefined {
  if (!(v instanceof LuaTable) || v.meta === null || !isBintClass(v.meta)) return undefined;
  const bits = v.meta.getStr("bits") as number;
  const words = v.items;
  const wordBits = bits / words.length;
  if (!Number.isInteger(wordBits) || wordBits < MIN_WORD_BITS || wordBits > MAX_WORD_BITS) return undefined;
  cx.charge(words.length + ((words.length * words.length) >> 6));
  const limit = 2 ** wordBits;
  const shift = BigInt(wordBits);
  let value = 0n;
  for (let i = words.length - 1; i >= 0; i--) {
    const word = words[i] as LuaValue;
    if (typeof word !== "number" || !Number.isInteger(word) || word < 0 || word >= limit) return undefined;
    value = (value << shift) | BigInt(word);
  }
  return BigInt.asIntN(bits, value);
}

/** The decimal text of a bint; undefined for any other value. */
export function bintText(cx: CallContext, v: LuaValue): string | undefined {
  return bintValue(cx, v)?.toString();
}

/** A bint of a class with words of 32 bits. */
export function newBint(cx: CallContext, bintClass: LuaTable, value: bigint): LuaTable {
  const count = (bintClass.getStr("bits") as number) >> 5;
  cx.charge(count);
  const table = cx.newTable(count);
  let rest = BigInt.asUintN(count * 32, value);
  for (let i = 1; i <= count; i++) {
    table.setInt(i, Number(rest & 0xffff_ffffn));
    rest >>= 32n;
  }
  cx.allocate(SIZE.item);
  table.meta = bintClass;
  return table;
}
