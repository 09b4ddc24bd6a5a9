/** Sending on behalf of programs: `Send`, `Spawn`, `Assign` (AO 5.1), `msg.reply` and `msg.forward` (AO 5.2, 15). */
import { type CallContext, continuation } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, typeName } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { sanitize, sanitized } from "./ao.ts";
import { aoOf, coreOf, fail, isOwn, newList, newRecord, replaced, Slot, tableIn } from "./core.ts";
import { field } from "./message.ts";
import { send, sendMessage, spawn, spawnProcess } from "./outbox.ts";
import { printLine } from "./output.ts";

const AO_SANITIZE = new FieldSite("sanitize");

const NO_TARGET = "WARN: No target specified for message. Data will be stored, but no process will receive it.";
const ASSIGNED = "Assignment added to outbox.";
const SENT_KEYS: readonly string[] = Object.freeze(["output", "receive", "onReply"]);

const firstResult: Continuation = continuation("ao.sent", (cx: CallContext) => cx.ret(cx.arg(1)));
const noResult: Continuation = continuation("ao.done", () => 0);

/** A function of the `ao` that the program has now; of the runtime's own when the program has another with less in it. */
function late(core: LuaTable, name: string): LuaValue {
  const fn = (aoOf(core).getStr(name) ?? tableIn(core, Slot.AO).getStr(name)) as LuaValue;
  return isFunction(fn) ? fn : fail(`attempt to call a ${typeName(fn)} value (field '${name}')`);
}

// ------------------------------------------------------------------ messages

/** Upvalue of `reply` and `forward`: the message. */
const MESSAGE = 1;

function messageOf(cx: CallContext): LuaTable {
  const msg = cx.native!.upvalues[MESSAGE];
  return msg instanceof LuaTable ? msg : fail("damaged runtime");
}

/** The first of two values that is neither nil nor false, else the second. */
function either(a: LuaValue, b: LuaValue): LuaValue {
  return a === undefined || a === false ? b : a;
}

/** `msg.reply (fields)` */
export function reply(cx: CallContext): number {
  const core = coreOf(cx);
  const msg = messageOf(cx);
  const fields = cx.arg(1);
  if (!(fields instanceof LuaTable)) return fail(`attempt to index a ${typeName(fields)} value (local 'fields')`);
  const of = (name: string): LuaValue => field(cx, core, msg, name);
  cx.allocate(48);
  fields.setStr("Target", either(of("Reply-To"), either(fields.getStr("Target") as LuaValue, of("From"))));
  fields.setStr("X-Reference", either(of("X-Reference"), of("Reference")));
  fields.setStr("X-Origin", of("X-Origin"));
  const fn = late(core, "send");
  if (isOwn(core, fn, send)) return cx.ret(sendMessage(cx, core, tableIn(core, Slot.AO), fields));
  return cx.call1(fn, fields, firstResult, undefined);
}

/** A message being forwarded: plain data. */
interface Forwarding {
  readonly msg: LuaTable;
  readonly target: LuaValue;
  readonly fields: LuaValue;
}

/** `msg.forward (target [, fields])` */
export function forward(cx: CallContext): number {
  const core = coreOf(cx);
  const msg = messageOf(cx);
  const s: Forwarding = { msg, target: cx.arg(1), fields: cx.arg(2) };
  const fn = replaced(core, aoOf(core), AO_SANITIZE, sanitize);
  if (fn !== undefined) return cx.call1(fn, msg, sanitizedByProgram, s);
  return forwardCopy(cx, s, sanitized(cx, tableIn(core, Slot.AO), msg));
}

const sanitizedByProgram: Continuation = continuation("ao.forward", (cx: CallContext, s: Forwarding) => {
  const copy = cx.arg(1);
  if (!(copy instanceof LuaTable)) return fail(`attempt to index a ${typeName(copy)} value (local 'newMsg')`);
  return forwardCopy(cx, s, copy);
});

function forwardCopy(cx: CallContext, { msg, target, fields }: Forwarding, copy: LuaTable): number {
  const core = coreOf(cx);
  copy.checkMutable();
  copy.meta = null;
  if (fields instanceof LuaTable) {
    cx.charge(fields.entryCount());
    fields.forEachEntry((k: LuaValue, v: LuaValue) => copy.set(k, v));
  }
  dropFunctions(cx, copy);
  const of = (name: string): LuaValue => field(cx, core, msg, name);
  copy.setStr("Target", target);
  copy.setStr("Reply-To", either(of("Reply-To"), of("From")));
  copy.setStr("X-Reference", either(of("X-Reference"), of("Reference")));
  copy.setStr("X-Origin", either(of("X-Origin"), of("From")));
  copy.setStr("reply", undefined);
  copy.setStr("forward", undefined);
  const fn = late(core, "send");
  if (!isOwn(core, fn, send)) return cx.call1(fn, copy, noResult, undefined);
  sendMessage(cx, core, tableIn(core, Slot.AO), copy);
  return 0;
}

/** Functions are not sent. */
function dropFunctions(cx: CallContext, table: LuaTable): void {
  const keys: LuaValue[] = [];
  cx.charge(table.entryCount() >> 2);
  table.forEachEntry((k: LuaValue, v: LuaValue) => {
    if (isFunction(v)) keys.push(k);
  });
  for (const key of keys) table.set(key, undefined);
}

// ------------------------------------------------------------------ globals

/** What `Send` and `Spawn` show of what was sent. */
function summary(cx: CallContext, output: string, sent: LuaValue): number {
  const of = (name: string): LuaValue => (sent instanceof LuaTable ? (sent.getStr(name) as LuaValue) : undefined);
  return cx.ret(newRecord(cx, SENT_KEYS, output, of("receive"), of("onReply")));
}

const sentMessage: Continuation = continuation("ao.Send", (cx: CallContext) =>
  summary(cx, "Message added to outbox", cx.arg(1)),
);

const warned: Continuation = continuation("ao.Send.warned", (cx: CallContext, msg: LuaTable) => sendNow(cx, msg));

function sendNow(cx: CallContext, msg: LuaTable): number {
  const core = coreOf(cx);
  const fn = late(core, "send");
  if (!isOwn(core, fn, send)) return cx.call1(fn, msg, sentMessage, undefined);
  return summary(cx, "Message added to outbox", sendMessage(cx, core, tableIn(core, Slot.AO), msg));
}

/** `Send (msg)` */
function sendGlobal(cx: CallContext): number {
  const core = coreOf(cx);
  const msg = cx.arg(1);
  if (!(msg instanceof LuaTable)) return fail("msg should be a table");
  const target = field(cx, core, msg, "Target");
  if (target === undefined || target === false) {
    const signal = printLine(cx, core, NO_TARGET, warned, msg);
    if (signal !== 0) return signal;
  }
  return sendNow(cx, msg);
}

const spawned: Continuation = continuation("ao.Spawn", (cx: CallContext) =>
  summary(cx, "Spawn process request added to outbox", cx.arg(1)),
);

/** `Spawn ([module,] msg)` */
function spawnGlobal(cx: CallContext): number {
  const core = coreOf(cx);
  const ao = aoOf(core);
  const isShort = cx.nargs === 1;
  const module = isShort ? (ao.getStr("_module") as LuaValue) : cx.arg(1);
  const msg = either(cx.arg(isShort ? 1 : 2), undefined) ?? newList(cx);
  const fn = late(core, "spawn");
  if (!isOwn(core, fn, spawn)) return cx.call2(fn, module, msg, spawned, undefined);
  const made = spawnProcess(cx, core, tableIn(core, Slot.AO), module, msg);
  return summary(cx, "Spawn process request added to outbox", made);
}

const assigned: Continuation = continuation("ao.Assign", (cx: CallContext) => {
  const signal = printLine(cx, coreOf(cx), ASSIGNED, announced, undefined);
  return signal !== 0 ? signal : cx.ret(ASSIGNED);
});

const announced: Continuation = continuation("ao.Assign.printed", (cx: CallContext) => cx.ret(ASSIGNED));

/** `Assign (assignment)` */
function assignGlobal(cx: CallContext): number {
  return cx.call1(late(coreOf(cx), "assign"), cx.arg(1), assigned, undefined);
}

/** The global functions that send. */
export const SENDING: Readonly<Record<string, (cx: CallContext) => number>> = Object.freeze({
  Send: sendGlobal,
  Spawn: spawnGlobal,
  Assign: assignGlobal,
});
