/** The basic functions (§6.1). */
import { toLuaFloat, toLuaInteger } from "../base/luaFloat.ts";
import { type CallContext, continuation, nativeFunction, PENDING } from "../vm/callContext.ts";
import { countBytes, registerFinalizer, runCensus, setCollectorRunning } from "../vm/census.ts";
import { runFinalizers } from "../vm/finalizers.ts";
import { MetaEvent } from "../vm/metaEvent.ts";
import { equalStrings, rawSet } from "../vm/metamethods.ts";
import { chargeSkipped } from "../vm/operations.ts";
import { ITERATION_END, keyAt, LuaTable, nextPosition, positionOf, valueAt } from "../vm/table.ts";
import { metamethod, metatableOf, rawEquals, toNumber, toStringValue, typeName } from "../vm/types.ts";
import { type Continuation, type LuaValue, NativeFunction } from "../vm/value.ts";
import { defineLibrary, type Library } from "./library.ts";
import { acceptsChunk, loadChunk } from "./load.ts";
import { dofile, loadfile } from "./loadFile.ts";
import { writeStderr, writeStdout } from "./output.ts";

/** Functions of the basic library, which live in `_G`. */
export const baseLibrary: Library = defineLibrary(
  "_G",
  {
    assert: { manual: "6.1", signature: "assert (v [, message])", gas: "", run: assertValue },
    collectgarbage: {
      manual: "6.1",
      signature: "collectgarbage ([opt [, arg]])",
      gas: "2 per object, 1 per 4 slots, 8 per string from 64 bytes on that a collection reaches",
      run: collectgarbage,
    },
    dofile: { manual: "6.1", signature: "dofile ([filename])", gas: "100, 1 per byte of source", run: dofile },
    error: { manual: "6.1", signature: "error (message [, level])", gas: "", run: error },
    getmetatable: { manual: "6.1", signature: "getmetatable (object)", gas: "", run: getmetatable },
    ipairs: { manual: "6.1", signature: "ipairs (t)", gas: "", run: ipairs },
    load: {
      manual: "6.1",
      signature: "load (chunk [, chunkname [, mode [, env]]])",
      gas: "1 per byte of source",
      run: load,
    },
    loadfile: {
      manual: "6.1",
      signature: "loadfile ([filename [, mode [, env]]])",
      gas: "100, 1 per byte of source",
      run: loadfile,
    },
    next: {
      manual: "6.1",
      signature: "next (table [, index])",
      gas: "1 per 16 bytes of a key over 128 bytes; 1 per 4 entries without a value when more than 64 are passed",
      run: next,
    },
    pairs: { manual: "6.1", signature: "pairs (t)", gas: "", run: pairs },
    pcall: { manual: "6.1", signature: "pcall (f [, arg1, ...])", gas: "", run: pcall },
    print: { manual: "6.1", signature: "print (...)", gas: "1 per 16 bytes and 16 arguments", run: print },
    rawequal: {
      manual: "6.1",
      signature: "rawequal (v1, v2)",
      gas: "1 per 16 bytes of two strings of one length over 128 bytes",
      run: rawequal,
    },
    rawget: {
      manual: "6.1",
      signature: "rawget (table, index)",
      gas: "1 per 16 bytes of a key over 128 bytes",
      run: rawget,
    },
    rawlen: { manual: "6.1", signature: "rawlen (v)", gas: "", run: rawlen },
    rawset: {
      manual: "6.1",
      signature: "rawset (table, index, value)",
      gas: "1 per 16 bytes of a key over 128 bytes",
      run: rawset,
    },
    select: { manual: "6.1", signature: "select (n, ...)", gas: "1 per 16 results", run: select },
    setmetatable: { manual: "6.1", signature: "setmetatable (table, metatable)", gas: "", run: setmetatable },
    tonumber: { manual: "6.1", signature: "tonumber (e [, base])", gas: "1 per 16 bytes", run: tonumber },
    tostring: { manual: "6.1", signature: "tostring (v)", gas: "", run: tostring },
    type: { manual: "6.1", signature: "type (v)", gas: "", run: type },
    warn: { manual: "6.1", signature: "warn (msg1, ...)", gas: "1 per 16 bytes", versions: ["5.4"], run: warn },
    xpcall: {
      manual: "6.1",
      signature: "xpcall (f, msgh [, arg1, ...])",
      gas: "1 per call of the handler, 1 more for each handler that is running",
      run: xpcall,
    },
  },
  { fields: ["_G", "_VERSION"], setup },
);

const NEXT = nativeFunction("next", next);
const TOSTRING = nativeFunction("tostring", tostring);
const IPAIRS_ITERATOR = nativeFunction("ipairs_iterator", ipairsStep);

function setup(cx: CallContext, table: LuaTable): void {
  table.setStr("_G", table);
  table.setStr("_VERSION", `Lua ${cx.version}`);
  cx.collector.warn = showWarning as (state: never, message: string) => void;
  cx.nextFunction = (table.getStr("next") ?? NEXT) as NativeFunction;
  cx.tostringFunction = TOSTRING;
  cx.ipairsIterator = IPAIRS_ITERATOR;
}

function assertValue(cx: CallContext): number {
  if (cx.toBoolean(1)) return cx.retArgs(1);
  cx.checkAny(1);
  const message = cx.nargs < 2 ? "assertion failed!" : cx.arg(2);
  return cx.throwValue(typeof message === "string" ? cx.where(1) + message : message);
}

const COLLECT_OPTIONS = {
  "5.3": ["stop", "restart", "collect", "count", "step", "setpause", "setstepmul", "isrunning"],
  "5.4": [
    "stop",
    "restart",
    "collect",
    "count",
    "step",
    "setpause",
    "setstepmul",
    "isrunning",
    "generational",
    "incremental",
  ],
} as const;

/** Parameters of PUC's collector: no effect, but programs can read them back (§2.5). */
interface CollectorSettings {
  pause: number;
  stepMultiplier: number;
  mode: "incremental" | "generational";
}

function collectorSettings(cx: CallContext): CollectorSettings {
  let settings = cx.libraryData.get("collectgarbage") as CollectorSettings | undefined;
  if (settings === undefined) {
    // the standalone interpreter of 5.4 switches to generational mode
    settings = { pause: 200, stepMultiplier: cx.is54 ? 100 : 200, mode: "generational" };
    cx.libraryData.set("collectgarbage", settings);
  }
  return settings;
}

const KILOBYTE = 1024;
/** 5.3: least step multiplier. */
const MIN_STEP_MULTIPLIER = 40;

/** Argument `i` as a C int, 0 when absent. */
function intArgument(cx: CallContext, i: number): number {
  const n = cx.optInteger(i, 0);
  return typeof n === "number" ? n | 0 : Number(BigInt.asIntN(32, n));
}

/** 5.4 keeps a parameter in a byte, in units of four. */
function packParameter(n: number): number {
  return (Math.trunc(n / 4) & 255) * 4;
}

function collectgarbage(cx: CallContext): number {
  const option = cx.option<string>(1, COLLECT_OPTIONS[cx.version], "collect");
  const settings = collectorSettings(cx);
  if (!cx.is54) {
    const argument = intArgument(cx, 2);
    return collectorOption(cx, option, settings, argument);
  }
  const parameters = PARAMETERS[option] ?? 0;
  const values: number[] = [];
  for (let i = 0; i < parameters; i++) values.push(intArgument(cx, 2 + i));
  // a finaliser cannot control the collector
  if (cx.finalizing) return cx.ret(undefined);
  if (option === "incremental" || option === "generational") {
    const previous = settings.mode;
    settings.mode = option;
    if (option === "incremental") {
      if (values[0] !== 0) settings.pause = packParameter(values[0]!);
      if (values[1] !== 0) settings.stepMultiplier = packParameter(values[1]!);
    }
    return cx.ret(previous);
  }
  return collectorOption(cx, option, settings, values[0] ?? 0);
}

/** Number of numeric arguments of the options, in 5.4. */
const PARAMETERS: Readonly<Record<string, number>> = Object.freeze({
  step: 1,
  setpause: 1,
  setstepmul: 1,
  generational: 2,
  incremental: 3,
});

function collectorOption(cx: CallContext, option: string, settings: CollectorSettings, argument: number): number {
  switch (option) {
    case "stop":
    case "restart":
      setCollectorRunning(cx, option === "restart");
      return cx.ret(0);
    case "count":
      return cx.ret(toLuaFloat(countBytes(cx) / KILOBYTE));
    case "step":
      // each step is a whole cycle
      runCensus(cx);
      return runFinalizers(cx, "collect", true);
    case "setpause": {
      const previous = settings.pause;
      settings.pause = cx.is54 ? packParameter(argument) : argument;
      return cx.ret(previous);
    }
    case "setstepmul": {
      const previous = settings.stepMultiplier;
      settings.stepMultiplier = cx.is54 ? packParameter(argument) : Math.max(argument, MIN_STEP_MULTIPLIER);
      return cx.ret(previous);
    }
    case "isrunning":
      return cx.ret(cx.collector.running);
    default:
      runCensus(cx);
      return runFinalizers(cx, "collect", 0);
  }
}

function error(cx: CallContext): number {
  const level = cx.optPosition(2, 1);
  const value = cx.arg(1);
  if (typeof value === "string" && level > 0) return cx.throwValue(cx.where(level) + value);
  return cx.throwValue(value);
}

function getmetatable(cx: CallContext): number {
  const meta = metatableOf(cx, cx.checkAny(1));
  if (meta === null) return cx.ret(undefined);
  const field = meta.getStr("__metatable") as LuaValue;
  return cx.ret(field === undefined ? meta : field);
}

function setmetatable(cx: CallContext): number {
  const table = cx.table(1);
  const meta = cx.arg(2);
  if (!(meta instanceof LuaTable) && (meta !== undefined || cx.nargs < 2)) {
    if (cx.is54) return cx.typeError(2, "nil or table");
    return cx.argError(2, "nil or table expected");
  }
  if (table.meta !== null && table.meta.getStr("__metatable") !== undefined) {
    return cx.error("cannot change a protected metatable");
  }
  table.checkMutable();
  table.meta = meta === undefined ? null : meta;
  registerFinalizer(cx, table);
  return cx.ret(table);
}

function rawequal(cx: CallContext): number {
  const a = cx.checkAny(1);
  const b = cx.checkAny(2);
  if (typeof a === "string" && typeof b === "string") return cx.ret(equalStrings(cx, a, b));
  return cx.ret(rawEquals(a, b));
}

function rawget(cx: CallContext): number {
  const table = cx.table(1);
  const key = cx.checkAny(2);
  if (typeof key === "string") cx.chargeLong(key.length);
  return cx.ret(table.get(key) as LuaValue);
}

function rawset(cx: CallContext): number {
  const table = cx.table(1);
  const key = cx.checkAny(2);
  rawSet(cx, table, key, cx.checkAny(3));
  return cx.ret(table);
}

function rawlen(cx: CallContext): number {
  const v = cx.arg(1);
  if (v instanceof LuaTable) return cx.ret(v.length());
  if (typeof v === "string") return cx.ret(v.length);
  return cx.is54 ? cx.typeError(1, "table or string") : cx.argError(1, "table or string expected");
}

function type(cx: CallContext): number {
  return cx.ret(typeName(cx.checkAny(1)));
}

// ------------------------------------------------------------------ traversal

function next(cx: CallContext): number {
  const table = cx.table(1);
  const key = cx.arg(2);
  if (typeof key === "string") cx.chargeLong(key.length);
  const position = cx.iterTable === table && cx.iterKey === key ? cx.iterPosition : positionOf(table, key);
  if (position === ITERATION_END) return cx.throwValue(`${cx.native === null ? cx.where(1) : ""}invalid key to 'next'`);
  const following = nextPosition(table, position);
  if (following !== position + 4) chargeSkipped(cx, table, position, following);
  if (following === ITERATION_END) return cx.ret(undefined);
  const nextKey = keyAt(table, following) as LuaValue;
  cx.iterTable = table;
  cx.iterKey = nextKey;
  cx.iterPosition = following;
  return cx.ret2(nextKey, valueAt(table, following) as LuaValue);
}

const pairsDone = continuation("pairs", (cx: CallContext) => cx.ret3(cx.arg(1), cx.arg(2), cx.arg(3)));

function pairs(cx: CallContext): number {
  const v = cx.checkAny(1);
  const handler = metamethod(cx, v, MetaEvent.PAIRS);
  if (handler !== undefined) return cx.call1(handler, v, pairsDone, undefined);
  return cx.ret3(cx.nextFunction!, v, undefined);
}

function ipairs(cx: CallContext): number {
  return cx.ret3(cx.ipairsIterator!, cx.checkAny(1), 0);
}

const ipairsGot = continuation("ipairs", (cx: CallContext, i: LuaValue) => {
  const v = cx.arg(1);
  return v === undefined ? cx.ret(undefined) : cx.ret2(i, v);
});

function ipairsStep(cx: CallContext): number {
  const previous = cx.integer(2);
  const i =
    typeof previous === "number" && Number.isSafeInteger(previous + 1)
      ? previous + 1
      : toLuaInteger(BigInt(previous) + 1n);
  const v = cx.index(cx.arg(1), i);
  if (v === PENDING) return cx.callPending(ipairsGot, i);
  return v === undefined ? cx.ret(undefined) : cx.ret2(i, v as LuaValue);
}

function select(cx: CallContext): number {
  const first = cx.arg(1);
  if (first === "#") return cx.ret(cx.nargs - 1);
  let n = cx.position(1);
  if (n < 0) n = cx.nargs + n;
  else if (n > cx.nargs) n = cx.nargs;
  if (n < 1) return cx.argError(1, "index out of range");
  cx.charge((cx.nargs - n) >> 4);
  return cx.retArgs(n + 1);
}

// ------------------------------------------------------------------ conversion

const tostringDone = continuation("tostring", (cx: CallContext) => cx.ret(cx.tostringResult()));

function tostring(cx: CallContext): number {
  const s = cx.tostring(cx.checkAny(1));
  return s === PENDING ? cx.callPending(tostringDone, undefined) : cx.ret(s);
}

function tonumber(cx: CallContext): number {
  if (cx.isNoneOrNil(2)) {
    const v = cx.checkAny(1);
    if (typeof v === "number") return cx.ret(v);
    if (typeof v === "string") cx.chargeBytes(v.length);
    return cx.ret(toNumber(v));
  }
  const base = cx.position(2);
  const s = cx.arg(1);
  if (typeof s !== "string") return cx.typeError(1, "string");
  if (base < 2 || base > 36) return cx.argError(2, "base out of range");
  cx.chargeBytes(s.length);
  return cx.ret(digitsToInteger(s, base));
}

function isSpace(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13);
}

function digitValue(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 122 ? lower - 87 : 99;
}

/** Integer in any base, wrapping around; surrounding white space and a sign are allowed. */
function digitsToInteger(s: string, base: number): LuaValue {
  let i = 0;
  let end = s.length;
  while (i < end && isSpace(s.charCodeAt(i))) i++;
  while (end > i && isSpace(s.charCodeAt(end - 1))) end--;
  const negative = s[i] === "-";
  if (negative || s[i] === "+") i++;
  if (i >= end) return undefined;
  let small = 0;
  let big: bigint | undefined;
  for (; i < end; i++) {
    const digit = digitValue(s.charCodeAt(i));
    if (digit >= base) return undefined;
    if (big === undefined && small > 2 ** 47) big = BigInt(small);
    if (big === undefined) small = small * base + digit;
    else big = BigInt.asIntN(64, big * BigInt(base) + BigInt(digit));
  }
  if (big !== undefined) return toLuaInteger(negative ? -big : big);
  return negative && small !== 0 ? -small : small;
}

// ------------------------------------------------------------------ protected calls

const pcallDone = continuation("pcall", (cx: CallContext) => {
  if (cx.callFailed) return cx.ret2(false, cx.arg(1));
  return prependTrue(cx);
});

/** true and then the arguments. The results start just below the arguments or lower. */
function prependTrue(cx: CallContext): number {
  const { stack, resBase, base, nargs } = cx;
  if (resBase + 1 !== base) for (let i = 0; i < nargs; i++) stack[resBase + 1 + i] = stack[base + i];
  stack[resBase] = true;
  return nargs + 1;
}

function pcall(cx: CallContext): number {
  cx.checkAny(1);
  cx.callArgs = cx.nargs - 1;
  const signal = cx.callPending(pcallDone, undefined, cx.base);
  cx.callProtected = true;
  return signal;
}

function xpcall(cx: CallContext): number {
  const handler = cx.function(2);
  const { stack, base } = cx;
  stack[base + 1] = stack[base];
  cx.callArgs = cx.nargs - 2;
  const signal = cx.callPending(pcallDone, undefined, base + 1);
  cx.callProtected = true;
  cx.callHandler = handler;
  return signal;
}

// ------------------------------------------------------------------ load

interface LoadState {
  readonly reader: LuaValue;
  readonly chunkName: string;
  readonly mode: string;
  readonly env: LuaValue;
  readonly pieces: string[];
  length: number;
}

const loadPiece: Continuation = continuation("load", (cx: CallContext, s: LoadState): number => {
  if (cx.callFailed) return cx.ret2(undefined, cx.arg(1));
  cx.charge(1);
  const value = cx.arg(1);
  // a number counts as its text
  const piece = toStringValue(value);
  if (value === undefined || piece === "") return finishLoad(cx, s, s.pieces.join(""));
  if (piece === undefined) return cx.ret2(undefined, `${cx.where(1)}reader function must return a string`);
  s.length += piece.length;
  if (s.length > cx.limits.sourceLength) return cx.ret2(undefined, "chunk too large");
  s.pieces.push(piece);
  // The first piece tells the kind of chunk: the reader is not asked for more of a kind that is not accepted.
  if (s.pieces.length === 1 && !acceptsChunk(cx, piece, s.mode)) return finishLoad(cx, s, piece);
  return cx.protectedCall(s.reader, [], loadPiece, s);
});

function finishLoad(cx: CallContext, s: LoadState, chunk: string): number {
  const result = loadChunk(cx, chunk, s.chunkName, s.mode, s.env);
  return typeof result === "string" ? cx.ret2(undefined, result) : cx.ret(result);
}

function load(cx: CallContext): number {
  const value = cx.arg(1);
  const chunk = toStringValue(value) ?? value;
  const mode = cx.optString(3, "bt");
  const s: LoadState = {
    reader: chunk,
    chunkName: typeof chunk === "string" ? cx.optString(2, chunk) : cx.optString(2, "=(load)"),
    mode,
    env: cx.nargs >= 4 ? cx.arg(4) : cx.globals,
    pieces: [],
    length: 0,
  };
  if (typeof chunk === "string") return finishLoad(cx, s, chunk);
  cx.function(1);
  return cx.protectedCall(chunk, [], loadPiece, s);
}

// ------------------------------------------------------------------ output

interface PrintState {
  i: number;
  readonly values: LuaValue[];
  text: string;
  /** For listeners: what has been written already; undefined when there were none. */
  shown: string | undefined;
}

const printGo = continuation("print", (cx: CallContext, s: PrintState) => {
  const piece = cx.is54 ? cx.tostringResult() : toStringValue(cx.arg(1));
  if (piece === undefined) return cx.error("'tostring' must return a string to 'print'");
  if (s.i > 0) s.text += "\t";
  s.text += piece;
  s.i++;
  return printRest(cx, s);
});

/** Converts value by value. What has been converted is written before a function is called, which may fail or print. */
function printRest(cx: CallContext, s: PrintState): number {
  // 5.3 calls whatever the global `tostring` is.
  const convert = cx.is54 ? undefined : cx.globals.getStr("tostring");
  const isOwn = cx.is54 || (convert instanceof NativeFunction && convert.impl === tostring);
  for (; s.i < s.values.length; s.i++) {
    const piece = isOwn ? cx.tostring(s.values[s.i]) : PENDING;
    if (piece === PENDING) {
      if (s.text !== "") writeStdout(cx, s.text);
      if (s.shown !== undefined) s.shown += s.text;
      s.text = "";
      return cx.is54 ? cx.callPending(printGo, s) : cx.call1(convert, s.values[s.i], printGo, s);
    }
    if (s.i > 0) s.text += "\t";
    s.text += piece as string;
  }
  writeStdout(cx, `${s.text}\n`);
  if (cx.observer !== null && s.shown !== undefined) cx.observer.print?.(s.shown + s.text, s.values);
  return 0;
}

function print(cx: CallContext): number {
  cx.charge(cx.nargs >> 4);
  const s: PrintState = { i: 0, values: [], text: "", shown: cx.observer?.print ? "" : undefined };
  for (let i = 1; i <= cx.nargs; i++) s.values.push(cx.arg(i));
  return printRest(cx, s);
}

interface WarnState {
  on: boolean;
  continues: boolean;
}

function warn(cx: CallContext): number {
  cx.string(1);
  let message = "";
  for (let i = 1; i <= cx.nargs; i++) message += cx.string(i);
  cx.chargeBytes(message.length);
  const s = warnState(cx);
  if (cx.nargs === 1 && message.startsWith("@")) {
    if (message === "@on") s.on = true;
    else if (message === "@off") s.on = false;
    return 0;
  }
  showWarning(cx, message);
  return 0;
}

function warnState(cx: CallContext): WarnState {
  let s = cx.libraryData.get("warn") as WarnState | undefined;
  if (s === undefined) {
    s = { on: cx.warningsOn, continues: false };
    cx.libraryData.set("warn", s);
  }
  return s;
}

function showWarning(cx: CallContext, message: string): void {
  if (cx.observer !== null) cx.observer.warn?.(message);
  if (warnState(cx).on) writeStderr(cx, `Lua warning: ${message}\n`);
}
