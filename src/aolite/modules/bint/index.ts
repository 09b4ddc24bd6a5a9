/**
 * `.bint` (AO 6.2): integers of a fixed number of bits. A value is an ordinary table that holds its words at 1..n, least
 * significant first, with its class as metatable; so whatever copies, saves or compares tables does it with bints as well.
 * The functions of a class are native closures over the class and its size.
 */
import { defineLibrary, type Library } from "../../../stdlib/library.ts";
import { type CallContext, nativeFunction } from "../../../vm/callContext.ts";
import { SIZE } from "../../../vm/gas.ts";
import { compactionLimit } from "../../../vm/shape.ts";
import { LuaTable } from "../../../vm/table.ts";
import type { LuaValue } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { closureKinds, nativeClosure } from "../opening.ts";
import { ARITHMETIC } from "./arithmetic.ts";
import { CONVERSIONS } from "./conversion.ts";
import { IN_PLACE } from "./inPlace.ts";
import { areClassUpvalues, classUpvalues, fail, MOST_BITS, sizeOf } from "./operand.ts";
import { type BintSize, bitsOf, toBigInt } from "./words.ts";

const CLASS_LIBRARY: Library = defineLibrary("bint", { ...CONVERSIONS, ...ARITHMETIC, ...IN_PLACE });

/** Fields of a class: functions, and what is set by itself. `__call` is in the class's metatable. */
const FUNCTIONS: readonly (readonly [name: string, run: (cx: CallContext) => number])[] = Object.entries(
  CLASS_LIBRARY.functions,
).map(([name, { run }]) => [name, run]);
const CLASS_KEYS: readonly string[] = [
  "bits",
  "__index",
  ...FUNCTIONS.map(([name]) => name).filter((name) => name !== "__call"),
];

const MODULE_NAME = "bint.module";

/** `require ".bint" ([bits [, wordbits]])`: the class of that size, always the same. */
function classFor(cx: CallContext): number {
  const classes = cx.native!.upvalues[0] as LuaTable;
  const bits = cx.optPosition(1, 256);
  const wordBits = cx.optPosition(2, 32);
  if (wordBits < 8 || wordBits > 32) fail(cx, "number of bits of a word must be from 8 to 32");
  if (bits < 64) fail(cx, "number of bits must be at least 64");
  if (bits % wordBits !== 0) fail(cx, "number of bits is not a multiple of the bits of a word");
  if (bits % 8 !== 0) fail(cx, "number of bits is not a multiple of 8");
  const size = sizeOf(bits / wordBits, wordBits) ?? fail(cx, `number of bits must be at most ${MOST_BITS}`);
  const key = bits * 64 + wordBits;
  const known = classes.get(key) as LuaValue;
  if (known instanceof LuaTable) return cx.ret(known);
  const cls = newClass(cx, size);
  cx.allocate(SIZE.dictEntry);
  classes.set(key, cls);
  return cx.ret(cls);
}

function newClass(cx: CallContext, size: BintSize): LuaTable {
  cx.charge(FUNCTIONS.length);
  cx.allocate(SIZE.table + CLASS_KEYS.length * SIZE.slot);
  const cls = new LuaTable(cx.rootShape);
  const meta = cx.newTable(0, 1);
  const values: LuaValue[] = [bitsOf(size), cls];
  for (const [name, run] of FUNCTIONS) {
    const fn = nativeClosure(cx, `bint.${name}`, run, classUpvalues(cls, size));
    if (name === "__call") meta.setStr(name, fn);
    else values.push(fn);
  }
  cls.restore([], CLASS_KEYS, values, compactionLimit(CLASS_KEYS.length), null);
  cls.meta = meta;
  return cls;
}

/** The size of a class of bints, by its functions; undefined when `cls` is not one. */
function sizeOfClass(cls: LuaTable): BintSize | undefined {
  const fn = cls.getStr("new") as LuaValue;
  if (typeof fn !== "object" || !("upvalues" in fn) || !("impl" in fn)) return undefined;
  if (fn.impl !== CLASS_LIBRARY.functions.new!.run) return undefined;
  return sizeOf(fn.upvalues[1], fn.upvalues[2]);
}

/** The value of a bint of any class; undefined when `v` is not one. */
export function bintValue(v: LuaValue): bigint | undefined {
  if (!(v instanceof LuaTable) || v.meta === null) return undefined;
  const size = sizeOfClass(v.meta);
  return size === undefined ? undefined : toBigInt(v.items, size);
}

/** `.bint`: a function from a size to its class. */
export const BINT: AoModule = {
  names: [".bint"],
  open: (cx) => nativeClosure(cx, MODULE_NAME, classFor, [cx.newTable()]),
  closures: {
    ...closureKinds(CLASS_LIBRARY, areClassUpvalues),
    [MODULE_NAME]: {
      impl: nativeFunction(MODULE_NAME, classFor).impl,
      accepts: ([classes, ...rest]) => classes instanceof LuaTable && rest.length === 0,
    },
  },
};
