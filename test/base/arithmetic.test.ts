import bigInt from "big-integer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as A from "../../src/base/arithmetic.ts";
import {
  LuaFloat,
  type LuaInteger,
  type LuaNumber,
  toDouble,
  toLuaFloat,
  toLuaInteger,
} from "../../src/base/luaFloat.ts";
import { binaryLogarithm, naturalExponential, naturalLogarithm } from "../../src/base/power.ts";
import { describeNumber, double, int64, isCanonical, luaNumber } from "./numbers.ts";

type Big = bigInt.BigInteger;
const TWO_64 = bigInt(2).pow(64);

const big = (b: bigint): Big => bigInt(b.toString());

/** `b` modulo 2^64 as a canonical Lua integer, computed by big-integer. */
function wrapped(b: Big): LuaInteger {
  const low = b.mod(TWO_64).add(TWO_64).mod(TWO_64);
  return toLuaInteger(BigInt((low.geq(TWO_64.divide(2)) ? low.minus(TWO_64) : low).toString()));
}

/** Floor division by big-integer's truncating one. */
function floorDivide(a: Big, b: Big): Big {
  const { quotient, remainder } = a.divmod(b);
  return !remainder.isZero() && remainder.isNegative() !== b.isNegative() ? quotient.prev() : quotient;
}

/** `x` as 64 bits without a sign. */
const unsigned = (x: Big): Big => (x.isNegative() ? x.add(TWO_64) : x);

function shiftedLeft(a: Big, n: number): Big {
  if (n <= -64 || n >= 64) return bigInt.zero;
  return n >= 0 ? a.multiply(bigInt(2).pow(n)) : unsigned(a).divide(bigInt(2).pow(-n));
}

describe("integers agree with big-integer", () => {
  const cases: [name: string, ours: (a: LuaInteger, b: LuaInteger) => LuaNumber, theirs: (a: Big, b: Big) => Big][] = [
    ["add", A.add, (a, b) => a.add(b)],
    ["sub", A.sub, (a, b) => a.minus(b)],
    ["mul", A.mul, (a, b) => a.multiply(b)],
    ["band", A.band, (a, b) => a.and(b)],
    ["bor", A.bor, (a, b) => a.or(b)],
    ["bxor", A.bxor, (a, b) => a.xor(b)],
    ["bnot", (a) => A.bnot(a), (a) => a.not()],
    ["unm", (a) => A.unm(a), (a) => a.negate()],
  ];
  for (const [name, ours, theirs] of cases) {
    test(name, () => {
      fc.assert(
        fc.property(int64, int64, (a, b) => {
          const result = ours(toLuaInteger(a), toLuaInteger(b));
          expect(result).toBe(wrapped(theirs(big(a), big(b))));
          expect(isCanonical(result)).toBe(true);
        }),
        { numRuns: 500 },
      );
    });
  }

  test("idiv and mod", () => {
    const divisor = int64.filter((b) => b !== 0n);
    fc.assert(
      fc.property(int64, divisor, (a, b) => {
        const quotient = floorDivide(big(a), big(b));
        expect(A.idiv(toLuaInteger(a), toLuaInteger(b))).toBe(wrapped(quotient));
        expect(A.mod(toLuaInteger(a), toLuaInteger(b))).toBe(wrapped(big(a).minus(quotient.multiply(big(b)))));
      }),
      { numRuns: 1000 },
    );
  });

  test("shifts", () => {
    const count = fc.oneof(fc.integer({ min: -70, max: 70 }).map(BigInt), int64);
    fc.assert(
      fc.property(int64, count, (a, n) => {
        const by = n > 64n ? 64 : n < -64n ? -64 : Number(n);
        expect(A.shl(toLuaInteger(a), toLuaInteger(n))).toBe(wrapped(shiftedLeft(big(a), by)));
        expect(A.shr(toLuaInteger(a), toLuaInteger(n))).toBe(wrapped(shiftedLeft(big(a), -by)));
      }),
      { numRuns: 1000 },
    );
  });

  test("division by zero is a fault with the message of the reference", () => {
    const message = (f: () => unknown): string => {
      try {
        f();
      } catch (e) {
        if (e instanceof A.ArithmeticFault) return e.message;
      }
      return "no fault";
    };
    expect(message(() => A.idiv(1, 0))).toBe("attempt to divide by zero");
    expect(message(() => A.mod(1n << 62n, 0))).toBe("attempt to perform 'n%0'");
  });
});

describe("floats", () => {
  test("an operand that is a float makes the result a canonical float", () => {
    const operators = [A.add, A.sub, A.mul, A.div, A.mod, A.idiv, A.pow];
    fc.assert(
      fc.property(luaNumber, double, fc.constantFrom(...operators), fc.boolean(), (a, x, operator, swap) => {
        const b = toLuaFloat(x);
        const result = swap ? operator(b, a) : operator(a, b);
        expect(isCanonical(result)).toBe(true);
        expect(describeNumber(result)).toMatch(/^float/);
      }),
      { numRuns: 1000 },
    );
  });

  test("division and power of integers are floats", () => {
    expect(describeNumber(A.div(6, 3))).toBe("float 2");
    expect(describeNumber(A.pow(2, 10))).toBe("float 1024");
    expect(describeNumber(A.div(0, -5))).toBe("float -0");
  });

  test("modulo and floor division follow the sign of the divisor", () => {
    const f = toLuaFloat;
    const cases: [number, number, mod: string, idiv: string][] = [
      [5.5, 2, "float 1.5", "float 2"],
      [-5.5, 2, "float 0.5", "float -3"],
      [5.5, -2, "float -0.5", "float -3"],
      [-6, Infinity, "float Infinity", "float -0"],
      [6, -Infinity, "float -Infinity", "float -0"],
      [6, Infinity, "float 6", "float 0"],
      [-0, 3, "float -0", "float -0"],
      [1, 0, "float NaN", "float Infinity"],
      [Infinity, 2, "float NaN", "float Infinity"],
      [-(2 ** -1000), 3 * 2 ** -1000, `float ${2 ** -999}`, "float -1"],
    ];
    for (const [a, b, mod, idiv] of cases) {
      expect(describeNumber(A.mod(f(a), f(b)))).toBe(mod);
      expect(describeNumber(A.idiv(f(a), f(b)))).toBe(idiv);
    }
  });

  test("a NaN keeps its sign, unary minus changes it", () => {
    const positive = A.unm(NaN);
    expect(positive).toBeInstanceOf(LuaFloat);
    expect(A.unm(positive)).toBe(NaN);
    expect(A.add(positive, 1)).toBe(positive);
    expect(A.mul(1, positive)).toBe(positive);
    expect(A.sub(NaN, positive)).toBe(NaN);
  });
});

describe("power", () => {
  const power = (x: number, y: number): number => toDouble(A.pow(toLuaFloat(x), toLuaFloat(y)));

  test("special cases are those of C", () => {
    expect(power(1, NaN)).toBe(1);
    expect(power(NaN, 0)).toBe(1);
    expect(power(-1, Infinity)).toBe(1);
    expect(power(-1, -Infinity)).toBe(1);
    expect(power(-8, 1 / 3)).toBe(NaN);
    expect(power(-0, 0.5)).toBe(0);
    expect(power(-0, -3)).toBe(-Infinity);
    expect(power(-Infinity, 0.5)).toBe(Infinity);
    expect(power(-2, 2 ** 60)).toBe(Infinity);
    expect(power(-2, -1073)).toBe(-1e-323);
    expect(power(0.5, 1074)).toBe(5e-324);
    expect(power(0.5, 1075)).toBe(0);
    expect(power(2, 1024)).toBe(Infinity);
  });

  /** The double nearest to x^n; undefined for what lies too close to half way between two for any algorithm. */
  function nearest(x: number, n: number): number | undefined {
    const exact = bigInt(x).pow(n);
    const rest = exact.toString(2).slice(53).padEnd(8, "0").slice(0, 8);
    return rest === "01111111" || rest === "10000000" ? undefined : Number(exact.toString());
  }

  test("powers of ten and of two are the doubles that their numerals denote", () => {
    for (let n = 0; n <= 308; n++) expect([n, power(10, n)]).toEqual([n, nearest(10, n) ?? power(10, n)]);
    for (let n = -1074; n < 1024; n++) expect(power(2, n)).toBe(2 ** n);
    expect([power(10, -1), power(10, -2), power(10, -300)]).toEqual([0.1, 0.01, 1e-300]);
  });

  test("integer powers are the double nearest to the exact integer", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3000 }), fc.integer({ min: 1, max: 40 }), (x, n) => {
        fc.pre(nearest(x, n) !== undefined);
        expect(power(x, n)).toBe(nearest(x, n));
      }),
      { numRuns: 1000 },
    );
  });

  test("logarithm and exponential agree with the host to its accuracy", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }),
        fc.double({ min: -700, max: 700, noNaN: true }),
        (x, y) => {
          expect(naturalLogarithm(x) / (Math.log(x) || 1)).toBeCloseTo(x === 1 ? 0 : 1, 14);
          expect(naturalExponential(y) / Math.exp(y)).toBeCloseTo(1, 14);
        },
      ),
    );
    expect([0, -1, Infinity, 1].map(naturalLogarithm)).toEqual([-Infinity, NaN, Infinity, 0]);
    expect([0, -Infinity, Infinity, 800, -800].map(naturalExponential)).toEqual([1, 0, Infinity, Infinity, 0]);
    expect(naturalExponential(-745)).toBe(5e-324);
    for (let n = -1074; n < 1024; n++) expect(binaryLogarithm(2 ** n)).toBe(n);
  });
});
