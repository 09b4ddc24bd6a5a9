/** Match specs (AO 3.4) as the runtime uses them: at once when nothing needs to be called, which is nearly always. */
import { type CallContext, PENDING } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, rawEquals, toStringValue } from "../../vm/types.ts";
import { type Continuation, type LuaValue, NativeFunction } from "../../vm/value.ts";
import { type FieldReader, matchesSpecNow, startMatchesSpec } from "../modules/match.ts";
import { envOf, Slot } from "./core.ts";
import { field, fieldAt, messageField } from "./message.ts";

const MSG_ACTION = new FieldSite("Action");

/** The pattern of `_eval` (AO 5.2, 12): the owner wants code to be evaluated. */
function isEvalMessage(core: LuaTable, cx: CallContext, msg: LuaTable): boolean {
  if (fieldAt(cx, core, msg, MSG_ACTION) !== "Eval") return false;
  return rawEquals(envOf(core).getStr("Owner") as LuaValue, msg.getStr("From") as LuaValue);
}

/** The pattern of `_boot` (AO 5.2, 13): the message that made the process. */
function isBootMessage(core: LuaTable, cx: CallContext, msg: LuaTable): boolean {
  const tags = msg.getStr("Tags") as LuaValue;
  if (!(tags instanceof LuaTable) || field(cx, core, tags, "Type") !== "Process") return false;
  return rawEquals(envOf(core).getStr("Owner") as LuaValue, msg.getStr("From") as LuaValue);
}

function messageArgument(cx: CallContext): LuaTable {
  const msg = cx.arg(1);
  return msg instanceof LuaTable ? msg : cx.typeError(1, "table");
}

/** Native pattern of `_eval`. */
export function evalPattern(cx: CallContext): number {
  return cx.ret(isEvalMessage(cx.native!.upvalues[0] as LuaTable, cx, messageArgument(cx)));
}

/** Native pattern of `_boot`. */
export function bootPattern(cx: CallContext): number {
  return cx.ret(isBootMessage(cx.native!.upvalues[0] as LuaTable, cx, messageArgument(cx)));
}

/** Native pattern of `_default`. */
export function anyPattern(cx: CallContext): number {
  return cx.ret(true);
}

/** A table of texts that are compared as they are: ids are no patterns. */
function literalMatches(cx: CallContext, core: LuaTable, msg: LuaTable, spec: LuaTable): boolean {
  cx.charge(spec.entryCount());
  let is = true;
  spec.forEachEntry((key: LuaValue, expected: LuaValue) => {
    if (is && (typeof key !== "string" || toStringValue(field(cx, core, msg, key)) !== expected)) is = false;
  });
  return is;
}

/** Reads a field of a message without calling its `__index`, when that is the runtime's. */
const readMessage: FieldReader = (cx, msg, key) =>
  msg instanceof LuaTable && typeof key === "string" ? messageField(cx, msg, key) : cx.index(msg, key);

/** What a match spec says about a message; PENDING: it takes a call, see {@link startMatch}. */
export function matchNow(cx: CallContext, core: LuaTable, msg: LuaValue, spec: LuaValue): boolean | typeof PENDING {
  if (!(msg instanceof LuaTable)) return PENDING;
  if (typeof spec === "string") {
    cx.chargeLong(spec.length);
    const action = MSG_ACTION.of(msg) ?? messageField(cx, msg, "Action");
    return action === PENDING ? PENDING : action === spec;
  }
  if (spec instanceof LuaTable) {
    const isLiteral = spec.meta !== null && spec.meta === core.slots[Slot.LITERAL_META];
    return isLiteral ? literalMatches(cx, core, msg, spec) : matchesSpecNow(cx, msg, spec, readMessage);
  }
  if (!(spec instanceof NativeFunction)) return PENDING;
  if (spec.impl === evalPattern) return isEvalMessage(spec.upvalues[0] as LuaTable, cx, msg);
  return spec.impl === anyPattern ? true : PENDING;
}

/** Finds out what a spec says by calling; the first argument of `k` is the answer, any value. */
export function startMatch(cx: CallContext, msg: LuaValue, spec: LuaValue, k: Continuation, state: unknown): number {
  return isFunction(spec) ? cx.call1(spec, msg, k, state) : startMatchesSpec(cx, msg, spec, k, state);
}
