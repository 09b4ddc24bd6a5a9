/** `onReply` and `receive` of what was sent (AO 2.1, 2.2): waiting for the message that answers it. */
import { type CallContext, continuation } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import type { LuaTable } from "../../vm/table.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { coreOf, handlersOf, newRecord, replaced, Slot, tableIn } from "./core.ts";
import { once, registerOnce } from "./handlers.ts";
import { receiveLate } from "./receive.ts";

const HANDLERS_ONCE = new FieldSite("once");

const REPLY_KEYS: readonly string[] = Object.freeze(["From", "X-Reference"]);
const SPAWNED_KEYS: readonly string[] = Object.freeze(["Action", "From", "Reference"]);

// upvalues
const ADDRESS = 1;
const REFERENCE = 2;
/** Spawns only: the Action that answers. */
const ACTION = 3;

/** The pattern of the answer. Its values are compared literally: ids are no patterns. */
function answerPattern(cx: CallContext, core: LuaTable, address: LuaValue): LuaTable {
  const { upvalues } = cx.native!;
  const action = upvalues[ACTION];
  const reference = upvalues[REFERENCE];
  const pattern =
    action === undefined
      ? newRecord(cx, REPLY_KEYS, address, reference)
      : newRecord(cx, SPAWNED_KEYS, action, address, reference);
  pattern.meta = tableIn(core, Slot.LITERAL_META);
  return pattern;
}

const registered: Continuation = continuation("ao.onReply", () => 0);

/** `message.onReply ([address,] handler)`, `spawn.onReply (handler)` */
export function onReply(cx: CallContext): number {
  const core = coreOf(cx);
  const { upvalues } = cx.native!;
  const hasAddress = cx.nargs > 1 && upvalues[ACTION] === undefined;
  const address = (hasAddress ? cx.arg(1) : undefined) ?? upvalues[ADDRESS];
  const pattern = answerPattern(cx, core, address);
  const handler = cx.arg(hasAddress ? 2 : 1);
  const fn = replaced(core, handlersOf(core), HANDLERS_ONCE, once);
  if (fn !== undefined) return cx.call2(fn, pattern, handler, registered, undefined);
  registerOnce(cx, core, undefined, pattern, handler);
  return 0;
}

/** `message.receive ([address])`, `spawn.receive ()` */
export function receiveReply(cx: CallContext): number {
  const core = coreOf(cx);
  const { upvalues } = cx.native!;
  const given = upvalues[ACTION] === undefined ? cx.arg(1) : undefined;
  return receiveLate(cx, core, answerPattern(cx, core, given ?? upvalues[ADDRESS]));
}
