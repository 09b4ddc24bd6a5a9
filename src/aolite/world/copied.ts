/**
 * Values outside any engine: what messages are made of. Copying a value out of an engine and into another one keeps scalars,
 * nested tables with their order, shared and cyclic structure, and bints with their class (AO 8.6). Functions, coroutines,
 * userdata and metatables stay behind.
 */
import { LuaFloat } from "../../base/luaFloat.ts";
import { packed } from "../../vm/arrays.ts";
import type { State } from "../../vm/state.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";

/** Any such value. Strings are byte strings; nothing is changed once it is made. */
export type Copied = undefined | boolean | number | bigint | LuaFloat | string | CopiedTable;

/** The class of a bint: sizes in bits. */
export interface BintSize {
  readonly bits: number;
  readonly wordBits: number;
}

/** A table: entries in the order of iteration. */
export class CopiedTable {
  readonly keys: Copied[];
  readonly values: Copied[];
  /** Its entries are the words of a bint of this class. */
  readonly bint: BintSize | undefined;
  constructor(bint?: BintSize, keys: Copied[] = packed(), values: Copied[] = packed()) {
    this.bint = bint;
    this.keys = keys;
    this.values = values;
  }

  /** The value of a key that is a string or an integer. Linear. */
  get(key: string | number): Copied {
    return this.values[this.keys.indexOf(key)];
  }

  /** The items 1..n. */
  items(): Copied[] {
    const items: Copied[] = [];
    for (let i = 0; i < this.keys.length && this.keys[i] === items.length + 1; i++) items.push(this.values[i]);
    return items;
  }
}

/** Finds the class of bints of a size in an engine; undefined when there is none. */
export type BintClasses = (state: State, size: BintSize) => LuaTable | undefined;

/** The size of the class that is the metatable of a bint; undefined for other tables. */
function bintSize(table: LuaTable): BintSize | undefined {
  const { meta } = table;
  if (meta === null || meta.getStr("__index") !== meta) return undefined;
  const bits = meta.getStr("bits") as LuaValue;
  const words = table.length();
  if (typeof bits !== "number" || words === 0 || bits % words !== 0) return undefined;
  const wordBits = bits / words;
  return wordBits >= 8 && wordBits <= 32 ? { bits, wordBits } : undefined;
}

function isScalar(v: LuaValue): v is Exclude<Copied, CopiedTable> {
  return typeof v !== "object" || v instanceof LuaFloat;
}

function same(v: LuaValue): LuaValue {
  return v;
}

/**
 * Copies a value out of an engine; undefined for what stays behind. `plain` gives what a value stands for, for tables that stand for
 * others.
 */
export function copyOut(v: LuaValue, plain: (v: LuaValue) => LuaValue = same): Copied {
  if (isScalar(v)) return v;
  if (!(v instanceof LuaTable)) return undefined;
  return (plain === same ? copyFlat(v) : undefined) ?? copyDeep(v, plain);
}

/** A copy of a table of nothing but scalars with string keys, which most are; undefined for others. */
function copyFlat({ items, shape, slots, strings, dict, meta }: LuaTable): CopiedTable | undefined {
  if (items.length > 0 || strings !== null || dict !== null || meta !== null) return undefined;
  const copy = new CopiedTable();
  for (let i = 0; i < shape.count; i++) {
    const value = slots[i] as LuaValue;
    if (value === undefined) continue;
    if (!isScalar(value)) return undefined;
    copy.keys.push(shape.keys[i]);
    copy.values.push(value);
  }
  return copy;
}

function copyDeep(v: LuaTable, plain: (v: LuaValue) => LuaValue): CopiedTable {
  const copies = new Map<LuaTable, CopiedTable>();
  const pending: LuaTable[] = [];
  const shell = (table: LuaTable): CopiedTable => {
    let copy = copies.get(table);
    if (copy === undefined) {
      copy = new CopiedTable(bintSize(table));
      copies.set(table, copy);
      pending.push(table);
    }
    return copy;
  };
  const root = shell(v);
  for (let table = pending.pop(); table !== undefined; table = pending.pop()) {
    const { keys, values } = copies.get(table)!;
    table.forEachEntry((key: LuaValue, given: LuaValue) => {
      const value = plain(given);
      const k = isScalar(key) ? key : key instanceof LuaTable ? shell(key) : undefined;
      const c = isScalar(value) ? value : value instanceof LuaTable ? shell(value) : undefined;
      if (k === undefined || c === undefined) return;
      keys.push(k);
      values.push(c);
    });
  }
  return root;
}

/** Copies a value into an engine. */
export function copyIn(state: State, v: Copied, classes: BintClasses): LuaValue {
  if (!(v instanceof CopiedTable)) return v;
  const copies = new Map<CopiedTable, LuaTable>();
  const pending: CopiedTable[] = [];
  const shell = (table: CopiedTable): LuaTable => {
    let copy = copies.get(table);
    if (copy === undefined) {
      copy = state.newTable(table.keys.length);
      if (table.bint !== undefined) copy.meta = classes(state, table.bint) ?? null;
      copies.set(table, copy);
      pending.push(table);
    }
    return copy;
  };
  const root = shell(v);
  for (let table = pending.pop(); table !== undefined; table = pending.pop()) {
    const copy = copies.get(table)!;
    const { keys, values } = table;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const value = values[i];
      copy.set(
        key instanceof CopiedTable ? shell(key) : key,
        value instanceof CopiedTable ? shell(value) : (value as LuaValue),
      );
    }
  }
  return root;
}
