/** What digests and ciphers return: tables of functions that give the bytes in one form or another (AO 6.4). */
import { fromWords } from "../../../base/integer64.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import { SIZE } from "../../../vm/gas.ts";
import type { NativeClosureKind } from "../../../vm/snapshot/registry.ts";
import { LuaTable } from "../../../vm/table.ts";
import type { LuaValue, NativeFunction } from "../../../vm/value.ts";
import { nativeClosure } from "../opening.ts";
import { byteList, hexOf, newList } from "./bytes.ts";

const rawOf = (cx: CallContext): string => cx.native!.upvalues[0] as string;

const asHex = (cx: CallContext): number => cx.ret(hexOf(cx, rawOf(cx), false));
const asHexUpper = (cx: CallContext): number => cx.ret(hexOf(cx, rawOf(cx), true));
const asString = (cx: CallContext): number => cx.ret(rawOf(cx));
const asBytes = (cx: CallContext): number => cx.ret(byteList(cx, rawOf(cx)));

/** Big-endian integers of 64 bits. */
function asWords(cx: CallContext): number {
  const raw = rawOf(cx);
  const word = (at: number): number =>
    (raw.charCodeAt(at) << 24) |
    (raw.charCodeAt(at + 1) << 16) |
    (raw.charCodeAt(at + 2) << 8) |
    raw.charCodeAt(at + 3);
  return cx.ret(newList(cx, raw.length >> 3, (i) => fromWords(word(i * 8), word(i * 8 + 4))));
}

function asCharacters(cx: CallContext): number {
  const raw = rawOf(cx);
  cx.allocate(raw.length * SIZE.string);
  return cx.ret(newList(cx, raw.length, (i) => raw[i]!));
}

const RUNS: Readonly<Record<string, (cx: CallContext) => number>> = {
  "crypto.asHex": asHex,
  "crypto.asHexUpper": asHexUpper,
  "crypto.asString": asString,
  "crypto.asBytes": asBytes,
  "crypto.asWords": asWords,
  "crypto.asCharacters": asCharacters,
};

/** What snapshots need to know of the functions of results. */
export const RESULT_CLOSURES: Readonly<Record<string, NativeClosureKind>> = Object.fromEntries(
  Object.entries(RUNS).map(([name, run]) => [
    name,
    {
      impl: run as NativeFunction["impl"],
      accepts: ([raw, ...rest]: readonly unknown[]) => typeof raw === "string" && rest.length === 0,
    },
  ]),
);

/** How a result shows its bytes. */
export interface ResultForm {
  readonly hex: "crypto.asHex" | "crypto.asHexUpper";
  readonly bytes: "crypto.asBytes" | "crypto.asWords" | "crypto.asCharacters";
}

/** Lower-case digits and a list of bytes. */
export const PLAIN: ResultForm = { hex: "crypto.asHex", bytes: "crypto.asBytes" };
/** Upper-case digits and a list of bytes. */
export const UPPER_HEX: ResultForm = { hex: "crypto.asHexUpper", bytes: "crypto.asBytes" };
/** Lower-case digits and integers of 64 bits. */
export const WORDS: ResultForm = { hex: "crypto.asHex", bytes: "crypto.asWords" };
/** Lower-case digits and strings of one byte. */
export const CHARACTERS: ResultForm = { hex: "crypto.asHex", bytes: "crypto.asCharacters" };

/** A result with these bytes. */
export function newResult(cx: CallContext, raw: string, form: ResultForm): LuaTable {
  cx.allocate(SIZE.table + 3 * SIZE.slot);
  const table = new LuaTable(cx.rootShape);
  table.reserve(3);
  const add = (field: string, kind: string, upvalues: LuaValue[]): void => {
    table.setStr(field, nativeClosure(cx, kind, RUNS[kind]!, upvalues));
  };
  add("asBytes", form.bytes, [raw]);
  add("asHex", form.hex, [raw]);
  add("asString", "crypto.asString", [raw]);
  return table;
}
