/** The operating system library (§6.9), over what the host injects. */
import { bytesToString, decodeUtf8, encodeUtf8 } from "../base/byteString.ts";
import { type CommandResult, type ExitStatus, HostFault, type LuaFs, type LuaStat } from "../base/host.ts";
import { toLuaFloat, toLuaInteger } from "../base/luaFloat.ts";
import { type CallContext, continuation, PENDING } from "../vm/callContext.ts";
import { ExitRequest } from "../vm/errors.ts";
import type { LuaTable } from "../vm/table.ts";
import { toIntegerValue, toNumber } from "../vm/types.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";
import { lacks } from "./capability.ts";
import { type CivilTime, civilFromBigTime, conversionLength, convert, timeFromCivil, type Zone } from "./date.ts";
import { cString, faultOf, hostCall, LOOKUP_COST, nameArgument } from "./hostCall.ts";
import { exitResult, flushOpenFiles } from "./ioFile.ts";
import { defineLibrary, type Library } from "./library.ts";
import { writeStderr, writeStdout } from "./output.ts";

const EACCES = 13;
/** Seconds per unit of gas, when the host gives no clock. */
const SECONDS_PER_UNIT = 1e-9;
/** Times whose year fits C's `int` (counted from 1900). */
const FIRST_TIME = -67_768_040_609_740_800n;
const LAST_TIME = 67_768_036_191_676_799n;
const INT_MAX = 2 ** 31 - 1;
const HOUR = 3600;
const DAY = 86_400n;

/** The os library. */
export const osLibrary: Library = defineLibrary("os", {
  clock: { manual: "6.9", signature: "os.clock ()", gas: "", run: clock },
  date: {
    manual: "6.9",
    signature: "os.date ([format [, time]])",
    gas: "1 per 16 bytes of format and result",
    run: date,
  },
  difftime: { manual: "6.9", signature: "os.difftime (t2, t1)", gas: "", run: difftime },
  execute: { manual: "6.9", signature: "os.execute ([command])", gas: "100", run: execute },
  exit: { manual: "6.9", signature: "os.exit ([code [, close]])", gas: "", run: exit },
  getenv: { manual: "6.9", signature: "os.getenv (varname)", gas: "", run: getenv },
  remove: { manual: "6.9", signature: "os.remove (filename)", gas: "100", run: remove },
  rename: { manual: "6.9", signature: "os.rename (oldname, newname)", gas: "100", run: rename },
  setlocale: { manual: "6.9", signature: "os.setlocale (locale [, category])", gas: "", run: setlocale },
  time: { manual: "6.9", signature: "os.time ([table])", gas: "", run: time },
  tmpname: { manual: "6.9", signature: "os.tmpname ()", gas: "100", run: tmpname },
});

// ------------------------------------------------------------------ time

function clock(cx: CallContext): number {
  const { clock: host } = cx.env;
  return cx.ret(toLuaFloat((host?.cpu() ?? 0) + elapsed(cx)));
}

/** Seconds by which the work done so far moves the clock on: without a host's clock, or with one that says so. */
function elapsed(cx: CallContext): number {
  const { clock: host } = cx.env;
  if (host === undefined) return cx.used * SECONDS_PER_UNIT;
  return host.perInstruction === undefined ? 0 : cx.used * host.perInstruction;
}

function now(cx: CallContext): number {
  return Math.floor((cx.env.clock?.now() ?? 0) + elapsed(cx));
}

function difftime(cx: CallContext): number {
  const a = cx.integer(1);
  const b = cx.integer(2);
  return cx.ret(toLuaFloat(Number(BigInt(a) - BigInt(b))));
}

/** The local zone at a time. */
function zoneAt(cx: CallContext, at: number): Zone {
  const { env } = cx;
  return { offset: env.timezoneOffset?.(at) ?? 0, name: () => encodeUtf8(env.timezoneName?.(at) ?? "UTC") };
}

const UTC: Zone = Object.freeze({ offset: 0, name: () => "GMT" });

/** The offsets of a year without and with daylight saving time: the smaller and the larger one of January and July. */
function yearOffsets(cx: CallContext, year: number): { standard: number; summer: number } {
  const january = zoneAt(cx, Number(timeFromCivil(year, 1, 1, 12, 0, 0))).offset;
  const july = zoneAt(cx, Number(timeFromCivil(year, 7, 1, 12, 0, 0))).offset;
  return { standard: Math.min(january, july), summer: Math.max(january, july) };
}

/** Whether daylight saving time is in force. */
function isSummerTime(cx: CallContext, at: number, year: number): boolean {
  return cx.env.timezoneOffset !== undefined && zoneAt(cx, at).offset > yearOffsets(cx, year).standard;
}

function date(cx: CallContext): number {
  let format = cx.optString(1, "%c");
  const at = BigInt(cx.isNoneOrNil(2) ? now(cx) : cx.integer(2));
  cx.chargeBytes(format.length);
  const isUtc = format.startsWith("!");
  if (isUtc) format = format.slice(1);
  const near = Number(at);
  const zone = isUtc ? UTC : zoneAt(cx, near);
  const local = at + BigInt(zone.offset);
  if (local < FIRST_TIME || local > LAST_TIME) {
    return cx.error(`${cx.is54 ? "date" : "time"} result cannot be represented in this installation`);
  }
  const civil = civilFromBigTime(local);
  if (format === "*t") {
    const table = cx.newTable(0, 9);
    setFields(table, civil, !isUtc && isSummerTime(cx, near, civil.year));
    return cx.ret(table);
  }
  let text = "";
  let from = 0;
  for (let at = format.indexOf("%"); at >= 0; at = format.indexOf("%", from)) {
    const length = conversionLength(format, at + 1);
    if (length === 0) {
      const shown = cString(format.slice(at + 1));
      return cx.argError(1, `invalid conversion specifier '%${shown}'`);
    }
    text += format.slice(from, at) + convert(format.charAt(at + length), civil, zone);
    from = at + 1 + length;
  }
  text += format.slice(from);
  cx.reserveString(text.length);
  return cx.ret(text);
}

function setFields(table: LuaTable, t: CivilTime, isDst: boolean): void {
  table.setStr("year", t.year);
  table.setStr("month", t.month);
  table.setStr("day", t.day);
  table.setStr("hour", t.hour);
  table.setStr("min", t.minute);
  table.setStr("sec", t.second);
  table.setStr("yday", t.yearday + 1);
  table.setStr("wday", t.weekday + 1);
  table.setStr("isdst", isDst);
}

/** A field of the argument of `os.time`: its default (none: it must be there), and how far C's field is from it. */
interface DateField {
  readonly name: string;
  readonly fallback: number | undefined;
  readonly delta: number;
}

/** In the order in which the reference reads them, which shows in its messages. */
const FIELDS_54: readonly DateField[] = [
  { name: "year", fallback: undefined, delta: 1900 },
  { name: "month", fallback: undefined, delta: 1 },
  { name: "day", fallback: undefined, delta: 0 },
  { name: "hour", fallback: 12, delta: 0 },
  { name: "min", fallback: 0, delta: 0 },
  { name: "sec", fallback: 0, delta: 0 },
];
const FIELDS_53: readonly DateField[] = ["sec", "min", "hour", "day", "month", "year"].map(
  (name) => FIELDS_54.find((field) => field.name === name)!,
);

/** Reading the fields may call metamethods, so what has been read is kept here. */
interface TimeState {
  readonly table: LuaTable;
  /** By the order of the dialect. */
  readonly values: number[];
}

function time(cx: CallContext): number {
  if (cx.isNoneOrNil(1)) return cx.ret(now(cx));
  return readFields(cx, { table: cx.table(1), values: [] });
}

const fieldRead: Continuation = continuation("os.time", (cx: CallContext, s: TimeState) => {
  if (s.values.length === FIELDS_54.length) return makeTime(cx, s, cx.arg(1));
  s.values.push(fieldValue(cx, fieldOrder(cx)[s.values.length]!, cx.arg(1)));
  return readFields(cx, s);
});

function fieldOrder(cx: CallContext): readonly DateField[] {
  return cx.is54 ? FIELDS_54 : FIELDS_53;
}

function readFields(cx: CallContext, s: TimeState): number {
  const order = fieldOrder(cx);
  while (s.values.length < order.length) {
    const field = order[s.values.length]!;
    const v = cx.index(s.table, field.name);
    if (v === PENDING) return cx.callPending(fieldRead, s);
    s.values.push(fieldValue(cx, field, v as LuaValue));
  }
  const isDst = cx.index(s.table, "isdst");
  return isDst === PENDING ? cx.callPending(fieldRead, s) : makeTime(cx, s, isDst as LuaValue);
}

function fieldValue(cx: CallContext, field: DateField, v: LuaValue): number {
  const { name, fallback, delta } = field;
  if (typeof v === "string") cx.chargeLong(v.length);
  const n = toIntegerValue(v);
  if (n === undefined) {
    if (v !== undefined || toNumber(v) !== undefined) return cx.error(`field '${name}' is not an integer`);
    return fallback ?? cx.error(`field '${name}' missing in date table`);
  }
  const x = Number(n);
  const isInRange = cx.is54
    ? x >= 0
      ? x - delta <= INT_MAX
      : x >= -INT_MAX - 1 + delta
    : Math.abs(x) <= (INT_MAX - 1) / 2;
  return isInRange ? x : cx.error(`field '${name}' is out-of-bound`);
}

/** mktime: the local time of the fields, which are normalised in the table. */
function makeTime(cx: CallContext, s: TimeState, isDstField: LuaValue): number {
  const order = fieldOrder(cx);
  const value = (name: string): number => s.values[order.findIndex((field) => field.name === name)]!;
  const wall = timeFromCivil(value("year"), value("month"), value("day"), value("hour"), value("min"), value("sec"));
  let result = fromWallClock(cx, wall);
  if (isDstField !== undefined) {
    const { standard, summer } = yearOffsets(cx, civilFromBigTime(wall).year);
    if (isDstField === false) result = wall - BigInt(standard);
    else result = wall - BigInt(summer === standard ? standard + HOUR : summer);
  }
  const local = result + BigInt(zoneAt(cx, Number(result)).offset);
  if (result === -1n || local < FIRST_TIME || local > LAST_TIME) {
    return cx.error("time result cannot be represented in this installation");
  }
  const civil = civilFromBigTime(local);
  setFields(s.table, civil, isSummerTime(cx, Number(result), civil.year));
  return cx.ret(toLuaInteger(result));
}

/** The time at which clocks show `wall`; where they show it twice or never, by the offset without daylight saving. */
function fromWallClock(cx: CallContext, wall: bigint): bigint {
  const offsetAt = (time: bigint): number => zoneAt(cx, Number(time)).offset;
  const before = offsetAt(wall - DAY);
  const after = offsetAt(wall + DAY);
  const standard = Math.min(before, after);
  const summer = Math.max(before, after);
  const plain = wall - BigInt(standard);
  const ahead = wall - BigInt(summer);
  return offsetAt(plain) !== standard && offsetAt(ahead) === summer ? ahead : plain;
}

// ------------------------------------------------------------------ files

function noFiles(): never {
  throw new HostFault("Permission denied", EACCES);
}

/** Success is true, failure is nil, message and number; `name` goes in front of the message when given. */
const fileDone: Continuation = continuation("os.file", (cx: CallContext, name: string | undefined) => {
  const outcome = cx.settled!;
  if (outcome.ok) return cx.ret(true);
  const fault = faultOf(outcome);
  return cx.retFail(name === undefined ? fault.message : `${name}: ${fault.message}`, fault.errno);
});

const removeFound: Continuation = continuation("os.remove", (cx: CallContext, name: string) => {
  const outcome = cx.settled!;
  if (!outcome.ok) return fileDone.run(cx as never, name as never);
  const stat = outcome.value as LuaStat | undefined;
  const fs = cx.env.fs as LuaFs;
  const path = decodeUtf8(name);
  return hostCall(cx, () => (stat?.type === "directory" ? fs.rmdir(path) : fs.unlink(path)), fileDone, name);
});

function remove(cx: CallContext): number {
  const name = nameArgument(cx, 1);
  const { fs } = cx.env;
  if (fs === undefined) lacks(cx, "fs", name);
  cx.charge(LOOKUP_COST);
  return hostCall(cx, () => (fs === undefined ? noFiles() : fs.stat(decodeUtf8(name), false)), removeFound, name);
}

function rename(cx: CallContext): number {
  const name = nameArgument(cx, 1);
  const from = decodeUtf8(name);
  const to = decodeUtf8(nameArgument(cx, 2));
  const { fs } = cx.env;
  if (fs === undefined) lacks(cx, "fs", name);
  cx.charge(LOOKUP_COST);
  return hostCall(cx, () => (fs === undefined ? noFiles() : fs.rename(from, to)), fileDone, undefined);
}

function tmpname(cx: CallContext): number {
  const { env } = cx;
  if (env.tmpname === undefined) lacks(cx, "tmpname", "");
  if (env.tmpname === undefined) return cx.error("unable to generate a unique filename");
  cx.charge(LOOKUP_COST);
  let name: string;
  try {
    name = env.tmpname();
  } catch (reason) {
    faultOf({ reason });
    return cx.error("unable to generate a unique filename");
  }
  return cx.ret(encodeUtf8(name));
}

// ------------------------------------------------------------------ process

const executed: Continuation = continuation("os.execute", (cx: CallContext) => {
  const outcome = cx.settled!;
  if (outcome.ok) return commandEnded(cx, outcome.value as ExitStatus | CommandResult);
  const fault = faultOf(outcome);
  return cx.retFail(fault.message, fault.errno);
});

/** A command that the host ran for its output writes it where the script's own goes. */
function commandEnded(cx: CallContext, result: ExitStatus | CommandResult): number {
  if ("kind" in result) return exitResult(cx, result);
  const { code, stdout, stderr } = result;
  if (stdout.length > 0) writeStdout(cx, bytesToString(stdout));
  if (stderr.length > 0) writeStderr(cx, bytesToString(stderr));
  return exitResult(cx, { kind: "exit", code });
}

function execute(cx: CallContext): number {
  const { exec } = cx.env;
  if (cx.isNoneOrNil(1)) return cx.ret(exec !== undefined);
  const command = nameArgument(cx, 1);
  if (exec === undefined) {
    lacks(cx, "exec", command);
    return cx.retFail("Permission denied", EACCES);
  }
  cx.charge(LOOKUP_COST);
  return hostCall(cx, () => exec(decodeUtf8(command)), executed, undefined);
}

/** Exit codes are C ints. What waits in buffers goes to the files, as C's exit does it; the host learns the code. */
function exit(cx: CallContext): number {
  const v = cx.arg(1);
  const code = typeof v === "boolean" ? (v ? 0 : 1) : Number(BigInt.asIntN(32, BigInt(cx.optInteger(1, 0))));
  void flushOpenFiles(cx);
  cx.env.exit?.(code);
  throw new ExitRequest(code, cx.toBoolean(2));
}

function getenv(cx: CallContext): number {
  const name = decodeUtf8(nameArgument(cx, 1));
  const { variables } = cx.env;
  if (variables === undefined) lacks(cx, "variables", encodeUtf8(name));
  if (variables === undefined || !Object.hasOwn(variables, name)) return cx.ret(undefined);
  return cx.ret(encodeUtf8(variables[name]!));
}

/** There is one locale, "C", also known as "POSIX" and as the default. */
function setlocale(cx: CallContext): number {
  const locale = cx.optString(1, undefined);
  cx.option(2, ["all", "collate", "ctype", "monetary", "numeric", "time"], "all");
  const isKnown = locale === undefined || locale === "" || locale === "C" || locale === "POSIX";
  return cx.ret(isKnown ? "C" : undefined);
}
