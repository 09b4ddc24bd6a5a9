import fc from "fast-check";
import { floatToInteger } from "../../src/base/integer64.ts";
import {
  isInteger,
  LuaFloat,
  type LuaInteger,
  type LuaNumber,
  toLuaFloat,
  toLuaInteger,
} from "../../src/base/luaFloat.ts";

const EDGES: readonly bigint[] = [0n, 1n, 31n, 32n, 53n, 62n, 63n].flatMap((n) => {
  const p = 1n << n;
  return [p, p - 1n, p + 1n, -p, 1n - p, -1n - p];
});

/** Signed 64-bit values of all sizes, the edges of the representations more often than chance. */
export const int64: fc.Arbitrary<bigint> = fc
  .oneof(
    fc.constantFrom(...EDGES),
    fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
    fc.integer({ min: -1000, max: 1000 }).map(BigInt),
    fc.maxSafeInteger().map(BigInt),
  )
  .map((b) => BigInt.asIntN(64, b));

/** Lua integers in canonical form. */
export const luaInteger: fc.Arbitrary<LuaInteger> = int64.map(toLuaInteger);

/** Doubles, integral ones as often as others. */
export const double: fc.Arbitrary<number> = fc.oneof(
  fc.double({ noNaN: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 0.5, 2 ** 53, -(2 ** 53), 2 ** 63, -(2 ** 63), 2 ** 64, 5e-324, 1e308, Infinity, -Infinity),
  fc.tuple(fc.integer({ min: -4096, max: 4096 }), fc.integer({ min: 0, max: 60 })).map(([m, e]) => m / 2 ** e),
);

/** Lua numbers of both subtypes, without NaN. */
export const luaNumber: fc.Arbitrary<LuaNumber> = fc.oneof(luaInteger, double.map(toLuaFloat));

/** The form §2.1 demands: see base/luaFloat.ts. */
export function isCanonical(v: LuaNumber): boolean {
  if (typeof v === "bigint") return !Number.isSafeInteger(Number(v)) && BigInt.asIntN(64, v) === v;
  if (typeof v === "number") return !Object.is(v, -0);
  return Number.isNaN(v.n) || floatToInteger(v.n) !== undefined;
}

/** Subtype and value, so that 1 and 1.0, 0.0 and -0.0 differ. */
export function describeNumber(v: LuaNumber): string {
  if (isInteger(v)) return `integer ${v}`;
  const x = v instanceof LuaFloat ? v.n : v;
  return `float ${Object.is(x, -0) ? "-0" : x}`;
}
