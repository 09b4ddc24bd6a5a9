import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ceilToInteger,
  floatToInteger,
  floorToInteger,
  fromWords,
  highWord,
  lowWord,
  toInteger,
  toUnsignedString,
  ult,
  wrapBigInt,
} from "../../src/base/integer64.ts";
import { toLuaFloat, toLuaInteger } from "../../src/base/luaFloat.ts";
import { double, int64 } from "./numbers.ts";

test("words are the halves of the two's complement form", () => {
  fc.assert(
    fc.property(int64, (b) => {
      const v = toLuaInteger(b);
      expect(BigInt(lowWord(v))).toBe(BigInt.asIntN(32, b));
      expect(BigInt(highWord(v))).toBe(b >> 32n);
      expect(fromWords(highWord(v), lowWord(v))).toBe(v);
      expect(wrapBigInt(b + (1n << 64n))).toBe(v);
    }),
  );
});

test("unsigned order and digits", () => {
  fc.assert(
    fc.property(int64, int64, (a, b) => {
      expect(ult(toLuaInteger(a), toLuaInteger(b))).toBe(BigInt.asUintN(64, a) < BigInt.asUintN(64, b));
      expect(toUnsignedString(toLuaInteger(a))).toBe(BigInt.asUintN(64, a).toString());
    }),
  );
});

test("a float converts to the integer of the same value or not at all", () => {
  fc.assert(
    fc.property(double, (x) => {
      const fits = Number.isInteger(x) && x >= -(2 ** 63) && x < 2 ** 63;
      expect(floatToInteger(x)).toBe(fits ? toLuaInteger(BigInt(x)) : undefined);
      expect(toInteger(toLuaFloat(x))).toBe(floatToInteger(x));
    }),
  );
  expect(floatToInteger(NaN)).toBeUndefined();
});

test("loop limits round towards the loop", () => {
  expect(floorToInteger(-1.5)).toBe(-2);
  expect(ceilToInteger(-0.5)).toBe(0);
  expect(floorToInteger(2 ** 63)).toBeUndefined();
  expect(ceilToInteger(-(2 ** 63))).toBe(-(1n << 63n));
  expect(floorToInteger(NaN)).toBeUndefined();
});
