import type { LuaTable as Table } from "../vm/table.ts";
import type { NativeFunction } from "../vm/value.ts";
import type { FieldAccess, LuaInput, LuaValue } from "./values.ts";

/**
 * What an engine keeps of a class. Members are in maps and Lua tables: names from scripts never reach JavaScript objects. The
 * tables change when the engine takes up the state of a snapshot.
 */
export interface ClassData {
  readonly name: string;
  /** The JavaScript class. */
  readonly type: { readonly prototype: object };
  readonly parent: ClassData | undefined;
  /** Methods by name, inherited ones included. Scripts never see this table. */
  methods: Table;
  /** Fields by name (bytes), inherited ones included. */
  readonly fields: ReadonlyMap<string, FieldAccess<object>>;
  /** Metamethods by name, inherited ones included; the receiver checks are those of the defining class. */
  readonly metamethods: ReadonlyMap<string, NativeFunction>;
  /** Metatable of instances. */
  meta: Table;
  /** The class as scripts see it. */
  table: Table;
  /** How snapshots keep instances; undefined: they do not. */
  readonly snapshot: { save(self: object): LuaInput; load(data: LuaValue): object } | undefined;
}

/** Whether `cls` is `base` or extends it. */
export function extendsClass(cls: ClassData | undefined, base: ClassData): boolean {
  for (let at = cls; at !== undefined; at = at.parent) if (at === base) return true;
  return false;
}
