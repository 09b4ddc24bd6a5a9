/** `.chance` (AO 6.5): the Mersenne twister MT19937, one state per process. */

import { add, mul, sub } from "../../base/arithmetic.ts";
import { lessThan } from "../../base/compare.ts";
import { floorToInteger, lowWord, toInteger } from "../../base/integer64.ts";
import { type LuaNumber, toDouble, toLuaFloat } from "../../base/luaFloat.ts";
import { defineLibrary, type Library, type NativeSpec } from "../../stdlib/library.ts";
import { newEmptyArray } from "../../vm/arrays.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { SIZE as ACCOUNTED } from "../../vm/gas.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import type { AoModule } from "./module.ts";
import { closureKinds, nativeClosure, openModule } from "./opening.ts";

/** Words of a state, and the distance of the words that are combined. */
const SIZE = 624;
const DISTANCE = 397;
/** Where the number of used words is. */
const COUNT = SIZE;
const DEFAULT_SEED = 5489;
/** Units for the words of a seed, and for the next 624 numbers. */
const COST = 1248;

/**
 * Seeds a state. It is a list of 624 words and the number of those that have been used; until the first number is asked for,
 * of the seed only: most processes never ask.
 */
export function seedState(cx: CallContext, state: LuaTable, seed: number): void {
  cx.charge(1);
  const words = newEmptyArray();
  words.push(seed >>> 0);
  state.arr = words;
}

/** The words of a seed, all of them used. */
function wordsOf(seed: number): LuaValue[] {
  const words: LuaValue[] = newEmptyArray();
  let word = seed;
  words.push(word);
  for (let i = 1; i < SIZE; i++) {
    word = (Math.imul(word ^ (word >>> 30), 1812433253) + i) >>> 0;
    words.push(word);
  }
  words.push(SIZE);
  return words;
}

const wordOf = (v: LuaValue): number => (typeof v === "number" ? v >>> 0 : 0);

/** Computes the next 624 words. */
function generate(cx: CallContext, state: LuaTable): void {
  if (state.arr.length !== SIZE + 1) {
    cx.charge(COST);
    cx.allocate((SIZE + 1) * ACCOUNTED.item);
    state.arr = wordsOf(state.arr.length === 1 ? wordOf(state.arr[0] as LuaValue) : DEFAULT_SEED);
  }
  cx.charge(COST);
  const words: LuaValue[] = state.arr;
  for (let i = 0; i < SIZE; i++) {
    const y = (wordOf(words[i]) & 0x80000000) | (wordOf(words[(i + 1) % SIZE]) & 0x7fffffff);
    words[i] = (wordOf(words[(i + DISTANCE) % SIZE]) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)) >>> 0;
  }
  words[COUNT] = 0;
}

/** The next number, 0 to 2^32 - 1. */
function next(cx: CallContext, state: LuaTable): number {
  let count = state.arr.length === SIZE + 1 ? wordOf(state.arr[COUNT] as LuaValue) : SIZE;
  if (count >= SIZE) {
    generate(cx, state);
    count = 0;
  }
  state.arr[COUNT] = count + 1;
  let y = wordOf(state.arr[count] as LuaValue);
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}

const stateOf = (cx: CallContext): LuaTable => cx.native!.upvalues[0] as LuaTable;

function seed(cx: CallContext): number {
  const v = cx.number(1);
  const n = toInteger(v) ?? floorToInteger(v);
  if (n === undefined) cx.argError(1, "number has no integer representation");
  seedState(cx, stateOf(cx), lowWord(n));
  return cx.ret0();
}

/** A number from [0, 1). */
export const fraction = (cx: CallContext, state: LuaTable): LuaNumber => toLuaFloat(next(cx, state) / 2 ** 32);

/** floor(random * (max - min + 1) + min), as an integer where it fits one. */
export function between(cx: CallContext, state: LuaTable, min: LuaNumber, max: LuaNumber): LuaNumber {
  const x = add(mul(fraction(cx, state), add(sub(max, min), 1)), min);
  return floorToInteger(x) ?? toLuaFloat(Math.floor(toDouble(x)));
}

function integer(cx: CallContext): number {
  const min = cx.number(1);
  const max = cx.number(2);
  if (lessThan(max, min)) cx.throwValue("max must bigger than min");
  return cx.ret(between(cx, stateOf(cx), min, max));
}

const row = (
  signature: string,
  run: NativeSpec["run"],
  gas = "1248 per 624 numbers, as much for the first after a seed",
): NativeSpec => ({
  signature: `chance.${signature}`,
  manual: "AO 6.5",
  gas,
  run,
});

const CHANCE_LIBRARY: Library = defineLibrary("chance", {
  seed: row("seed (n)", seed, "1"),
  random: row("random ()", (cx) => cx.ret(fraction(cx, stateOf(cx)))),
  integer: row("integer (min, max)", integer),
});

/** `.chance` */
export const CHANCE: AoModule = {
  names: [".chance"],
  open: (cx) => {
    const state = cx.newTable();
    const table = cx.newTable(0, 3);
    for (const [name, { run }] of Object.entries(CHANCE_LIBRARY.functions)) {
      table.setStr(name, nativeClosure(cx, `chance.${name}`, run, [state]));
    }
    return table;
  },
  closures: closureKinds(CHANCE_LIBRARY, ([state, ...rest]) => state instanceof LuaTable && rest.length === 0),
};

/** The generator of this process, which the module opens when it is not there yet. */
export function chanceState(cx: CallContext): LuaTable {
  const table = openModule(cx, CHANCE);
  const fn = table instanceof LuaTable ? (table.getStr("random") as LuaValue) : undefined;
  const isOwn = typeof fn === "object" && "impl" in fn && fn.impl === CHANCE_LIBRARY.functions.random!.run;
  const state = isOwn ? fn.upvalues[0] : undefined;
  return state instanceof LuaTable ? state : cx.newTable();
}
