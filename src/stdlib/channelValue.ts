/** Channel values: making them, their methods, what may be sent. */
import { type CallContext, continuation, nativeFunction } from "../vm/callContext.ts";
import {
  Channel,
  canReceive,
  canSend,
  channelOf,
  closeChannel,
  enlist,
  receiveNow,
  type SendResult,
  sendNow,
} from "../vm/channel.ts";
import { LimitFault, LuaThrow } from "../vm/errors.ts";
import { SIZE } from "../vm/gas.ts";
import { LuaTable } from "../vm/table.ts";
import { TableTemplate } from "../vm/tableTemplate.ts";
import { isFunction } from "../vm/types.ts";
import { Coroutine, type LuaValue, type NativeFunction, Userdata } from "../vm/value.ts";
import { DeadlockFault, WAIT_UNITS, Wait, type WaitCase } from "../vm/wait.ts";
import { transferFault } from "./transfer.ts";

/** Key of the metatable in the registry. */
const METATABLE = "channel*";
const NOT_SENDABLE = "can not send a function, userdata, thread or table that has a metatable";
/** What fails when everything waits for something that only one of the others could bring. */
export const ALL_BLOCKED = "all executions are blocked";

/** Raises GopherLua's form of "bad argument": no quotes, and the channel itself counts as the first one. */
export function badArgument(cx: CallContext, i: number, name: string, message: string): never {
  return cx.error(`bad argument #${i} to ${name} (${message})`);
}

/** A new channel value. */
export function newChannel(cx: CallContext, capacity: number, takesAny: boolean): Userdata {
  cx.allocate(SIZE.userdata + SIZE.slot * 4);
  const object = new Userdata(new Channel(capacity, takesAny));
  object.meta = metatable(cx);
  return object;
}

function metatable(cx: CallContext): LuaTable {
  const known = cx.registry.getStr(METATABLE);
  if (known instanceof LuaTable) return known;
  const methods = cx.newTable();
  METHOD_TABLE.fill(methods);
  const meta = cx.newTable();
  meta.setStr("__index", methods);
  cx.registry.setStr(METATABLE, meta);
  return meta;
}

/** Argument 1 as a channel. */
function channel(cx: CallContext, method: string): Channel {
  return channelOf(cx.arg(1)) ?? badArgument(cx, 1, method, `channel expected, got ${nameOf(cx, 1)}`);
}

/** What argument `i` is, for messages. */
export function nameOf(cx: CallContext, i: number): string {
  return i > cx.nargs ? "no value" : cx.typeNameOf(cx.arg(i));
}

/** Why a value may not be sent, undefined when it may. Charges for what has to be looked at. */
export function refusal(cx: CallContext, channel: Channel, v: LuaValue): string | undefined {
  if (channel.remote !== null) return transferFault(cx, v);
  if (channel.takesAny) return undefined;
  const isRefused =
    isFunction(v) ||
    v instanceof Coroutine ||
    (v instanceof Userdata && !(v.payload instanceof Channel)) ||
    (v instanceof LuaTable && v.meta !== null);
  return isRefused ? NOT_SENDABLE : undefined;
}

// ------------------------------------------------------------------ methods

const METHODS: Readonly<Record<string, (cx: CallContext) => number>> = {
  send,
  receive: (cx) => receive(cx, channel(cx, "receive"), false),
  close,
  len: (cx) => cx.ret(channel(cx, "len").buffer.length),
  cap: (cx) => cx.ret(channel(cx, "cap").capacity),
  closed: (cx) => cx.ret(channel(cx, "closed").isClosed),
  trysend,
  tryreceive,
  iter,
};

const METHOD_TABLE = new TableTemplate(
  Object.entries(METHODS).map(([name, run]) => [name, nativeFunction(`channel:${name}`, run)] as const),
);

/** What `channel:iter` gives to a `for` loop. */
export const ITERATOR: NativeFunction = nativeFunction("channel:iter", (cx) => receive(cx, channel(cx, "iter"), true));

function iter(cx: CallContext): number {
  channel(cx, "iter");
  return cx.ret3(ITERATOR, cx.arg(1), undefined);
}

/** The value to send: argument 2. */
function sendable(cx: CallContext, to: Channel, method: string): LuaValue {
  if (cx.nargs < 2) badArgument(cx, 2, method, "value expected");
  const v = cx.arg(2);
  const refused = refusal(cx, to, v);
  if (refused !== undefined) badArgument(cx, 2, method, refused);
  return v;
}

/** Sends at once if possible, accounting for the place of the value. */
function attempt(cx: CallContext, to: Channel, v: LuaValue): SendResult {
  if (to.capacity > 0) cx.allocate(SIZE.item);
  return sendNow(to, v);
}

/** Raised without a position, as in Go. */
function refuseClosed(cx: CallContext): never {
  return cx.throwValue("send on closed channel");
}

function send(cx: CallContext): number {
  const to = channel(cx, "send");
  const value = sendable(cx, to, "send");
  const result = attempt(cx, to, value);
  if (result === "sent") return 0;
  if (result === "closed") return refuseClosed(cx);
  return waitFor(cx, [{ object: cx.arg(1) as Userdata, isSend: true, value, index: 1, handler: undefined }], false);
}

function trysend(cx: CallContext): number {
  const to = channel(cx, "trysend");
  const result = attempt(cx, to, sendable(cx, to, "trysend"));
  return result === "closed" ? refuseClosed(cx) : cx.ret(result === "sent");
}

function receive(cx: CallContext, from: Channel, isIteration: boolean): number {
  const got = receiveNow(from);
  if (got !== undefined) return isIteration ? cx.ret(got.value) : cx.ret2(got.ok, got.value);
  const object = cx.arg(1) as Userdata;
  return waitFor(cx, [{ object, isSend: false, value: undefined, index: 1, handler: undefined }], isIteration);
}

function tryreceive(cx: CallContext): number {
  const got = receiveNow(channel(cx, "tryreceive"));
  return cx.ret2(got?.ok === true, got?.value);
}

function close(cx: CallContext): number {
  const ending = channel(cx, "close");
  cx.charge(ending.receivers.size + ending.senders.size);
  if (!closeChannel(ending)) return cx.throwValue("close of closed channel");
  return 0;
}

interface Single {
  readonly wait: Wait;
  readonly isIteration: boolean;
}

function waitFor(cx: CallContext, cases: readonly WaitCase[], isIteration: boolean): number {
  cx.checkWait();
  cx.charge(WAIT_UNITS);
  cx.allocate(SIZE.frame);
  const wait = new Wait(cx.native!.name, cases, Number.POSITIVE_INFINITY);
  enlist(wait);
  const state: Single = { wait, isIteration };
  return cx.park(wait, SINGLE, state);
}

const SINGLE = continuation<Single>("channel.wait", (cx, { wait, isIteration }) => {
  const { ok, value, isRefused } = outcomeOf(cx, wait);
  if (isRefused) return refuseClosed(cx);
  if (wait.cases[0]!.isSend) return 0;
  return isIteration ? cx.ret(value) : cx.ret2(ok, value);
});

/** How a wait has ended. @throws LuaThrow when it has failed */
export function outcomeOf(cx: CallContext, wait: Wait): NonNullable<Wait["outcome"]> {
  const settled = cx.settled!;
  if (settled.ok) return wait.outcome!;
  const { reason } = settled;
  if (reason instanceof DeadlockFault) throw new LuaThrow(ALL_BLOCKED, reason);
  throw reason instanceof LuaThrow || reason instanceof LimitFault ? reason : new LuaThrow("waiting was ended");
}

/** Whether a case could be taken at once. */
export function isReady(at: WaitCase): boolean {
  const c = channelOf(at.object)!;
  return at.isSend ? canSend(c) : canReceive(c);
}
