/** What can be copied from one engine to another. */
import type { CallContext } from "../vm/callContext.ts";
import { channelOf } from "../vm/channel.ts";
import { BYTES_PER_UNIT } from "../vm/gas.ts";
import { ITERATION_END, ITERATION_START, keyAt, LuaTable, nextPosition, valueAt } from "../vm/table.ts";
import { typeName } from "../vm/types.ts";
import type { LuaValue } from "../vm/value.ts";

/** Longest key that is shown in a path. */
const SHOWN_KEY = 40;
/** A path longer than this is not shown in full. */
const SHOWN_PATH = 200;

/**
 * Why a value cannot be copied into another engine: "value.handlers[3]: function"; undefined when it can. Nil, booleans, numbers, strings,
 * channels and tables of these without a metatable can, whatever their shape. Charges for what it looks at.
 */
export function transferFault(cx: CallContext, root: LuaValue): string | undefined {
  const fault = walkTransfer(root, (units) => cx.charge(units));
  return fault === undefined ? undefined : `cannot copy ${fault}`;
}

/** {@link transferFault} with the charging left to the caller. */
export function walkTransfer(root: LuaValue, charge: (units: number) => void): string | undefined {
  const seen = new Map<LuaTable, string>();
  const open: LuaTable[] = [];
  const visit = (v: LuaValue, path: string): string | undefined => {
    if (typeof v === "string") charge(Math.floor(v.length / BYTES_PER_UNIT));
    else if (v instanceof LuaTable) {
      if (v.meta !== null) return `${path}: table with a metatable`;
      if (!seen.has(v)) {
        seen.set(v, path);
        open.push(v);
      }
    } else if (typeof v === "object" && channelOf(v) === undefined) {
      const type = typeName(v);
      if (type !== "number") return `${path}: ${type}`;
    }
    return undefined;
  };
  let fault = visit(root, "value");
  for (let table = open.pop(); table !== undefined && fault === undefined; table = open.pop()) {
    const path = seen.get(table)!;
    charge(table.entryCount() >> 2);
    let at = nextPosition(table, ITERATION_START);
    while (at !== ITERATION_END && fault === undefined) {
      charge(1);
      const key = keyAt(table, at) as LuaValue;
      fault = visit(key, `${path}.(key)`) ?? visit(valueAt(table, at) as LuaValue, extended(path, key));
      at = nextPosition(table, at);
    }
  }
  return fault;
}

/** The path of what is at `key` in the table at `path`. */
function extended(path: string, key: LuaValue): string {
  if (path.length <= SHOWN_PATH) return path + keyText(key);
  return path.endsWith("...") ? path : `${path}...`;
}

function keyText(key: LuaValue): string {
  if (typeof key !== "string") return typeof key === "object" ? ".(object)" : `[${String(key)}]`;
  if (key.length <= SHOWN_KEY && /^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `.${key}`;
  return `[${JSON.stringify(key.slice(0, SHOWN_KEY))}]`;
}
