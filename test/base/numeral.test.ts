import fc from "fast-check";
import { expect, test } from "vitest";
import { LuaFloat, toDouble, toLuaFloat } from "../../src/base/luaFloat.ts";
import { numberToString, stringToInteger, stringToNumber } from "../../src/base/numeral.ts";
import { describeNumber, double, luaInteger } from "./numbers.ts";

/** Subtype and value of the numeral `s`, or "nil". */
function read(s: string): string {
  const n = stringToNumber(s);
  return n === undefined ? "nil" : describeNumber(n);
}

test("numerals are read as the reference reads them", () => {
  const cases: Record<string, string> = {
    "0": "integer 0",
    "-0": "integer 0",
    " \t\n\v\f\r 12 \r\n": "integer 12",
    "+7": "integer 7",
    "9223372036854775807": "integer 9223372036854775807",
    "9223372036854775808": "float 9223372036854776000",
    "-9223372036854775808": "integer -9223372036854775808",
    "-9223372036854775809": "float -9223372036854776000",
    "00000000000000000000000000000009007199254740993": "integer 9007199254740993",
    "0x10": "integer 16",
    "-0xA": "integer -10",
    "0xffffffffffffffff": "integer -1",
    "0x1ffffffffffffffff": "integer -1",
    "-0x8000000000000000": "integer -9223372036854775808",
    "1e1": "float 10",
    "1.": "float 1",
    ".5": "float 0.5",
    "-0.0": "float -0",
    "1E+400": "float Infinity",
    "1e-400": "float 0",
    "0x.8": "float 0.5",
    "0xA.": "float 10",
    "0x1p4": "float 16",
    "0x1.8P-1": "float 0.75",
    "0x1p-1075": "float 0",
    "0x1.8p-1075": "float 5e-324",
    "0x1p99999999999999999999": "float Infinity",
    "0x.00000000000000000000000000001p116": "float 1",
    "0x100000000000000000000000000000000p-128": "float 1",
    "0x1.fffffffffffff8p0": "float 2",
    "0x1.00000000000008p0": "float 1",
    "0x1.000000000000080000000000000001p0": "float 1.0000000000000002",
  };
  for (const [text, expected] of Object.entries(cases)) expect([text, read(text)]).toEqual([text, expected]);
});

test("what is not a numeral is refused", () => {
  const bad = [
    "",
    " ",
    "+",
    "-",
    "- 1",
    "+-1",
    "1 2",
    "0x",
    "0x.",
    "0x.p1",
    "0xp1",
    "1e",
    "1e+",
    "1p1",
    "0x1p",
    "0x1pa",
  ];
  bad.push(
    ".",
    ".e1",
    "inf",
    "nan",
    "infinity",
    "1\0",
    "\0",
    "1_000",
    "0b1",
    "1f",
    "0x1.8q",
    "1..2",
    "1.2.3",
    "\xa01",
    "１",
  );
  for (const text of bad) expect([text, read(text)]).toEqual([text, "nil"]);
});

test("tostring is read back: integers exactly, floats as %.14g", () => {
  fc.assert(
    fc.property(luaInteger, (n) => {
      expect(stringToNumber(numberToString(n))).toBe(n);
    }),
  );
  fc.assert(
    fc.property(double, (x) => {
      fc.pre(Number.isFinite(x));
      const text = numberToString(toLuaFloat(x));
      expect(read(text)).toMatch(/^float/);
      const back = toDouble(stringToNumber(text)!);
      expect(Math.abs(back - x)).toBeLessThanOrEqual(Math.abs(x) * 5.1e-14);
      expect(text).toMatch(/[.e]/);
    }),
    { numRuns: 1000 },
  );
});

test("numbers as text", () => {
  const cases: [ReturnType<typeof toLuaFloat> | number | bigint, string][] = [
    [-(1n << 63n), "-9223372036854775808"],
    [new LuaFloat(1), "1.0"],
    [new LuaFloat(-0), "-0.0"],
    [toLuaFloat(1e15), "1e+15"],
    [toLuaFloat(1e14), "1e+14"],
    [toLuaFloat(99999999999999), "99999999999999.0"],
    [0.1, "0.1"],
    [1 / 3, "0.33333333333333"],
    [2 ** 53, "9.007199254741e+15"],
    [12345678901234.5, "12345678901234.0"],
    [12345678901235.5, "12345678901236.0"],
    [1e-5, "1e-05"],
    [5e-324, "4.9406564584125e-324"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [NaN, "-nan"],
    [new LuaFloat(NaN), "nan"],
  ];
  for (const [n, text] of cases) expect(numberToString(n)).toBe(text);
});

test("strings convert to integers when the value is one", () => {
  expect(stringToInteger("0x10")).toBe(16);
  expect(stringToInteger("1e2")).toBe(100);
  expect(stringToInteger("1.5")).toBeUndefined();
  expect(stringToInteger("x")).toBeUndefined();
});

test("a long numeral takes linear time", () => {
  const digits = "1".repeat(1 << 20);
  expect(stringToNumber(digits)).toBe(Infinity);
  expect(stringToNumber(`0x${digits}p-4194304`)).toBeCloseTo(1 / 15, 10);
  expect(stringToNumber(`${"0".repeat(1 << 20)}9007199254740993`)).toBe(9007199254740993n);
  expect(stringToNumber(`${digits}x`)).toBeUndefined();
});
