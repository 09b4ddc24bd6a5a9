import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type FloatFormat,
  formatFloat,
  formatG14,
  formatInteger,
  type IntegerFormat,
} from "../../src/base/formatNumber.ts";
import { LuaFloat, toLuaInteger } from "../../src/base/luaFloat.ts";
import { double } from "./numbers.ts";

/** Rows of (format, "f" or "i" and 64 bits in hexadecimal, what string.format of the reference gave). */
const RECORDED = JSON.parse(readFileSync(new URL("recorded/format.json", import.meta.url), "utf8")) as [
  format: string,
  value: string,
  output: string,
][];

function format(text: string, value: string): string {
  const [, flags, width, precision, conversion, rest] = /^%([-+ #0]*)(\d*)(?:\.(\d+))?(.)(.*)$/.exec(text)!;
  const bits = BigInt(`0x${value.slice(1)}`);
  const spec = {
    flags: flags!,
    width: Number(width),
    precision: precision === undefined ? undefined : Number(precision),
  };
  if (value.startsWith("i")) {
    const integer = spec as Omit<IntegerFormat, "conversion">;
    return (
      formatInteger(toLuaInteger(bits), { ...integer, conversion: conversion as IntegerFormat["conversion"] }) + rest
    );
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return formatFloat(view.getFloat64(0), { ...spec, conversion: conversion as FloatFormat["conversion"] }) + rest;
}

test("every recorded output of the reference", () => {
  expect(RECORDED.length).toBeGreaterThan(500);
  const wrong = RECORDED.filter(([text, value, output]) => format(text, value) !== output);
  expect(wrong).toEqual([]);
});

test("the fast path of %.14g gives what the general one gives", () => {
  const g14: FloatFormat = { conversion: "g", precision: 14, flags: "", width: 0 };
  const ties = fc.integer({ min: 10 ** 13, max: 10 ** 14 - 1 }).map((n) => n + 0.5);
  fc.assert(
    fc.property(fc.oneof(double, ties), (x) => {
      expect(formatG14(x)).toBe(formatFloat(x, g14));
    }),
    { numRuns: 2000 },
  );
});

test("half way cases go to the even digit, and only those", () => {
  const fixed = (x: number, precision: number): string =>
    formatFloat(x, { conversion: "f", precision, flags: "", width: 0 });
  expect([0.5, 1.5, 2.5, 3.5].map((x) => fixed(x, 0))).toEqual(["0", "2", "2", "4"]);
  expect([0.125, 0.375, 0.145].map((x) => fixed(x, 2))).toEqual(["0.12", "0.38", "0.14"]);
  expect(fixed(1e22, 1)).toBe("10000000000000000000000.0");
});

test("not-a-numbers have a sign, and zeros do not pad them", () => {
  const spec: FloatFormat = { conversion: "f", precision: undefined, flags: "0", width: 6 };
  expect(formatFloat(NaN, spec)).toBe("  -nan");
  expect(formatFloat(new LuaFloat(NaN), spec)).toBe("   nan");
  expect(formatFloat(NaN, { ...spec, conversion: "G" })).toBe("  -NAN");
  expect(formatFloat(Infinity, { ...spec, flags: "+0" })).toBe("  +inf");
});

test("%u and %c", () => {
  const spec = { precision: undefined, flags: "", width: 0 };
  expect(formatInteger(-1, { ...spec, conversion: "u" })).toBe("18446744073709551615");
  expect(formatInteger(65 + 256, { ...spec, conversion: "c", width: 3 })).toBe("  A");
  expect(formatInteger(0, { ...spec, conversion: "c", flags: "-", width: 2 })).toBe("\0 ");
});
