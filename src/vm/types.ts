import { numberEquals } from "../base/compare.ts";
import { toInteger } from "../base/integer64.ts";
import { LuaFloat, type LuaInteger, type LuaNumber } from "../base/luaFloat.ts";
import { numberToString, stringToNumber } from "../base/numeral.ts";
import { Channel } from "./channel.ts";
import type { MetaEvent } from "./metaEvent.ts";
import { META_NAMES } from "./metaEvent.ts";
import type { State } from "./state.ts";
import { LuaTable } from "./table.ts";
import { Closure, Coroutine, type LuaFunction, type LuaValue, NativeFunction, Userdata } from "./value.ts";

/** Name of the basic type of a value (§2.1), as `type` gives it. */
export function typeName(v: LuaValue): string {
  switch (typeof v) {
    case "undefined":
      return "nil";
    case "boolean":
      return "boolean";
    case "number":
    case "bigint":
      return "number";
    case "string":
      return "string";
    default:
      if (v instanceof LuaTable) return "table";
      if (v instanceof Closure || v instanceof NativeFunction) return "function";
      if (v instanceof LuaFloat) return "number";
      if (v instanceof Coroutine) return "thread";
      return v.payload instanceof Channel ? "channel" : "userdata";
  }
}

/** True for a function value. */
export function isFunction(v: LuaValue): v is LuaFunction {
  return v instanceof Closure || v instanceof NativeFunction;
}

/** The metatable of any value (§2.4), null when there is none. */
export function metatableOf(state: State, v: LuaValue): LuaTable | null {
  switch (typeof v) {
    case "undefined":
      return state.nilMeta;
    case "boolean":
      return state.booleanMeta;
    case "number":
    case "bigint":
      return state.numberMeta;
    case "string":
      return state.stringMeta;
    default:
      if (v instanceof LuaTable || v instanceof Userdata) return v.meta;
      if (v instanceof LuaFloat) return state.numberMeta;
      if (v instanceof Coroutine) return state.threadMeta;
      return state.functionMeta;
  }
}

/** The metamethod of `meta` for `event`, undefined when absent; remembers absence in `meta.flags`. */
export function metaOfTable(meta: LuaTable | null, event: MetaEvent): LuaValue {
  if (meta === null || (meta.flags & (1 << event)) !== 0) return undefined;
  const method = meta.getStr(META_NAMES[event]!) as LuaValue;
  if (method === undefined) meta.flags |= 1 << event;
  return method;
}

/** The metamethod of any value for `event`. */
export function metamethod(state: State, v: LuaValue, event: MetaEvent): LuaValue {
  return metaOfTable(metatableOf(state, v), event);
}

/** Not equal to itself, although it is one object: the NaN with the sign that 0/0 does not have. */
export function isBoxedNaN(v: LuaValue): boolean {
  return v instanceof LuaFloat && Number.isNaN(v.n);
}

/** Primitive equality (§3.4.4), without metamethods. */
export function rawEquals(a: LuaValue, b: LuaValue): boolean {
  if (a === b) return !isBoxedNaN(a);
  if (a instanceof LuaFloat) {
    return (typeof b === "number" || typeof b === "bigint" || b instanceof LuaFloat) && numberEquals(a, b);
  }
  if (typeof a === "number" || typeof a === "bigint") {
    return (typeof b === "bigint" || b instanceof LuaFloat || typeof b === "number") && numberEquals(a, b);
  }
  return false;
}

/** A number, or a string that converts to one (§3.4.3); otherwise undefined. */
export function toNumber(v: LuaValue): LuaNumber | undefined {
  if (typeof v === "number" || typeof v === "bigint" || v instanceof LuaFloat) return v;
  return typeof v === "string" ? stringToNumber(v) : undefined;
}

/** An integer, or a float or string with an exact integer value (§3.4.3); otherwise undefined. */
export function toIntegerValue(v: LuaValue): LuaInteger | undefined {
  if (typeof v === "number" && Number.isSafeInteger(v)) return v;
  const n = toNumber(v);
  return n === undefined ? undefined : toInteger(n);
}

/** A string, or a number as `tostring` prints it; otherwise undefined. */
export function toStringValue(v: LuaValue): string | undefined {
  if (typeof v === "string") return v;
  if (typeof v === "number" || typeof v === "bigint" || v instanceof LuaFloat) return numberToString(v);
  return undefined;
}
