import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BINT, bintValue } from "../../../src/aolite/modules/bint/index.ts";
import type { CallContext } from "../../../src/vm/callContext.ts";
import { LuaTable } from "../../../src/vm/table.ts";
import type { LuaValue } from "../../../src/vm/value.ts";
import { errorOf, moduleEngine, run, runWithSnapshots, value } from "./moduleEngine.ts";

const MODULES = { newclass: BINT };
const engine = (): CallContext => {
  const cx = moduleEngine(MODULES);
  run(cx, "bint = newclass() b = bint");
  return cx;
};

const cx = engine();
const v = (expression: string, ...args: LuaValue[]): LuaValue => value(cx, expression, ...args);
/** The decimal text of the value of an expression. */
const s = (expression: string, ...args: LuaValue[]): LuaValue => v(`tostring(${expression})`, ...args);
const e = (source: string): LuaValue => errorOf(cx, source);

describe("AO 6.2 classes", () => {
  it("AO 6.2 are one per size, with the size in bits", () => {
    expect(v("newclass() == newclass(256) and newclass(256, 32) == newclass()")).toBe(true);
    expect(v("newclass(512) ~= newclass() and newclass(256, 16) ~= newclass()")).toBe(true);
    expect(run(cx, "return newclass().bits, newclass(512).bits, #newclass(512, 8)(1)")).toEqual([256, 512, 64]);
  });

  it.each([
    "newclass(32)",
    "newclass(65)",
    "newclass(100, 16)",
    "newclass(64, 4)",
    "newclass(128, 64)",
    "newclass(84, 12)",
  ])("AO 6.2 refuse the size %s", (call) => {
    expect(typeof e(call)).toBe("string");
  });

  it("AO 6.2 values are tables with the class as metatable, words least significant first", () => {
    expect(v("type(b(1))")).toBe("table");
    expect(v("getmetatable(b(1)) == b and b.__index == b")).toBe(true);
    expect(v("rawequal(b(1):abs(), b(1))")).toBe(false);
    expect(run(cx, "local x = b('0x100000002') return #x, x[1], x[2], x[3]")).toEqual([8, 2, 1, 0]);
    expect(run(cx, "local x = -b(5) return x[1], x[8], (~b(0))[1], (b(0) - 1)[8], b(-1)[1]")).toEqual([
      ...[4294967291, 4294967295, 4294967295, 4294967295, 4294967295],
    ]);
  });
});

describe("AO 6.2 making", () => {
  it.each([
    ["5", "5"],
    ["-5", "-5"],
    ["5.0", "5"],
    ["'123456789012345678901234567890'", "123456789012345678901234567890"],
    ["'-0xff'", "-255"],
    ["'0b101'", "5"],
    ["'+7'", "7"],
    ["math.mininteger", "-9223372036854775808"],
    ["b(3)", "3"],
  ])("AO 6.2 new(%s) is %s", (argument, text) => {
    expect(s(`b(${argument})`)).toBe(text);
    expect(s(`b.new(${argument})`)).toBe(text);
  });

  it.each(["{}", "1.5", "'x'", "''", "'0x'", "nil", "true", "print", "0/0", "newclass(512)(1)"])(
    "AO 6.2 new(%s) raises",
    (argument) => {
      expect(e(`return b(${argument})`)).toBe("value cannot be represented by a bint");
    },
  );

  it("AO 6.2 new copies, tobint copies on request", () => {
    expect(run(cx, "local x = b(1) local y = b(x) y:_inc() return tostring(x), tostring(y)")).toEqual(["1", "2"]);
    expect(v("(function() local x = b(1) return b.tobint(x) == x and rawequal(b.tobint(x), x) end)()")).toBe(true);
    expect(v("(function() local x = b(1) return rawequal(b.tobint(x, true), x) end)()")).toBe(false);
    expect(run(cx, "return b.tobint(1.5), b.tobint('x'), b.tobint({})")).toEqual([undefined, undefined, undefined]);
  });

  it("AO 6.2 parse gives a bint or a number", () => {
    expect(s("b.parse('10')")).toBe("10");
    expect(run(cx, "return b.parse('1.5'), b.parse('x'), b.type(b.parse(3))")).toEqual([1.5, undefined, "bint"]);
  });

  it("AO 6.2 fromuinteger takes 64 bits as unsigned, frominteger as signed", () => {
    expect(s("b.fromuinteger(-1)")).toBe("18446744073709551615");
    expect(s("b.frominteger(-1)")).toBe("-1");
    expect(v("b.frominteger('1')")).toBe(undefined);
  });

  it("AO 6.2 frombase, fromstring", () => {
    expect(s("b.frombase('zz', 36)")).toBe("1295");
    expect(s("b.frombase('-ff', 16)")).toBe("-255");
    expect(s("b.frombase('777777777777777777777777', 8)")).toBe((8n ** 24n - 1n).toString());
    expect(run(cx, "return b.frombase('9', 8), b.frombase('1', 1), b.frombase('1', 37), b.fromstring('1 ')")).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("AO 6.2 fromle and frombe extend with zeros and cut", () => {
    expect(run(cx, "return tostring(b.fromle('\\1\\2')), tostring(b.frombe('\\1\\2'))")).toEqual(["513", "258"]);
    expect(s("b.fromle('\\1' .. ('\\0'):rep(31) .. '\\255')")).toBe("1");
    expect(s("b.frombe('\\255' .. ('\\0'):rep(31) .. '\\1')")).toBe("1");
  });

  it("AO 6.2 trunc, floor, ceil", () => {
    expect(run(cx, "return tostring(b.trunc(-1.9)), tostring(b.floor(-1.1)), tostring(b.ceil(-1.9))")).toEqual([
      "-1",
      "-2",
      "-1",
    ]);
    expect(run(cx, "return b.trunc(0/0), tostring(b.floor(b(7))), tostring(b.trunc('12'))")).toEqual([
      undefined,
      "7",
      "12",
    ]);
  });

  it("AO 6.2 constants", () => {
    expect(run(cx, "return tostring(b.zero()), tostring(b.one())")).toEqual(["0", "1"]);
    expect(s("b.maxinteger()")).toBe((2n ** 255n - 1n).toString());
    expect(s("b.mininteger()")).toBe((-(2n ** 255n)).toString());
    expect(s("newclass(64, 8).maxinteger()")).toBe("9223372036854775807");
  });
});

describe("AO 6.2 reading", () => {
  it("AO 6.2 tointeger and touinteger wrap, tonumber rounds", () => {
    expect(run(cx, "return b(-5):tointeger(), (b(1) << 64):tointeger(), b('0xffffffffffffffff'):touinteger()")).toEqual(
      [-5, 0, -1],
    );
    expect(v("b(2):tonumber()")).toBe(2);
    expect(v("math.type(b('1' .. ('0'):rep(30)):tonumber())")).toBe("float");
    expect(v("b('1' .. ('0'):rep(30)):tonumber() == 1e30")).toBe(true);
    expect(run(cx, "return b.tointeger(3.0), b.tointeger(3.5), b.tonumber('2.5')")).toEqual([3, undefined, 2.5]);
  });

  it("AO 6.2 tobase is unsigned but in base 10", () => {
    expect(run(cx, "return b(-1):tobase(10), b(255):tobase(16), b(-1):tobase(16), b(-1):tobase(10, true)")).toEqual([
      "-1",
      "ff",
      "f".repeat(64),
      (2n ** 256n - 1n).toString(),
    ]);
    expect(run(cx, "return b(-255):tobase(16, false), b(5):tobase(2), b.tobase(1.5), b(5):tobase(99)")).toEqual([
      "-ff",
      "101",
      undefined,
      undefined,
    ]);
  });

  it("AO 6.2 tole and tobe, trimmed or not", () => {
    expect(v("b(258):tole(true)")).toBe("\x02\x01");
    expect(v("b(258):tobe(true)")).toBe("\x01\x02");
    expect(v("b(258):tobe()")).toBe(`${"\0".repeat(30)}\x01\x02`);
    expect(v("#newclass(80, 10)(1):tole()")).toBe(10);
  });

  it("AO 6.2 tests", () => {
    expect(run(cx, "return b.isbint(b(1)), b.isbint(1), b.isintegral(1), b.isintegral(1.0), b.isnumeric(1.5)")).toEqual(
      [true, false, true, false, true],
    );
    expect(run(cx, "return b.type(b(1)), b.type(1), b.type(1.5), b.type('1')")).toEqual([
      "bint",
      "integer",
      "float",
      undefined,
    ]);
    expect(run(cx, "return b(0):iszero(), b(1):isone(), b(-1):isminusone(), b(-1):isneg(), b(0):ispos()")).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(
      run(cx, "return b.iszero(0.0), b.isone(2), b.isneg(-0.5), b.iseven(b(4)), b.isodd(-3), b.iseven(3)"),
    ).toEqual([true, false, true, true, true, false]);
    expect(run(cx, "return b.eq(1, b(1)), b.eq(1.5, 1.5), b.eq(b(1), 'x'), b.ult(1, -1), b.ule(b(-1), -1)")).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
  });
});

describe("AO 6.2 operators", () => {
  it("AO 6.2 / and ^ give floats, a float with a fraction makes all floats", () => {
    expect(run(cx, "return b(1) / 2, b(2) ^ 3 == 8.0, math.type(b(2) ^ 3), b(5) // 2.5, b(5) + 0.5")).toEqual([
      0.5,
      true,
      "float",
      expect.anything(),
      5.5,
    ]);
    expect(v("b(5) // 2.5 == 2.0 and math.type(b(5) // 2.5) == 'float'")).toBe(true);
    expect(s("b(5) + 1.0")).toBe("6");
    expect(s("'3' + b(4)")).toBe("7");
  });

  it("AO 6.2 division by zero and overflow raise", () => {
    for (const f of ["b(1) // 0", "b(1) % b(0)", "b.udiv(1, 0)", "b.tdivmod(1, 0)", "b.idivmod(1, 0)"]) {
      expect(e(`return ${f}`)).toBe("attempt to divide by zero");
    }
    expect(e("return b.tdiv(b.mininteger(), -1)")).toBe("division overflow");
    expect(s("b.mininteger() // -1")).toBe(s("b.mininteger()"));
  });

  it("AO 6.2 wrong operands raise", () => {
    expect(e("return b(1) + {}")).toBe("attempt to perform arithmetic on a table value");
    expect(e("return b(1) & 1.5")).toBe("value has no integer representation");
    expect(e("return b(1) << {}")).toBe("value has no integer representation");
    expect(e("return b(1) < {}")).toBe("attempt to compare bint with table");
    expect(e("return b.udiv('x', 1)")).toBe("value has no integer representation");
    expect(e("return b._add(1, 2)")).toBe("value is not a bint");
  });

  it("AO 6.2 compare with numbers and numeric text on either side, as operators and as functions", () => {
    expect(
      run(cx, "return b(1) < 2, 1 < b(2), b(1) <= '1', '3' < b(2), b(1) < 1.5, b.__lt(0, b(1)), b.__le(1, b(0))"),
    ).toEqual([true, true, true, false, true, true, false]);
    expect(run(cx, "return b(1) == b(1), b(1) == 1, b.__eq(b(1), 1), b(1) == newclass(512)(1)")).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("AO 6.2 ipow raises for negative exponents, upowmod", () => {
    expect(e("return b.ipow(2, -1)")).toBe("negative exponent");
    expect(run(cx, "return tostring(b.ipow(2, 100)), tostring(b.ipow(7, 0)), tostring(b.ipow(-3, 3))")).toEqual([
      (2n ** 100n).toString(),
      "1",
      "-27",
    ]);
    expect(s("b.upowmod(3, 1000, 1000007)")).toBe(String(3n ** 1000n % 1000007n));
    expect(e("return b.upowmod(3, 1, 0)")).toBe("attempt to divide by zero");
  });

  it("AO 6.2 max, min, abs, inc, dec, bwrap, brol, bror", () => {
    expect(
      run(cx, "return tostring(b.max(1, b(2))), tostring(b.min('-1', 2)), b.max(1.5, 1), b.abs(-1.5), b.inc(1.5)"),
    ).toEqual(["2", "-1", 1.5, 1.5, 2.5]);
    expect(s("b.max(1.5, 2)")).toBe("2");
    expect(run(cx, "return tostring(b.bwrap(-1, 8)), tostring(b.bwrap(5, 0)), tostring(b.bwrap(-1, 300))")).toEqual([
      "255",
      "0",
      "-1",
    ]);
    expect(
      run(cx, "return tostring(b.bror(1, 1)), tostring(b.brol(b.mininteger(), 1)), tostring(b.brol(2, -1))"),
    ).toEqual([(-(2n ** 255n)).toString(), "1", "1"]);
  });
});

describe("AO 6.2 in-place methods", () => {
  it.each([
    ["_add", "5", 17n],
    ["_sub", "b(20)", -8n],
    ["_inc", "", 13n],
    ["_dec", "", 11n],
    ["_unm", "", -12n],
    ["_shlone", "", 24n],
    ["_shrone", "", 6n],
    ["_shlwords", "1", 12n << 32n],
    ["_shrwords", "9", 0n],
    ["_band", "10", 8n],
    ["_bor", "3", 15n],
    ["_bxor", "'6'", 10n],
    ["_bnot", "", -13n],
    ["_assign", "-3", -3n],
  ])("AO 6.2 %s(%s) changes the value and returns it", (name, argument, expected) => {
    const [same, text] = run(cx, `local x = b(12) local y = x:${name}(${argument}) return rawequal(x, y), tostring(x)`);
    expect(same).toBe(true);
    expect(text).toBe(expected.toString());
  });

  it("AO 6.2 _abs", () => {
    expect(s("b(-5):_abs()")).toBe("5");
  });
});

const SIZES = [
  [64, 8],
  [64, 32],
  [96, 32],
  [128, 16],
  [256, 32],
  [256, 8],
  [512, 32],
  [1024, 32],
  [120, 10],
] as const;

describe.each(SIZES)("AO 6.2 arithmetic of %i bits in words of %i", (bits, wordBits) => {
  const number = fc.oneof(
    fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }),
    fc.bigInt({ min: -(2n ** 34n), max: 2n ** 34n }),
    fc.constantFrom(0n, 1n, -1n, 2n ** BigInt(bits - 1) - 1n, -(2n ** BigInt(bits - 1)), 0xffffffffn, 2n ** 53n),
    fc.nat(bits - 2).map((n) => 1n << BigInt(n)),
  );
  const wrap = (n: bigint): bigint => BigInt.asIntN(bits, n);
  const unsigned = (n: bigint): bigint => BigInt.asUintN(bits, n);
  const floor = (a: bigint, b: bigint): bigint => (a < 0n !== b < 0n && a % b !== 0n ? a / b - 1n : a / b);

  it("AO 6.2 agrees with bigints", () => {
    const own = moduleEngine(MODULES);
    const [all] = run(
      own,
      `local b = newclass(${bits}, ${wordBits})
      return function(x, y, n)
        local p, q = b(x), b(y)
        local r = { p + q, p - q, p * q, -p, p & q, p | q, p ~ q, ~p, p << n, p >> n, p < q, p <= q, p == q,
          b.ult(p, q), tostring(p), p:tobase(16), b.frombase(p:tobase(36), 36), b.fromle(p:tole()), b.frombe(p:tobe()),
          p:brol(n), p:bror(n), b.abs(p), p:inc(), p:dec(), b.fromstring(tostring(p)), p:bwrap(n),
          b(p):_add(q), b(p):_sub(q), p:tointeger(), b.fromstring("0x" .. p:tobase(16)), p >> -n, b.max(p, q) }
        if not q:iszero() then
          r[#r + 1], r[#r + 2] = b.idivmod(p, q)
          r[#r + 1], r[#r + 2] = b.udivmod(p, q)
          r[#r + 1] = p // q
          r[#r + 1] = p % q
          if not (p == b.mininteger() and q:isminusone()) then r[#r + 1], r[#r + 2] = b.tdivmod(p, q) end
        end
        return r
      end`,
    );
    own.globals.setStr("all", all as LuaValue);
    fc.assert(
      fc.property(number, number, fc.nat(bits * 2), (x, y, n) => {
        const [result] = run(own, "return all(...)", x.toString(), y.toString(), n);
        const got = (result as LuaTable).items.map((item: LuaValue) => bintValue(item) ?? item);
        const k = BigInt(n);
        const rotated = BigInt(n % bits);
        const rol = wrap((unsigned(x) << rotated) | (unsigned(x) >> (BigInt(bits) - rotated)));
        const ror = wrap((unsigned(x) >> rotated) | (unsigned(x) << (BigInt(bits) - rotated)));
        const low = BigInt.asIntN(64, x);
        const left = n >= bits ? 0n : wrap(x << k);
        const expected: unknown[] = [
          wrap(x + y),
          wrap(x - y),
          wrap(x * y),
          wrap(-x),
          x & y,
          x | y,
          x ^ y,
          ~x,
          left,
          wrap(unsigned(x) >> k),
          x < y,
          x <= y,
          x === y,
          unsigned(x) < unsigned(y),
          x.toString(),
          unsigned(x).toString(16),
          x,
          x,
          x,
          rol,
          ror,
          wrap(x < 0n ? -x : x),
          wrap(x + 1n),
          wrap(x - 1n),
          x,
          n >= bits ? x : BigInt.asUintN(n, x) === 0n ? 0n : wrap(BigInt.asUintN(n, x)),
          wrap(x + y),
          wrap(x - y),
          Number.isSafeInteger(Number(low)) ? Number(low) : low,
          x,
          left,
          // Math.max takes no bigints
          [x, y].sort((a, b) => (a < b ? 1 : -1))[0],
        ];
        if (y !== 0n) {
          expected.push(wrap(floor(x, y)), x - floor(x, y) * y);
          expected.push(wrap(unsigned(x) / unsigned(y)), wrap(unsigned(x) % unsigned(y)));
          expected.push(wrap(floor(x, y)), x - floor(x, y) * y);
          if (!(y === -1n && x === -(2n ** BigInt(bits - 1)))) expected.push(x / y, x % y);
        }
        expect(got).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("AO 6.2 powers agree with bigints", () => {
    const own = moduleEngine(MODULES);
    run(own, `b = newclass(${bits}, ${wordBits})`);
    fc.assert(
      fc.property(number, fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 1n, max: 2n ** 40n }), (x, y, m) => {
        const [power, modular] = run(
          own,
          "return b.ipow(b(...), (select(2, ...))), b.upowmod(...)",
          x.toString(),
          y.toString(),
          m.toString(),
        );
        expect(bintValue(power)).toBe(wrap(x ** y));
        expect(bintValue(modular)).toBe(unsigned(x) ** y % m);
      }),
      { numRuns: 30 },
    );
  });
});

describe("AO 6.2 robustness", () => {
  it("AO 6.2 a value whose words were broken harms nobody", () => {
    for (const breakage of [
      "x[8] = nil",
      "x[1] = 'a'",
      "x[1] = -1",
      "x[3] = 2^60",
      "x[2] = 1.5",
      "x[9] = 1",
      "x[1] = 1 << 62",
    ]) {
      const source = `local x = b(5) ${breakage} local y = x * x + x // 3 x:_inc() return tostring(x), b.isbint(y), x < y`;
      expect(typeof run(cx, source)[0]).toBe("string");
    }
    expect(String(e("local x = b(1) x[8] = nil x[1] = 2 return x + {}"))).toMatch(/arithmetic/);
  });

  it("AO 6.2 long numerals are reduced while they are read", () => {
    expect(s("b(('9'):rep(100000))")).toBe(BigInt.asIntN(256, 10n ** 100000n - 1n).toString());
  });

  it("AO 6.2 survives snapshots at every few instructions", () => {
    const source = `local b = newclass(128) local c = newclass(128)
      local sum = b(0)
      for i = 1, 20 do sum = sum * 31 + i end
      return tostring(sum), b == c, getmetatable(sum) == newclass(128), b.bits`;
    const { results, stops } = runWithSnapshots(MODULES, source, 7);
    expect(stops).toBeGreaterThan(5);
    let sum = 0n;
    for (let i = 1n; i <= 20n; i++) sum = BigInt.asIntN(128, sum * 31n + i);
    expect(results).toEqual([sum.toString(), true, true, 128]);
  });

  it("AO 6.2 functions of a class are told apart from tables by the host", () => {
    expect(bintValue(v("b(-9)"))).toBe(-9n);
    expect(bintValue(v("setmetatable({ 1 }, { bits = 256 })"))).toBe(undefined);
    expect(v("b") instanceof LuaTable).toBe(true);
  });
});
