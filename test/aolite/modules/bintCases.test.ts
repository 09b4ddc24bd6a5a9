/** Every function of a bint class with operands of all kinds, against bigints. */
import { describe, expect, it } from "vitest";
import { BINT } from "../../../src/aolite/modules/bint/index.ts";
import { bytesToString } from "../../../src/base/byteString.ts";
import type { LuaTable } from "../../../src/vm/table.ts";
import type { LuaValue } from "../../../src/vm/value.ts";
import { moduleEngine, run } from "./moduleEngine.ts";

/** Operands are texts with a letter in front: bint, integer, float, string, boolean; results too. */
const CALL = `
local operators = {
  add = function(a, b) return a + b end, sub = function(a, b) return a - b end, mul = function(a, b) return a * b end,
  idiv = function(a, b) return a // b end, mod = function(a, b) return a % b end, unm = function(a) return -a end,
  band = function(a, b) return a & b end, bor = function(a, b) return a | b end, bxor = function(a, b) return a ~ b end,
  bnot = function(a) return ~a end, shl = function(a, b) return a << b end, shr = function(a, b) return a >> b end,
  lt = function(a, b) return a < b end, le = function(a, b) return a <= b end, gt = function(a, b) return a > b end,
  ge = function(a, b) return a >= b end, same = function(a, b) return a == b end,
}
local function show(B, v)
  if type(v) == "table" and getmetatable(v) == B then return "b" .. tostring(v) end
  if math.type(v) == "integer" then return "i" .. ("%d"):format(v) end
  if math.type(v) == "float" then return "f" .. ("%.17g"):format(v) end
  return type(v) == "string" and "s" .. v or tostring(v)
end
return function(B, name, ...)
  local args = { ... }
  for i, arg in ipairs(args) do
    local kind, text = arg:sub(1, 1), arg:sub(2)
    args[i] = kind == "b" and B.fromstring(text) or kind == "i" and math.tointeger(tonumber(text)) or kind == "f" and tonumber(text) + 0.0 or text
    if kind == "?" then args[i] = text == "true" end
  end
  local r = table.pack(pcall(operators[name] or B[name], table.unpack(args)))
  if not r[1] then return "error " .. tostring(r[2]) end
  for i = 2, r.n do r[i] = show(B, r[i]) end
  return table.concat(r, " ", 2, r.n)
end`;

/** Numbers below a bound, always the same ones. */
function draws(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor((((state >>> 4) & 0xfffffff) / 2 ** 28) * bound);
  };
}

type Row = readonly [call: readonly string[], expected: string];
const ZERO = "error attempt to divide by zero";

/** A source of calls and of what they give, for values of a size. */
class Cases {
  readonly draw: (bound: number) => number;
  readonly bits: number;
  readonly word: number;
  constructor(bits: number, word: number) {
    this.bits = bits;
    this.word = word;
    this.draw = draws(bits * 64 + word);
  }

  wrap(n: bigint): bigint {
    return BigInt.asIntN(this.bits, n);
  }
  low(n: bigint): bigint {
    return BigInt.asUintN(this.bits, n);
  }
  bint(n: bigint): string {
    return `b${this.wrap(n)}`;
  }
  pick<T>(...items: readonly T[]): T {
    return items[this.draw(items.length)]!;
  }

  any(): bigint {
    const edge = 1n << BigInt(this.bits - 1);
    let random = 0n;
    for (let i = 0; i < this.bits; i += 28) random = (random << 28n) | BigInt(this.draw(2 ** 28));
    const fixed = [
      0n,
      1n,
      -1n,
      10n,
      2n ** 32n - 1n,
      2n ** 32n,
      2n ** 53n,
      2n ** 63n - 1n,
      2n ** 63n,
      -(2n ** 63n),
      edge - 1n,
      -edge,
    ];
    const n = this.pick(
      ...fixed,
      random,
      random,
      random >> BigInt(this.draw(this.bits)),
      1n << BigInt(this.draw(this.bits)),
    );
    return this.wrap(this.draw(2) === 0 ? n : -n);
  }

  /** A value as an operand of any kind that can hold it. */
  operand(kinds = "bisf"): readonly [string, bigint] {
    const n = this.any();
    const kind = kinds[this.draw(kinds.length)]!;
    if (kind === "i" && BigInt.asIntN(64, n) === n) return [`i${n}`, n];
    if (kind === "f" && BigInt.asIntN(53, n) === n) return [`f${n}`, n];
    return [kind === "s" ? `s${n}` : `b${n}`, n];
  }

  /** A bint and another operand, in either order where that is allowed. */
  pair(swaps: boolean): readonly [string, bigint, string, bigint] {
    const [a, x] = this.operand("b");
    const [b, y] = this.operand();
    return swaps && this.draw(2) === 0 ? [b, y, a, x] : [a, x, b, y];
  }
}

const floor = (x: bigint, y: bigint): bigint => (x < 0n !== y < 0n && x % y !== 0n ? x / y - 1n : x / y);

const binary =
  (name: string, f: (x: bigint, y: bigint) => bigint, swaps = true) =>
  (c: Cases): Row => {
    const [a, x, b, y] = c.pair(swaps);
    return [[name, a, b], c.bint(f(x, y))];
  };
const unary =
  (name: string, f: (x: bigint, c: Cases) => bigint) =>
  (c: Cases): Row => {
    const [a, x] = c.operand("b");
    return [[name, a], c.bint(f(x, c))];
  };
const test =
  (name: string, f: (x: bigint) => boolean) =>
  (c: Cases): Row => {
    const [a, x] = c.operand("bif");
    return [[name, a], String(f(x))];
  };
const order =
  (name: string, f: (x: bigint, y: bigint, c: Cases) => boolean) =>
  (c: Cases): Row => {
    const [a, x, b, y] = c.pair(true);
    return [[name, a, b], String(f(x, y, c))];
  };
const divide =
  (name: string, f: (x: bigint, y: bigint, c: Cases) => readonly bigint[]) =>
  (c: Cases): Row => {
    const [a, x, b, y] = c.pair(name.length > 4 || name[0] !== "i");
    if (y === 0n) return [[name, a, b], ZERO];
    if (name[0] === "t" && y === -1n && x === -(1n << BigInt(c.bits - 1)))
      return [[name, a, b], "error division overflow"];
    return [
      [name, a, b],
      f(x, y, c)
        .map((n) => c.bint(n))
        .join(" "),
    ];
  };
const shift =
  (name: string, sign: bigint) =>
  (c: Cases): Row => {
    const [a, x] = c.operand("b");
    const n =
      BigInt(c.pick(0, 1, 31, 32, c.bits - 1, c.bits, c.bits + 1, c.draw(c.bits), 2 ** 52)) * BigInt(c.pick(1, -1));
    const by = n * sign;
    const beyond = by >= BigInt(c.bits) || by <= -BigInt(c.bits);
    return [[name, a, c.pick("i", "b") + n], c.bint(beyond ? 0n : by < 0n ? c.low(x) >> -by : x << by)];
  };
const rotate =
  (name: string, sign: number) =>
  (c: Cases): Row => {
    const [a, x] = c.operand();
    const n = c.pick(0, 1, -1, c.bits, c.bits - 1, 2 * c.bits + 3, -c.bits - 1, c.draw(c.bits));
    const by = BigInt((((n * sign) % c.bits) + c.bits) % c.bits);
    return [[name, a, `i${n}`], c.bint((c.low(x) << by) | (c.low(x) >> (BigInt(c.bits) - by)))];
  };
const words =
  (name: string, left: boolean) =>
  (c: Cases): Row => {
    const [a, x] = c.operand("b");
    const n = c.draw(c.bits / c.word + 2);
    const by = BigInt(n * c.word);
    return [[name, a, `i${n}`], c.bint(left ? x << by : c.low(x) >> by)];
  };
const bytes =
  (name: string, big: boolean) =>
  (c: Cases): Row => {
    const given = Array.from({ length: c.draw(c.bits / 8 + 5) }, () => c.draw(256));
    const kept = (big ? [...given].reverse() : given).slice(0, c.bits / 8);
    return [
      [name, `s${bytesToString(Uint8Array.from(given))}`],
      c.bint(kept.reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n)),
    ];
  };
const toBytes =
  (name: string, big: boolean) =>
  (c: Cases): Row => {
    const [a, x] = c.operand("b");
    const trim = c.pick(true, false);
    const out = Array.from({ length: c.bits / 8 }, (_, i) => Number((c.low(x) >> BigInt(8 * i)) & 255n));
    while (trim && out.at(-1) === 0) out.pop();
    return [[name, a, `?${trim}`], `s${bytesToString(Uint8Array.from(big ? out.reverse() : out))}`];
  };
const reading =
  (name: string) =>
  (c: Cases): Row => {
    const n = c.any();
    const size = n < 0n ? -n : n;
    const digits = c.pick(
      String(size),
      `0x${size.toString(16)}`,
      `0X${size.toString(16).toUpperCase()}`,
      `0b${size.toString(2)}`,
    );
    return [[name, `s${n < 0n ? "-" : c.pick("", "+")}${digits}`], c.bint(n)];
  };
const rounding =
  (name: string, f: (x: number) => number) =>
  (c: Cases): Row => {
    const x = c.pick(0.5, -0.5, 1.5, -1.5, 1e15 + 0.5, -1e15 - 0.5, 2 ** 62, -(2 ** 63), (c.draw(2e6) - 1e6) / 7);
    return [[name, `f${x}`], c.bint(BigInt(f(x)))];
  };
const kind =
  (name: string, results: Readonly<Record<string, string>>) =>
  (c: Cases): Row => {
    const [a] = c.operand();
    return [[name, a], results[a[0]!]!];
  };

const ROWS: Readonly<Record<string, (c: Cases) => Row>> = Object.fromEntries(
  [
    ...[binary("add", (x, y) => x + y), binary("sub", (x, y) => x - y), binary("mul", (x, y) => x * y)],
    ...[
      binary("__add", (x, y) => x + y),
      binary("_add", (x, y) => x + y, false),
      binary("_sub", (x, y) => x - y, false),
    ],
    ...[binary("band", (x, y) => x & y), binary("bor", (x, y) => x | y), binary("bxor", (x, y) => x ^ y)],
    ...[
      binary("_band", (x, y) => x & y, false),
      binary("_bor", (x, y) => x | y, false),
      binary("_bxor", (x, y) => x ^ y, false),
    ],
    ...[
      binary("_assign", (_, y) => y, false),
      binary("max", (x, y) => (x - y > 0n ? x : y)),
      binary("min", (x, y) => (x - y < 0n ? x : y)),
    ],
    ...[
      unary("unm", (x) => -x),
      unary("bnot", (x) => ~x),
      unary("abs", (x) => (x < 0n ? -x : x)),
      unary("inc", (x) => x + 1n),
    ],
    ...[
      unary("dec", (x) => x - 1n),
      unary("_inc", (x) => x + 1n),
      unary("_dec", (x) => x - 1n),
      unary("_unm", (x) => -x),
    ],
    ...[unary("_abs", (x) => (x < 0n ? -x : x)), unary("_bnot", (x) => ~x), unary("_shlone", (x) => x << 1n)],
    ...[
      unary("_shrone", (x, c) => c.low(x) >> 1n),
      unary("new", (x) => x),
      unary("tobint", (x) => x),
      unary("parse", (x) => x),
    ],
    ...[test("iszero", (x) => x === 0n), test("isone", (x) => x === 1n), test("isminusone", (x) => x === -1n)],
    ...[
      test("isneg", (x) => x < 0n),
      test("ispos", (x) => x > 0n),
      test("iseven", (x) => (x & 1n) === 0n),
      test("isodd", (x) => (x & 1n) === 1n),
    ],
    ...[
      order("lt", (x, y) => x < y),
      order("le", (x, y) => x <= y),
      order("gt", (x, y) => x > y),
      order("ge", (x, y) => x >= y),
    ],
    ...[order("__lt", (x, y) => x < y), order("__le", (x, y) => x <= y), order("eq", (x, y) => x === y)],
    ...[order("ult", (x, y, c) => c.low(x) < c.low(y)), order("ule", (x, y, c) => c.low(x) <= c.low(y))],
    ...[divide("idiv", (x, y) => [floor(x, y)]), divide("mod", (x, y) => [x - floor(x, y) * y])],
    ...[divide("idivmod", (x, y) => [floor(x, y), x - floor(x, y) * y]), divide("tdivmod", (x, y) => [x / y, x % y])],
    ...[divide("tdiv", (x, y) => [x / y]), divide("tmod", (x, y) => [x % y])],
    ...[divide("udiv", (x, y, c) => [c.low(x) / c.low(y)]), divide("umod", (x, y, c) => [c.low(x) % c.low(y)])],
    divide("udivmod", (x, y, c) => [c.low(x) / c.low(y), c.low(x) % c.low(y)]),
    ...[
      shift("shl", 1n),
      shift("shr", -1n),
      shift("__shl", 1n),
      shift("__shr", -1n),
      rotate("brol", 1),
      rotate("bror", -1),
    ],
    ...[words("_shlwords", true), words("_shrwords", false), bytes("fromle", false), bytes("frombe", true)],
    ...[
      toBytes("tole", false),
      toBytes("tobe", true),
      reading("fromstring"),
      reading("new"),
      reading("tobint"),
      reading("parse"),
    ],
    ...[rounding("trunc", Math.trunc), rounding("floor", Math.floor), rounding("ceil", Math.ceil)],
    ...[
      kind("isbint", { b: "true", i: "false", f: "false", s: "false" }),
      kind("type", { b: "sbint", i: "sinteger", f: "sfloat", s: "nil" }),
    ],
    ...[
      kind("isintegral", { b: "true", i: "true", f: "false", s: "false" }),
      kind("isnumeric", { b: "true", i: "true", f: "true", s: "false" }),
    ],
    (c: Cases): Row => {
      const [a, x, b, y] = c.pair(true);
      return [["same", a, b], String(a[0] === "b" && b[0] === "b" && x === y)];
    },
    (c: Cases): Row => {
      const [a, x] = c.operand();
      const n = c.pick(0, 1, -1, c.bits - 1, c.bits, c.bits + 1, c.draw(c.bits));
      return [["bwrap", a, `i${n}`], c.bint(n <= 0 ? 0n : BigInt.asUintN(n, x))];
    },
    (c: Cases): Row => {
      const [a, x] = c.operand();
      const n = c.draw(200) - 3;
      return [["ipow", a, `i${n}`], n < 0 ? "error negative exponent" : c.bint(x ** BigInt(n))];
    },
    (c: Cases): Row => {
      const [a, x] = c.operand();
      const [b, y] = c.operand();
      const n = c.draw(40);
      return [["upowmod", a, `i${n}`, b], y === 0n ? ZERO : c.bint(c.low(x) ** BigInt(n) % c.low(y))];
    },
    (c: Cases): Row => {
      const [a, x] = c.operand("b");
      const base = 2 + c.draw(35);
      const unsigned = c.pick("?true", "?false", "");
      const isUnsigned = unsigned === "" ? base !== 10 : unsigned === "?true";
      return [
        ["tobase", a, `i${base}`, ...(unsigned === "" ? [] : [unsigned])],
        `s${(isUnsigned ? c.low(x) : x).toString(base)}`,
      ];
    },
    (c: Cases): Row => {
      const n = c.any() * c.pick(1n, 12345678901234567890123n);
      const base = 2 + c.draw(35);
      const isWrong = c.draw(6) === 0;
      const text = c.pick(n.toString(base), n.toString(base).toUpperCase());
      return [
        [
          "frombase",
          `s${text}${isWrong ? c.pick("!", "_", ".", base < 36 ? base.toString(36) : "~") : ""}`,
          `i${base}`,
        ],
        isWrong ? "nil" : c.bint(n),
      ];
    },
    (c: Cases): Row => {
      const [a, x] = c.operand("bif");
      return [[c.pick("tointeger", "touinteger"), a], `i${BigInt.asIntN(64, x)}`];
    },
    (c: Cases): Row => {
      const [a, x] = c.operand("bi");
      const text = Number(x).toString();
      return [["tonumber", a], BigInt.asIntN(64, x) === x ? `i${x}` : `f${text}`];
    },
    (c: Cases): Row => {
      const n = BigInt.asIntN(64, c.any());
      const isUnsigned = c.pick(true, false);
      return [[isUnsigned ? "fromuinteger" : "frominteger", `i${n}`], c.bint(isUnsigned ? BigInt.asUintN(64, n) : n)];
    },
  ].map((make, i) => [String(i), make]),
);

describe.each([
  [64, 32],
  [64, 8],
  [128, 32],
  [256, 32],
  [512, 16],
  [120, 10],
])("AO 6.2 bints of %i bits in words of %i", (bits, word) => {
  const cx = moduleEngine({ newclass: BINT });
  const [call] = run(cx, CALL);
  cx.globals.setStr("call", call as LuaValue);
  run(
    cx,
    `B = newclass(${bits}, ${word}) function all(list) local out = {} for i, c in ipairs(list) do out[i] = call(B, table.unpack(c)) end return out end`,
  );

  it("AO 6.2 every function agrees with bigints, for operands of all kinds", () => {
    const cases = new Cases(bits, word);
    const rows = Object.values(ROWS).flatMap((make) => Array.from({ length: 12 }, () => make(cases)));
    const list = cx.newTable();
    for (const [given] of rows) {
      const item = cx.newTable();
      for (const text of given) item.append(text);
      list.append(item);
    }
    const [out] = run(cx, "return all(...)", list);
    const results = (out as LuaTable).items as readonly LuaValue[];
    expect(rows.length).toBeGreaterThan(900);
    for (const [i, [given, expected]] of rows.entries()) {
      const got = results[i] as string;
      // how a float is written differs
      const plain = /^f-?[\d.]/.test(got) ? `f${Number(got.slice(1))}` : got;
      expect(`${given.join(" ")}: ${plain}`).toBe(`${given.join(" ")}: ${expected}`);
    }
  });
});
