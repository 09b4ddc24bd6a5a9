/** What may be in the dictionaries of a snapshot. */
import { LuaFloat } from "../../base/luaFloat.ts";
import { META_NAMES } from "../metaEvent.ts";
import { MIN_COMPACTED } from "../shape.ts";
import type { LuaValue } from "../value.ts";
import { malformed, type Reader } from "./format.ts";

/** A bound against nonsense only. */
export const MAX_LIMIT: number = 2 ** 40;
/** Two boxed and plain numbers never say the same: floats in this range are kept as integers when they are keys. */
const MIN_INT64 = -(2 ** 63);
const MAX_INT64 = 2 ** 63;

/** The number of keys at which a dictionary, or the string part of a table, is to be compacted. */
export function readLimit(reader: Reader): number {
  const limit = reader.upTo(MAX_LIMIT);
  return limit >= MIN_COMPACTED ? limit : malformed("limit of a dictionary");
}

/** Keys of dictionaries are in canonical form: strings live elsewhere, floats with integer values are integers. */
export function isDictKey(key: LuaValue): boolean {
  switch (typeof key) {
    case "string":
      return false;
    case "number":
      if (Number.isNaN(key) || Object.is(key, -0)) return false;
      return !Number.isInteger(key) || Number.isSafeInteger(key) || key < MIN_INT64 || key >= MAX_INT64;
    case "object":
      return !(key instanceof LuaFloat);
    default:
      return true;
  }
}

/** `LuaTable.flags` of a table that is known as a metatable: one bit of something that is absent says so. */
export function knownAbsence(keys: ReadonlySet<string>): number {
  const event = META_NAMES.findIndex((name) => !keys.has(name));
  return event < 0 ? 0 : 1 << event;
}
