/** `.log` (AO 6.5, 7.6): lines through the `print` of whoever looks at them, looked up at call time. */
import { isNumber, toDouble } from "../../base/luaFloat.ts";
import { defineLibrary, type Library } from "../../stdlib/library.ts";
import { type CallContext, continuation, nativeFunction, PENDING } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import type { NativeClosureKind } from "../../vm/snapshot/registry.ts";
import { ANY, list, NATURAL, optional, record, type Schema } from "../../vm/snapshot/schema.ts";
import { LuaTable } from "../../vm/table.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { bintText } from "./bintValue.ts";
import type { AoModule } from "./module.ts";
import { moduleTemplate, openTable } from "./moduleTable.ts";
import { CIRCULAR } from "./stringify.ts";
import { entriesOf, spaces } from "./text.ts";
import { type CopyRules, copyTree } from "./treeCopy.ts";

// ------------------------------------------------------------------ lines

/** A table whose lines are being made. */
interface Frame {
  readonly table: LuaTable;
  readonly keys: readonly LuaValue[];
  readonly values: readonly LuaValue[];
  at: number;
}

/** What is to be printed for some values, one `print` each: scalars as they are, tables as lines. Stops at the first nil. */
export function logLines(cx: CallContext, values: readonly LuaValue[]): LuaValue[] {
  const lines: LuaValue[] = [];
  for (const v of values) {
    if (v === undefined) break;
    cx.charge(1);
    if (v instanceof LuaTable) addTable(cx, lines, v);
    else lines.push(v);
  }
  return lines;
}

function addTable(cx: CallContext, lines: LuaValue[], table: LuaTable): void {
  const frames: Frame[] = [];
  const open = new Set<LuaTable>();
  const enter = (t: LuaTable): void => {
    cx.allocate(128);
    open.add(t);
    frames.push({ table: t, ...entriesOf(cx, t), at: 0 });
  };
  const add = (depth: number, text: string): void => {
    const indent = spaces(cx, depth * 2);
    cx.reserveString(indent.length + text.length);
    lines.push(indent + text);
  };
  lines.push("");
  enter(table);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.at === frame.keys.length) {
      open.delete(frame.table);
      frames.pop();
      if (frames.length > 0) add(frames.length, "}");
      continue;
    }
    const i = frame.at++;
    const key = cx.plainTostring(frame.keys[i]);
    const v = frame.values[i];
    if (!(v instanceof LuaTable)) add(frames.length, `${key} = ${cx.plainTostring(v)}`);
    else if (open.has(v)) add(frames.length, `${key} = ${CIRCULAR}`);
    else {
      add(frames.length, `${key} = {`);
      enter(v);
    }
  }
  lines.push("");
}

/** Lines being printed. */
interface PrintState {
  readonly print: LuaValue;
  readonly lines: readonly LuaValue[];
  at: number;
}

/** Verbosity from which on the functions print. */
const LEVELS = { debug: 2, warn: 1, info: 0 } as const;

function logAt(cx: CallContext, level: number): number {
  const env = cx.native!.upvalues[0] as LuaTable;
  const verbosity = env.getStr("PrintVerb") as LuaValue;
  if ((isNumber(verbosity) ? toDouble(verbosity) : 0) < level) return cx.ret0();
  const values: LuaValue[] = [];
  for (let i = 1; i <= cx.nargs; i++) values.push(cx.arg(i));
  return printNext(cx, { print: env.getStr("print") as LuaValue, lines: logLines(cx, values), at: 0 });
}

function printNext(cx: CallContext, s: PrintState): number {
  return s.at < s.lines.length ? cx.call1(s.print, s.lines[s.at], PRINTED, s) : cx.ret0();
}

const PRINTED: Continuation = continuation<PrintState>("log.print", (cx, s) => {
  s.at++;
  return printNext(cx, s);
});

// ------------------------------------------------------------------ fixed-point text

/** The arguments of `hr` beside the number. */
interface FixedState {
  readonly places: number;
  readonly decimals: number | undefined;
}

/** log.hr (bint, places [, decimals]) */
function hr(cx: CallContext): number {
  const v = cx.checkAny(1);
  const s: FixedState = {
    places: Math.max(0, cx.optPosition(2, 0)),
    decimals: cx.isNoneOrNil(3) ? undefined : Math.max(0, cx.position(3)),
  };
  const text = bintText(cx, v) ?? cx.tostring(v);
  return text === PENDING ? cx.callPending(TEXT_MADE, s) : cx.ret(fixedText(cx, text, s));
}

const TEXT_MADE: Continuation = continuation<FixedState>("log.hr", (cx, s) =>
  cx.ret(fixedText(cx, cx.tostringResult(), s)),
);

function fixedText(cx: CallContext, text: string, { places, decimals }: FixedState): string {
  const isNegative = text.startsWith("-");
  const number = isNegative ? text.slice(1) : text;
  cx.reserveString(number.length + places + (decimals ?? 0) + 2);
  const digits = number.padStart(places + 1, "0");
  const point = digits.length - places;
  let whole = digits.slice(0, point);
  let fraction = digits.slice(point);
  if (decimals === undefined) fraction = withoutZeros(fraction);
  else if (fraction.length <= decimals) fraction = fraction.padEnd(decimals, "0");
  else {
    const kept = whole + fraction.slice(0, decimals);
    const rounded = fraction.charCodeAt(decimals) >= 53 ? increment(kept) : kept;
    whole = rounded.slice(0, rounded.length - decimals);
    fraction = rounded.slice(rounded.length - decimals);
  }
  return `${isNegative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

function withoutZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}

/** The decimal digits of the number that is one larger. */
function increment(digits: string): string {
  let at = digits.length - 1;
  while (at >= 0 && digits.charCodeAt(at) === 57) at--;
  const zeros = "0".repeat(digits.length - 1 - at);
  if (at < 0) return `1${zeros}`;
  return digits.slice(0, at) + String.fromCharCode(digits.charCodeAt(at) + 1) + zeros;
}

// ------------------------------------------------------------------ texts of scalars

const AS_TEXT: CopyRules = Object.freeze({
  key: (_: CallContext, key: LuaValue): LuaValue => key,
  leaf: (cx: CallContext, v: LuaValue): LuaValue => bintText(cx, v) ?? cx.plainTostring(v),
  isLeaf: (cx: CallContext, table: LuaTable): boolean => bintText(cx, table) !== undefined,
  circular: (): LuaValue => CIRCULAR,
});

/** `log.serializeData`: a copy in which each scalar is its text, a bint its decimal text. */
export function serializeData(cx: CallContext, value: LuaValue): LuaValue {
  return copyTree(cx, value, AS_TEXT);
}

// ------------------------------------------------------------------ module

const library: Library = defineLibrary("log", {
  hr: { signature: "log.hr (bint, places [, decimals])", manual: "AO 6.5", gas: "1 per 16 bytes", run: hr },
  serializeData: {
    signature: "log.serializeData (v)",
    manual: "AO 6.5",
    gas: "1 per entry",
    run: (cx) => cx.ret(serializeData(cx, cx.arg(1))),
  },
});

const LINES = "1 per entry, 1 per 16 bytes";

/** The functions that print: they carry the globals in which `print` and `PrintVerb` are. */
const printers: Library = defineLibrary("log", {
  debug: { signature: "log.debug (...)", manual: "AO 6.5", gas: LINES, run: (cx) => logAt(cx, LEVELS.debug) },
  warn: { signature: "log.warn (...)", manual: "AO 6.5", gas: LINES, run: (cx) => logAt(cx, LEVELS.warn) },
  info: { signature: "log.info (...)", manual: "AO 6.5", gas: LINES, run: (cx) => logAt(cx, LEVELS.info) },
});

const TEMPLATE = moduleTemplate(library, []);

/** The table of the module for the globals `env`. */
export function openLog(cx: CallContext, env: LuaTable = cx.globals): LuaTable {
  const table = openTable(cx, TEMPLATE);
  for (const [name, { run }] of Object.entries(printers.functions)) {
    cx.allocate(SIZE.closure + SIZE.item + SIZE.slot);
    table.setStr(name, nativeFunction(`log.${name}`, run, [env]));
  }
  return table;
}

const CLOSURES: Readonly<Record<string, NativeClosureKind>> = Object.freeze(
  Object.fromEntries(
    Object.entries(printers.functions).map(([name, { run }]) => [
      `log.${name}`,
      { impl: run, accepts: ([env, ...rest]: readonly unknown[]) => env instanceof LuaTable && rest.length === 0 },
    ]),
  ),
);

const STATES: Readonly<Record<string, Schema>> = Object.freeze({
  "log.print": record({ print: ANY, lines: list(ANY), at: NATURAL }, ({ lines, at }: PrintState) => at < lines.length),
  "log.hr": record({ places: NATURAL, decimals: optional(NATURAL) }),
});

/** Logging by verbosity (AO 6.5, 7.6). */
export const logModule: AoModule = Object.freeze({
  names: [".log", "aolite.lib.log"],
  open: openLog,
  closures: CLOSURES,
  continuations: STATES,
} satisfies AoModule);
