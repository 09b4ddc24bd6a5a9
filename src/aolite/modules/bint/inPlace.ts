/** Functions that change a bint and return it (AO 6.2). */
import type { NativeSpec } from "../../../stdlib/library.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import type { LuaValue } from "../../../vm/value.ts";
import { BITWISE, combine } from "./arithmetic.ts";
import { BintCall } from "./operand.ts";
import {
  addWords,
  type BintSize,
  isNegative,
  negateWords,
  shiftLeft,
  shiftRight,
  stepWords,
  subtractWords,
  type Words,
  wordAt,
} from "./words.ts";

/** A change of words. */
function changing(change: (words: Words, size: BintSize) => void): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const target = call.target(1);
    change(target.arr, call.size);
    return cx.ret(target);
  };
}

/** A change of words that depends on another integer. */
function changingBy(
  change: (words: Words, other: readonly LuaValue[], size: BintSize) => void,
): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const target = call.target(1);
    change(target.arr, call.integral(cx.arg(2)), call.size);
    return cx.ret(target);
  };
}

/** A shift by whole words. */
function shiftingWords(shift: typeof shiftLeft): (cx: CallContext) => number {
  return (cx) => {
    const call = new BintCall(cx);
    const target = call.target(1);
    const n = Math.min(call.shift(2), call.size.count);
    if (n > 0) shift(target.arr, target.arr, n * call.size.wordBits, call.size);
    return cx.ret(target);
  };
}

function complement(words: Words, { count, mask }: BintSize): void {
  for (let i = 0; i < count; i++) words[i] = (~wordAt(words, i, mask) & mask) >>> 0;
}

const row = (signature: string, run: NativeSpec["run"]): NativeSpec => ({
  signature: `bint.${signature}`,
  manual: "AO 6.2",
  gas: "1 per 8 words",
  run,
});

/** Functions of a class that change their first argument. */
export const IN_PLACE: Readonly<Record<string, NativeSpec>> = {
  _add: row(
    "_add (x, y)",
    changingBy((x, y, size) => addWords(x, x, y, size)),
  ),
  _sub: row(
    "_sub (x, y)",
    changingBy((x, y, size) => subtractWords(x, x, y, size)),
  ),
  _inc: row(
    "_inc (x)",
    changing((x, size) => stepWords(x, x, 1, size)),
  ),
  _dec: row(
    "_dec (x)",
    changing((x, size) => stepWords(x, x, -1, size)),
  ),
  _abs: row(
    "_abs (x)",
    changing((x, size) => {
      if (isNegative(x, size)) negateWords(x, x, size);
    }),
  ),
  _unm: row(
    "_unm (x)",
    changing((x, size) => negateWords(x, x, size)),
  ),
  _shlone: row(
    "_shlone (x)",
    changing((x, size) => shiftLeft(x, x, 1, size)),
  ),
  _shrone: row(
    "_shrone (x)",
    changing((x, size) => shiftRight(x, x, 1, size)),
  ),
  _shlwords: row("_shlwords (x, n)", shiftingWords(shiftLeft)),
  _shrwords: row("_shrwords (x, n)", shiftingWords(shiftRight)),
  _band: row(
    "_band (x, y)",
    changingBy((x, y, size) => combine(x, x, y, BITWISE.and, size)),
  ),
  _bor: row(
    "_bor (x, y)",
    changingBy((x, y, size) => combine(x, x, y, BITWISE.or, size)),
  ),
  _bxor: row(
    "_bxor (x, y)",
    changingBy((x, y, size) => combine(x, x, y, BITWISE.xor, size)),
  ),
  _bnot: row("_bnot (x)", changing(complement)),
  _assign: row(
    "_assign (x, y)",
    changingBy((x, y, { count, mask }) => {
      for (let i = 0; i < count; i++) x[i] = wordAt(y, i, mask);
    }),
  ),
};
