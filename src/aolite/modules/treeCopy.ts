/** Copying tables into new ones, entry by entry, with a stack of its own. */
import type { CallContext } from "../../vm/callContext.ts";
import { rawSet } from "../../vm/metamethods.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { entriesOf } from "./text.ts";

/** How one kind of copy treats what it meets. */
export interface CopyRules {
  /** The key in the copy; undefined leaves the entry out. */
  readonly key: (cx: CallContext, key: LuaValue) => LuaValue;
  /** What stands for a value that is no table to be copied; undefined leaves the entry out. */
  readonly leaf: (cx: CallContext, v: LuaValue) => LuaValue;
  /** Whether a table counts as a leaf. */
  readonly isLeaf: (cx: CallContext, table: LuaTable) => boolean;
  /** What stands for a table inside itself, which is copied into `copy`. */
  readonly circular: (copy: LuaTable) => LuaValue;
}

interface Frame {
  readonly source: LuaTable;
  readonly copy: LuaTable;
  readonly keys: readonly LuaValue[];
  readonly values: readonly LuaValue[];
  at: number;
}

/** A copy of a value. Shared tables are copied once for each place. Charges for each entry. */
export function copyTree(cx: CallContext, value: LuaValue, rules: CopyRules): LuaValue {
  if (!(value instanceof LuaTable) || rules.isLeaf(cx, value)) return rules.leaf(cx, value);
  const frames: Frame[] = [];
  const open = new Map<LuaTable, LuaTable>();
  const enter = (source: LuaTable): LuaTable => {
    cx.allocate(128);
    const copy = cx.newTable();
    open.set(source, copy);
    frames.push({ source, copy, ...entriesOf(cx, source), at: 0 });
    return copy;
  };
  const result = enter(value);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.at === frame.keys.length) {
      open.delete(frame.source);
      frames.pop();
      continue;
    }
    const i = frame.at++;
    const key = rules.key(cx, frame.keys[i]);
    if (key === undefined) continue;
    rawSet(cx, frame.copy, key, copied(frame.values[i]));
  }
  return result;

  function copied(v: LuaValue): LuaValue {
    if (!(v instanceof LuaTable) || rules.isLeaf(cx, v)) return rules.leaf(cx, v);
    const around = open.get(v);
    return around === undefined ? enter(v) : rules.circular(around);
  }
}
