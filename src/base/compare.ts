import { LuaFloat, type LuaNumber } from "./luaFloat.ts";

// JavaScript compares a bigint with a number by mathematical value, which is what §3.4.4 asks for mixed operands.

/** `a == b` by mathematical value (§3.4.4); a NaN equals nothing. */
export function numberEquals(a: LuaNumber, b: LuaNumber): boolean {
  const x = a instanceof LuaFloat ? a.n : a;
  const y = b instanceof LuaFloat ? b.n : b;
  if (typeof x === typeof y) return x === y;
  return x <= y && x >= y;
}

/** `a < b` by mathematical value (§3.4.4); false when either is a NaN. */
export function lessThan(a: LuaNumber, b: LuaNumber): boolean {
  if (typeof a === "number" && typeof b === "number") return a < b;
  return (a instanceof LuaFloat ? a.n : a) < (b instanceof LuaFloat ? b.n : b);
}

/** `a <= b` by mathematical value (§3.4.4); false when either is a NaN. */
export function lessEqual(a: LuaNumber, b: LuaNumber): boolean {
  if (typeof a === "number" && typeof b === "number") return a <= b;
  return (a instanceof LuaFloat ? a.n : a) <= (b instanceof LuaFloat ? b.n : b);
}
