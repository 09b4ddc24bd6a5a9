import { newSlots } from "./arrays.ts";
import { slotsOf } from "./shape.ts";
import type { LuaTable } from "./table.ts";
import type { LuaValue } from "./value.ts";

/**
 * Fields that a table of every engine starts with: a library, the metatable of files. What the engines share is immutable
 * (keys, native functions without upvalues); each of their tables gets a shape and slots of its own.
 */
export class TableTemplate {
  private readonly keys: readonly string[];
  private readonly values: readonly LuaValue[];
  private readonly index: ReadonlyMap<string, number>;

  /** A field whose value is nil is a place for a value that an engine sets itself. No key may come twice. */
  constructor(fields: Iterable<readonly [key: string, value: LuaValue]>) {
    const list = [...fields];
    this.keys = list.map(([key]) => key);
    this.index = slotsOf(this.keys);
    const values: LuaValue[] = newSlots(list.length, undefined);
    for (const [i, [, value]] of list.entries()) values[i] = value;
    this.values = values;
  }

  /** Puts the fields into a table that has none. */
  fill(table: LuaTable): void {
    if (this.keys.length > 0) table.preset(table.shape.preset(this.keys, this.index), this.values.slice());
  }
}
