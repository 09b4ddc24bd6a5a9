/** `.crypto.cipher.issac` (AO 6.4): a generator of random numbers, and a cipher of printable text on top of it. */

import { add, mod, sub } from "../../../base/arithmetic.ts";
import { stringToBytes } from "../../../base/byteString.ts";
import { LuaFloat } from "../../../base/luaFloat.ts";
import { defineLibrary, type Library, type NativeSpec } from "../../../stdlib/library.ts";
import { newEmptyArray } from "../../../vm/arrays.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import { LuaTable } from "../../../vm/table.ts";
import type { LuaValue, NativeFunction } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { closureKinds, nativeClosure } from "../opening.ts";
import { textOf } from "./bytes.ts";
import { ISAAC_COUNT, ISAAC_LENGTH, ISAAC_RESULTS, nextIsaac, seedIsaac } from "./core/isaac.ts";
import { CHARACTERS, newResult } from "./results.ts";

/** Printable characters: how many there are and the first. */
const PRINTABLE = 95;
const FIRST = 32;
/** Results per generation, and units for one. */
const RESULTS = 256;
const GENERATION = 512;
const SEEDING = 3 * GENERATION;
/** The greatest result of `random` when none is given: a float. */
const MOST: LuaFloat = new LuaFloat(2 ** 31 - 1);

/** The state of the generator, which all functions of the module share: a hidden list, empty until it is seeded. */
function stateOf(cx: CallContext): LuaTable {
  return cx.native!.upvalues[0] as LuaTable;
}

function save(table: LuaTable, state: Int32Array): void {
  table.arr = newEmptyArray();
  for (const n of state) table.arr.push(n);
}

function seed(cx: CallContext, table: LuaTable, text: string, twice: boolean): Int32Array {
  cx.charge(SEEDING);
  const state = seedIsaac(stringToBytes(text.slice(0, RESULTS)), twice);
  save(table, state);
  return state;
}

/** The whole state, seeded when it was not. */
function load(cx: CallContext, table: LuaTable): Int32Array {
  const { items } = table;
  if (items.length !== ISAAC_LENGTH) return seed(cx, table, "", false);
  return Int32Array.from(items, (v: LuaValue) => (typeof v === "number" ? v | 0 : 0));
}

/** The next number, 0 to 2^32 - 1. */
function next(cx: CallContext, table: LuaTable): number {
  const { arr } = table;
  const count = arr.length === ISAAC_LENGTH ? (arr[ISAAC_COUNT] as LuaValue) : undefined;
  // a new generation is due after the last result
  if (typeof count === "number" && count >= 0 && count < RESULTS - 1 && Number.isInteger(count)) {
    arr[ISAAC_COUNT] = count + 1;
    const n = arr[ISAAC_RESULTS + count] as LuaValue;
    return typeof n === "number" ? n >>> 0 : 0;
  }
  cx.charge(GENERATION);
  const state = load(cx, table);
  const n = nextIsaac(state);
  save(table, state);
  return n;
}

/** Each character of `text` moved by one of the generator, in the direction. */
function vigenere(cx: CallContext, text: string, key: string, direction: 1 | -1): string {
  const table = stateOf(cx);
  cx.reserveString(text.length);
  cx.charge(text.length * 3);
  const state = seed(cx, table, key, true);
  const out = new Uint8Array(text.length);
  for (let i = 0; i < out.length; i++) {
    const by = (nextIsaac(state) % PRINTABLE) + FIRST;
    const n = (text.charCodeAt(i) - FIRST + direction * by) % PRINTABLE;
    out[i] = (n < 0 ? n + PRINTABLE : n) + FIRST;
  }
  save(table, state);
  return textOf(out);
}

/** `issac.random ([min [, max [, seed]]])` */
function random(cx: CallContext): number {
  const table = stateOf(cx);
  const min = cx.optNumber(1, 0);
  const max = cx.optNumber(2, MOST);
  if (!cx.isNoneOrNil(3)) seed(cx, table, cx.string(3), true);
  const span = add(sub(max, min), 1);
  if (span === 0) cx.argError(2, "interval is empty");
  return cx.ret(add(mod(next(cx, table), span), min));
}

function seedFunction(cx: CallContext): number {
  seed(cx, stateOf(cx), cx.string(1), cx.toBoolean(2));
  return cx.ret0();
}

const row = (signature: string, gas: string, run: NativeSpec["run"]): NativeSpec => ({
  signature: `crypto.issac.${signature}`,
  manual: "AO 6.4",
  gas,
  run,
});
const perNumber = "512 per 256 numbers";

const ISSAC_LIBRARY: Library = defineLibrary("crypto.issac", {
  encrypt: row("encrypt (msg, key)", "3 per byte", (cx) =>
    cx.ret(newResult(cx, vigenere(cx, cx.string(1), cx.string(2), 1), CHARACTERS)),
  ),
  decrypt: row("decrypt (text, key)", "3 per byte", (cx) => cx.ret(vigenere(cx, cx.string(1), cx.string(2), -1))),
  seedIsaac: row("seedIsaac (seed [, flag])", "1536", seedFunction),
  getRandom: row("getRandom ()", perNumber, (cx) => cx.ret(next(cx, stateOf(cx)))),
  getRandomChar: row("getRandomChar ()", perNumber, (cx) => cx.ret((next(cx, stateOf(cx)) % PRINTABLE) + FIRST)),
  random: row("random ([min [, max [, seed]]])", perNumber, random),
});

/** `.crypto.cipher.issac` */
export const ISSAC: AoModule = {
  names: [".crypto.cipher.issac"],
  open: (cx) => {
    const state = cx.newTable();
    const functions = Object.entries(ISSAC_LIBRARY.functions);
    const table = cx.newTable(0, functions.length);
    for (const [name, { run }] of functions) {
      const fn: NativeFunction = nativeClosure(cx, `${ISSAC_LIBRARY.name}.${name}`, run, [state]);
      table.setStr(name, fn);
    }
    return table;
  },
  closures: closureKinds(ISSAC_LIBRARY, ([state, ...rest]) => state instanceof LuaTable && rest.length === 0),
};
