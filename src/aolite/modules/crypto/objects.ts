/**
 * Objects that modules hand out: tables of functions that share what they know, without `self`. The functions are native
 * closures over one hidden table of facts, so that a program can call them as it likes and snapshots find everything.
 */
import type { Library } from "../../../stdlib/library.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import { SIZE } from "../../../vm/gas.ts";
import type { NativeClosureKind } from "../../../vm/snapshot/registry.ts";
import { LuaTable } from "../../../vm/table.ts";
import type { LuaValue } from "../../../vm/value.ts";
import { closureKinds, nativeClosure } from "../opening.ts";

/** The field of the facts that holds the object itself. */
const SELF = "self";

/** A new object with the functions of `library`, and facts to begin with. */
export function newObject(cx: CallContext, library: Library, facts: Readonly<Record<string, LuaValue>>): LuaTable {
  const entries = Object.entries(library.functions);
  cx.allocate(2 * SIZE.table + (entries.length + 8) * SIZE.slot);
  const self = new LuaTable(cx.rootShape);
  const hidden = new LuaTable(cx.rootShape);
  hidden.setStr(SELF, self);
  for (const [name, value] of Object.entries(facts)) hidden.setStr(name, value);
  for (const [name, { run }] of entries) {
    self.setStr(name, nativeClosure(cx, `${library.name}.${name}`, run, [hidden]));
  }
  return self;
}

/** What snapshots need to know of the functions of such objects. */
export function objectClosures(library: Library): Readonly<Record<string, NativeClosureKind>> {
  return closureKinds(library, ([facts, ...rest]) => facts instanceof LuaTable && rest.length === 0);
}

/** The facts of the object whose function is running. */
export function factsOf(cx: CallContext): LuaTable {
  return cx.native!.upvalues[0] as LuaTable;
}

/** A fact that is text; "" when somebody has made it something else. */
export function textFact(facts: LuaTable, name: string): string {
  const v = facts.getStr(name) as LuaValue;
  return typeof v === "string" ? v : "";
}

/** A fact that is a natural number. */
export function naturalFact(facts: LuaTable, name: string): number {
  const v = facts.getStr(name) as LuaValue;
  return typeof v === "number" && Number.isSafeInteger(v) && v >= 0 ? v : 0;
}

/** Appends bytes to a fact; charges for them. */
export function appendFact(cx: CallContext, facts: LuaTable, name: string, bytes: string): void {
  const text = textFact(facts, name);
  if (text.length + bytes.length > cx.limits.stringLength) cx.error("resulting string too large");
  cx.chargeBytes(bytes.length);
  cx.allocate(bytes.length);
  facts.setStr(name, text + bytes);
}

/** Leaves the object as the result, so that calls can be chained. */
export function retSelf(cx: CallContext, facts: LuaTable): number {
  return cx.ret(facts.getStr(SELF) as LuaValue);
}
