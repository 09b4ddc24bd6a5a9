/** Assignments (AO 2): which messages addressed to others a process accepts. */
import { toInteger } from "../../base/integer64.ts";
import { isNumber } from "../../base/luaFloat.ts";
import { type CallContext, continuation, nativeFunction, PENDING } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import { rawEquals, typeName } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { coreOf, fail, newList, newRecord, push, removeAt } from "./core.ts";
import { matchNow, startMatch } from "./match.ts";
import { field } from "./message.ts";
import { assign } from "./outbox.ts";

/** Upvalue: the `ao` whose assignables they are. */
const AO = 1;
const ENTRY_KEYS: readonly string[] = Object.freeze(["pattern", "name"]);

function aoOfNative(cx: CallContext): LuaTable {
  const ao = cx.native!.upvalues[AO];
  return ao instanceof LuaTable ? ao : fail("damaged runtime");
}

/** The list of assignables. */
function assignables(ao: LuaTable): LuaTable {
  const list = ao.getStr("assignables") as LuaValue;
  return list instanceof LuaTable
    ? list
    : fail(`attempt to get length of a ${typeName(list)} value (field 'assignables')`);
}

function indexOfName(cx: CallContext, list: LuaTable, name: string): number {
  cx.charge(list.length() >> 2);
  for (let i = 1; i <= list.length(); i++) {
    const entry = list.getInt(i) as LuaValue;
    if (entry instanceof LuaTable && entry.getStr("name") === name) return i;
  }
  return 0;
}

/** `ao.addAssignable ([name,] spec)` */
export function addAssignable(cx: CallContext): number {
  const list = assignables(aoOfNative(cx));
  const hasName = cx.nargs >= 2;
  const name = hasName ? cx.arg(1) : undefined;
  const pattern = cx.arg(hasName ? 2 : 1);
  if (hasName && typeof name !== "string") return fail("MatchSpec name MUST be a string");
  const at = typeof name === "string" ? indexOfName(cx, list, name) : 0;
  if (at > 0) (list.getInt(at) as LuaTable).setStr("pattern", pattern);
  else push(cx, list, newRecord(cx, ENTRY_KEYS, pattern, name));
  return 0;
}

/** `ao.removeAssignable (nameOrIndex)` */
export function removeAssignable(cx: CallContext): number {
  const list = assignables(aoOfNative(cx));
  const which = cx.arg(1);
  let at: LuaValue;
  if (typeof which === "string") at = indexOfName(cx, list, which);
  else if (isNumber(which)) at = toInteger(which);
  else return fail("index MUST be a number");
  if (typeof at === "number" && at >= 1 && at <= list.length()) removeAt(cx, list, at);
  return 0;
}

/** Whether a message is addressed to somebody else. */
export function isForOthers(cx: CallContext, core: LuaTable, ao: LuaTable, msg: LuaTable): boolean {
  return !rawEquals(field(cx, core, msg, "Target"), ao.getStr("id") as LuaValue);
}

/** `ao.isAssignment (msg)` */
export function isAssignment(cx: CallContext): number {
  return cx.ret(isForOthers(cx, coreOf(cx), aoOfNative(cx), cx.table(1)));
}

interface AssignableState {
  readonly msg: LuaTable;
  readonly list: LuaTable;
  at: number;
}

const matched: Continuation = continuation("ao.isAssignable", (cx: CallContext, s: AssignableState) => {
  if (cx.toBoolean(1)) return cx.ret(true);
  s.at++;
  return tryNext(cx, s);
});

function tryNext(cx: CallContext, s: AssignableState): number {
  for (; s.at <= s.list.length(); s.at++) {
    cx.charge(1);
    const entry = s.list.getInt(s.at) as LuaValue;
    if (!(entry instanceof LuaTable)) continue;
    const spec = entry.getStr("pattern") as LuaValue;
    const match = matchNow(cx, coreOf(cx), s.msg, spec);
    if (match === PENDING) return startMatch(cx, s.msg, spec, matched, s);
    if (match) return cx.ret(true);
  }
  return cx.ret(false);
}

/** `ao.isAssignable (msg)` */
export function isAssignable(cx: CallContext): number {
  return tryNext(cx, { msg: cx.table(1), list: assignables(aoOfNative(cx)), at: 1 });
}

/** The functions that work on the assignables of one `ao`. */
export const ASSIGNMENT: Readonly<Record<string, (cx: CallContext) => number>> = Object.freeze({
  addAssignable,
  removeAssignable,
  isAssignment,
  isAssignable,
});

/** `.assignment`'s `init (ao)`: adds what is not there. */
export function initAssignment(cx: CallContext): number {
  const ao = cx.table(1);
  const upvalues: LuaValue[] = [coreOf(cx), ao];
  if (ao.getStr("assignables") === undefined) ao.setStr("assignables", newList(cx));
  for (const [name, run] of Object.entries(ASSIGNMENT)) {
    if (ao.getStr(name) === undefined) ao.setStr(name, nativeFunction(`ao.${name}`, run, upvalues));
  }
  if (ao.getStr("assign") === undefined) ao.setStr("assign", nativeFunction("ao.assign", assign, upvalues));
  return 0;
}
