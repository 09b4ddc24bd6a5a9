import { newRootShape, type Shape } from "./shape.ts";
import type { LuaTable } from "./table.ts";
import type { LuaValue } from "./value.ts";

/** The shape of no table. */
const NOWHERE: Shape = newRootShape();

/**
 * A place where natives read a field of tables that are mostly alike: what inline caches are to bytecode. It remembers where
 * the last table had the field; what it gives never depends on that. It keeps the shapes of one tree alive, no tables.
 */
export class FieldSite {
  readonly name: string;
  private shape: Shape;
  /** In tables of that shape; -1: they have no such field. */
  private slot: number;

  constructor(name: string) {
    this.name = name;
    this.shape = NOWHERE;
    this.slot = -1;
  }

  /** Raw get; nil gives undefined. */
  of(table: LuaTable): LuaValue {
    if (table.shape !== this.shape) return this.search(table);
    const { slot } = this;
    return slot < 0 ? undefined : table.slots[slot];
  }

  private search(table: LuaTable): LuaValue {
    const { shape, strings } = table;
    if (strings !== null) return strings.get(this.name);
    this.slot = shape.lookup(this.name);
    this.shape = shape;
    return this.slot < 0 ? undefined : table.slots[this.slot];
  }
}
