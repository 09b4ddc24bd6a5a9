/** `process.getMsgs` and `process.clearInbox` (AO 7.2): the inbox of a process that is driven by hand. */
import { type CallContext, continuation, PENDING } from "../../vm/callContext.ts";
import type { LuaTable } from "../../vm/table.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { coreOf, envOf, newList, push } from "./core.ts";
import { matchNow, startMatch } from "./match.ts";
import { inboxOf } from "./ownHandlers.ts";

/** A walk over the inbox: plain data. */
interface Search {
  readonly inbox: LuaTable;
  readonly spec: LuaValue;
  readonly found: LuaTable;
  /** Position, and how it changes. */
  at: number;
  readonly step: number;
  readonly most: number;
}

const MOST = Number.MAX_SAFE_INTEGER;

const matched: Continuation = continuation("ao.process.getMsgs", (cx: CallContext, s: Search) => {
  if (cx.toBoolean(1)) take(cx, s);
  s.at += s.step;
  return search(cx, s);
});

function take(cx: CallContext, s: Search): void {
  const msg = s.inbox.getInt(s.at) as LuaValue;
  if (msg !== undefined) push(cx, s.found, msg);
}

function search(cx: CallContext, s: Search): number {
  for (; s.at >= 1 && s.at <= s.inbox.length() && s.found.length() < s.most; s.at += s.step) {
    cx.charge(1);
    const msg = s.inbox.getInt(s.at) as LuaValue;
    const match = s.spec === undefined ? true : matchNow(cx, coreOf(cx), msg, s.spec);
    if (match === PENDING) return startMatch(cx, msg, s.spec, matched, s);
    if (match) take(cx, s);
  }
  return cx.ret(s.found);
}

/** `process.getMsgs ([spec [, fromFirst [, count]]])`: a list, newest first unless `fromFirst` */
export function getMsgs(cx: CallContext): number {
  const inbox = inboxOf(cx, coreOf(cx));
  const fromFirst = cx.toBoolean(2);
  return search(cx, {
    inbox,
    spec: cx.arg(1),
    found: newList(cx),
    at: fromFirst ? 1 : inbox.length(),
    step: fromFirst ? 1 : -1,
    most: cx.optPosition(3, MOST),
  });
}

/** `process.clearInbox ()`: how many messages there were */
export function clearInbox(cx: CallContext): number {
  const core = coreOf(cx);
  const count = inboxOf(cx, core).length();
  envOf(core).setStr("Inbox", newList(cx));
  return cx.ret(count);
}
