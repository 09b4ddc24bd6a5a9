/**
 * The box of a float whose value JavaScript cannot tell from an integer (1.0, -0.0, 3e5).
 *
 * Numbers (§2.1, §3.4.3) are represented without tags:
 * - an integer is a JS number when it is a safe integer (|n| <= 2^53-1, never -0), otherwise a `bigint` in
 *   [-2^63, 2^63). The form is canonical: a value in the safe range is never a bigint;
 * - a float is a plain JS number when it is *not* a safe integer (fractions, NaN, infinities, |x| >= 2^53),
 *   otherwise a `LuaFloat`. So a plain JS number that is a safe integer is a Lua integer, any other is a Lua float.
 */
export class LuaFloat {
  /** A safe integer or -0: every other float is a plain JS number. */
  readonly n: number;
  constructor(n: number) {
    this.n = n;
  }
  /** The value, for hosts. */
  get float(): number {
    return this.n;
  }
}

// V8 would keep a field that only ever held numbers as a heap-allocated double; having held something else, it holds
// small integers directly, which most boxed floats are.
new LuaFloat(undefined as never);

/** A Lua number in canonical form, see {@link LuaFloat}. */
export type LuaNumber = number | bigint | LuaFloat;
/** A Lua integer in canonical form. */
export type LuaInteger = number | bigint;

/** The Lua float with the value of the JS number `x`. */
export function toLuaFloat(x: number): number | LuaFloat {
  return Number.isSafeInteger(x) ? new LuaFloat(x) : x;
}

/** The Lua integer with the value of `b` modulo 2^64, as a signed 64-bit integer. */
export function toLuaInteger(b: bigint): LuaInteger {
  const w = BigInt.asIntN(64, b);
  return w >= -9007199254740991n && w <= 9007199254740991n ? Number(w) : w;
}

/** True for a Lua integer (a float with an integer value is not one). */
export function isInteger(v: unknown): v is LuaInteger {
  return typeof v === "number" ? Number.isSafeInteger(v) : typeof v === "bigint";
}

/** True for a Lua float. */
export function isFloat(v: unknown): v is number | LuaFloat {
  return typeof v === "number" ? !Number.isSafeInteger(v) : v instanceof LuaFloat;
}

/** True for a Lua number of either subtype. */
export function isNumber(v: unknown): v is LuaNumber {
  return typeof v === "number" || typeof v === "bigint" || v instanceof LuaFloat;
}

/** The value of a Lua number as a double, rounded to nearest (§3.4.3). */
export function toDouble(v: LuaNumber): number {
  return typeof v === "number" ? v : v instanceof LuaFloat ? v.n : Number(v);
}
