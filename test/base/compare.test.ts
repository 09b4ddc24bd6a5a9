import bigInt from "big-integer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lessEqual, lessThan, numberEquals } from "../../src/base/compare.ts";
import { LuaFloat, type LuaNumber, toDouble, toLuaFloat } from "../../src/base/luaFloat.ts";
import { luaInteger, luaNumber } from "./numbers.ts";

/** The exact value of a finite number times 2^1074, which is an integer. */
function scaled(v: LuaNumber): bigInt.BigInteger {
  if (typeof v === "bigint" || Number.isSafeInteger(v)) return bigInt(v.toString()).shiftLeft(1074);
  let x = toDouble(v);
  let shift = 1074;
  for (; !Number.isInteger(x); shift--) x *= 2;
  return bigInt(BigInt(x).toString()).shiftLeft(shift);
}

function sign(a: LuaNumber, b: LuaNumber): number {
  const x = toDouble(a);
  const y = toDouble(b);
  if (!Number.isFinite(x) || !Number.isFinite(y)) return x < y ? -1 : x > y ? 1 : 0;
  return scaled(a).compare(scaled(b));
}

test("integers and floats compare by mathematical value", () => {
  // The float nearest to an integer beyond 2^53 is the hardest partner for it.
  const close = luaInteger.map((a): [LuaNumber, LuaNumber] => [a, toLuaFloat(toDouble(a))]);
  fc.assert(
    fc.property(fc.oneof(close, fc.tuple(luaNumber, luaNumber)), fc.boolean(), ([p, q], swap) => {
      const [a, b] = swap ? [q, p] : [p, q];
      const expected = sign(a, b);
      expect(numberEquals(a, b)).toBe(expected === 0);
      expect(lessThan(a, b)).toBe(expected < 0);
      expect(lessEqual(a, b)).toBe(expected <= 0);
    }),
    { numRuns: 2000 },
  );
});

test("a NaN is neither equal to, below nor above anything", () => {
  for (const nan of [NaN, new LuaFloat(NaN)]) {
    for (const other of [0, 1n << 60n, new LuaFloat(1), 0.5, NaN, nan]) {
      for (const compare of [numberEquals, lessThan, lessEqual]) {
        expect(compare(nan, other)).toBe(false);
        expect(compare(other, nan)).toBe(false);
      }
    }
  }
});
