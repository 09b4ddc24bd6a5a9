/** Channels between the executions of an engine, with GopherLua's functions, results and messages. */
import { toDouble } from "../base/luaFloat.ts";
import { Xoshiro256 } from "../base/xoshiro.ts";
import { type CallContext, continuation } from "../vm/callContext.ts";
import { channelOf, enlist, receiveNow, sendNow } from "../vm/channel.ts";
import { SIZE } from "../vm/gas.ts";
import { LuaTable } from "../vm/table.ts";
import { engineTime, timersOf } from "../vm/timers.ts";
import { isFunction, toIntegerValue, toNumber } from "../vm/types.ts";
import type { LuaValue, Userdata } from "../vm/value.ts";
import { WAIT_UNITS, Wait, type WaitCase } from "../vm/wait.ts";
import { badArgument, isReady, nameOf, newChannel, outcomeOf, refusal } from "./channelValue.ts";
import { defineLibrary, type Library } from "./library.ts";
import { engineSeed } from "./random.ts";

/** The library. Section 6: the manual does not know it. */
export const channelLibrary: Library = defineLibrary("channel", {
  make: { manual: "6", signature: "channel.make ([capacity [, options]])", gas: "", run: make },
  select: { manual: "6", signature: "channel.select (case, ···)", gas: "1 per case, 50 when it waits", run: select },
});

function make(cx: CallContext): number {
  const capacity = cx.isNoneOrNil(1) ? 0 : toIntegerValue(numberArgument(cx));
  if (capacity === undefined) return badArgument(cx, 1, "make", "number has no integer representation");
  if (typeof capacity === "bigint" || capacity < 0) return cx.error("makechan: size out of range");
  const options = cx.arg(2);
  if (options !== undefined && !(options instanceof LuaTable)) {
    return badArgument(cx, 2, "make", `table expected, got ${nameOf(cx, 2)}`);
  }
  return cx.ret(newChannel(cx, capacity, options !== undefined && isTrue(options.getStr("any") as LuaValue)));
}

function numberArgument(cx: CallContext): LuaValue {
  const v = cx.arg(1);
  const isNumber = typeof v !== "string" && toNumber(v) !== undefined;
  return isNumber ? v : badArgument(cx, 1, "make", `number expected, got ${nameOf(cx, 1)}`);
}

function isTrue(v: LuaValue): boolean {
  return v !== undefined && v !== false;
}

// ------------------------------------------------------------------ select

/** A select, taken apart. */
interface Selection {
  readonly cases: WaitCase[];
  /** Position of the default case, 0: none; its handler. */
  fallback: number;
  fallbackHandler: LuaValue;
  /** Seconds, and position and handler of the case that says so. */
  timeout: number;
  timeoutAt: number;
  timeoutHandler: LuaValue;
  /** Takes the first ready case instead of any. */
  takesFirst: boolean;
}

function parse(cx: CallContext): Selection {
  const s: Selection = {
    ...{ cases: [], fallback: 0, fallbackHandler: undefined, takesFirst: false },
    ...{ timeout: Number.POSITIVE_INFINITY, timeoutAt: 0, timeoutHandler: undefined },
  };
  for (let i = 1; i <= cx.nargs; i++) {
    const table = cx.arg(i);
    if (!(table instanceof LuaTable)) {
      return badArgument(cx, i, "select", `table expected, got ${nameOf(cx, i)}`);
    }
    parseCase(cx, s, table, i);
  }
  return s;
}

function parseCase(cx: CallContext, s: Selection, table: LuaTable, i: number): void {
  const item = (n: number): LuaValue => table.get(n) as LuaValue;
  const direction = item(1);
  if (typeof direction !== "string") {
    parseOptions(cx, s, table, i);
    return;
  }
  if (direction === "default") {
    if (s.fallback > 0) cx.error("multiple default cases");
    s.fallback = i;
    s.fallbackHandler = item(2);
    return;
  }
  const isSend = direction === "<-|";
  if (!isSend && direction !== "|<-") badArgument(cx, i, "select", `invalid channel direction:${direction}`);
  const object = item(2);
  const channel = channelOf(object);
  if (channel === undefined) badArgument(cx, i, "select", "invalid select case");
  const value = isSend ? item(3) : undefined;
  const refused = isSend ? refusal(cx, channel!, value) : undefined;
  if (refused !== undefined) badArgument(cx, i, "select", refused);
  s.cases.push({ object: object as Userdata, isSend, value, index: i, handler: item(isSend ? 4 : 3) });
}

/** `{timeout = seconds, handler}`, `{first = true}` */
function parseOptions(cx: CallContext, s: Selection, table: LuaTable, i: number): void {
  const timeout = table.getStr("timeout") as LuaValue;
  const first = table.getStr("first") as LuaValue;
  if (timeout === undefined && first === undefined) badArgument(cx, i, "select", "invalid select case");
  if (isTrue(first)) s.takesFirst = true;
  if (timeout === undefined) return;
  const seconds = typeof timeout === "string" ? undefined : toNumber(timeout);
  if (seconds === undefined || Number.isNaN(toDouble(seconds))) badArgument(cx, i, "select", "invalid timeout");
  if (s.timeoutAt > 0) cx.error("multiple timeout cases");
  s.timeout = toDouble(seconds!);
  s.timeoutAt = i;
  s.timeoutHandler = table.get(1) as LuaValue;
}

function select(cx: CallContext): number {
  cx.charge(cx.nargs);
  const s = parse(cx);
  const ready = s.cases.filter(isReady);
  if (ready.length > 0) {
    return take(cx, ready.length === 1 || s.takesFirst ? ready[0]! : ready[draw(cx, ready.length)]!);
  }
  if (s.fallback > 0) return finish(cx, s.fallback, false, undefined, s.fallbackHandler, []);
  if (s.timeout <= 0) return finish(cx, s.timeoutAt, false, undefined, s.timeoutHandler, []);
  cx.checkWait();
  cx.charge(WAIT_UNITS);
  cx.allocate(SIZE.frame + SIZE.slot * s.cases.length);
  const isTimed = s.timeout < Number.POSITIVE_INFINITY;
  const deadline = isTimed ? engineTime(cx) + s.timeout : Number.POSITIVE_INFINITY;
  const wait = new Wait("channel.select", s.cases, deadline);
  if (isTimed) timersOf(cx).add(wait, s.timeoutAt);
  enlist(wait);
  const state: Selecting = { wait, timeoutHandler: s.timeoutHandler };
  return cx.park(wait, SELECTED, state);
}

interface Selecting {
  readonly wait: Wait;
  readonly timeoutHandler: LuaValue;
}

const SELECTED = continuation<Selecting>("channel.select", (cx, { wait, timeoutHandler }) => {
  const { index, ok, value, isRefused } = outcomeOf(cx, wait);
  if (isRefused) return cx.throwValue("send on closed channel");
  const at = wait.cases.find((c) => c.index === index);
  if (at === undefined) return finish(cx, index, false, undefined, timeoutHandler, []);
  return finishCase(cx, at, ok, value);
});

/** Takes a case that is ready. */
function take(cx: CallContext, at: WaitCase): number {
  const channel = channelOf(at.object)!;
  if (!at.isSend) {
    const { ok, value } = receiveNow(channel)!;
    return finishCase(cx, at, ok, value);
  }
  if (channel.capacity > 0) cx.allocate(SIZE.item);
  if (sendNow(channel, at.value) === "closed") return cx.throwValue("send on closed channel");
  return finishCase(cx, at, false, undefined);
}

function finishCase(cx: CallContext, at: WaitCase, ok: boolean, value: LuaValue): number {
  return finish(cx, at.index, ok, value, at.handler, at.isSend ? [at.value] : [ok, value]);
}

/** Calls the handler, if there is one, and returns index, value and whether something was received. */
function finish(
  cx: CallContext,
  index: number,
  ok: boolean,
  value: LuaValue,
  handler: LuaValue,
  args: readonly LuaValue[],
): number {
  if (!isFunction(handler)) return cx.ret3(index, value, ok);
  const state: Handled = { index, value, ok };
  return cx.call(handler, args, HANDLED, state);
}

interface Handled {
  readonly index: number;
  readonly value: LuaValue;
  readonly ok: boolean;
}

const HANDLED = continuation<Handled>("channel.select.handled", (cx, { index, value, ok }) =>
  cx.ret3(index, value, ok),
);

/** One of `n` ready cases: each equally likely, by a generator of its own that starts with the engine's seed. */
function draw(cx: CallContext, n: number): number {
  let generator = cx.libraryData.get("channel") as Xoshiro256 | undefined;
  if (generator === undefined) {
    generator = new Xoshiro256(engineSeed(cx), 1);
    cx.libraryData.set("channel", generator);
  }
  return Number(generator.project(0, n - 1));
}
