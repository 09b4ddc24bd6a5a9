/**
 * `.dump`, the global `Dump` (AO 6.5): Lua source text of a value. A machine whose state is plain data, because the filter is
 * a function of the program, which may yield.
 */
import { lessThan } from "../../base/compare.ts";
import { isNumber, type LuaNumber, toDouble } from "../../base/luaFloat.ts";
import { quoted } from "../../stdlib/format.ts";
import { type CallContext, continuation, nativeFunction } from "../../vm/callContext.ts";
import { ANY, BOOLEAN, list, NATURAL, record, type Schema, STRING, TABLE } from "../../vm/snapshot/schema.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, typeName } from "../../vm/types.ts";
import type { Continuation, LuaValue, NativeFunction } from "../../vm/value.ts";
import type { AoModule } from "./module.ts";
import { entriesOf, spaces } from "./text.ts";

const DEFAULT_INDENT = 4;

/** What the filter is asked about. */
const FOR_KEY = "key";
const FOR_VALUE = "val";
const FOR_CIRCULAR = "circular";

const RESERVED: ReadonlySet<string> = new Set(
  "and break do else elseif end false for function goto if in local nil not or repeat return then true until while".split(
    " ",
  ),
);
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What the text of a table is for. */
enum Purpose {
  RESULT,
  KEY,
  VALUE,
}

/** What the machine does next. */
enum Step {
  /** The value itself, no table, has been filtered. */
  SCALAR,
  /** Take the next entry of the table on top. */
  NEXT,
  KEY_FILTERED,
  VALUE_FILTERED,
  /** The text of the key is known. */
  VALUE,
  /** Begin the table `table`. */
  ENTER,
  /** It is inside itself, and the filter has been asked what to put in its place. */
  CIRCULAR_FILTERED,
}
/** The last member of {@link Step}. */
const LAST_STEP = 6;

/** A table being dumped. */
interface DumpFrame {
  readonly table: LuaTable;
  readonly keys: readonly LuaValue[];
  readonly values: readonly LuaValue[];
  at: number;
  readonly depth: number;
  readonly indent: string;
  readonly purpose: Purpose;
  /** By finished entry: what it is sorted by, and its text. */
  readonly sortKeys: LuaValue[];
  readonly texts: string[];
  /** The entry under way, as the filter left it; `isKeyPlain`: a key that is not to be dumped. */
  key: LuaValue;
  isKeyPlain: boolean;
  value: LuaValue;
  isValuePlain: boolean;
  sortKey: LuaValue;
  keyText: string;
}

interface DumpState {
  readonly indentStep: string;
  readonly lineFeed: string;
  readonly filter: LuaValue;
  readonly udata: LuaValue;
  step: Step;
  /** What the filter said. */
  first: LuaValue;
  second: LuaValue;
  readonly frames: DumpFrame[];
  /** The table to be begun: how deep it is, and what its text is for. */
  table: LuaValue;
  depth: number;
  indent: string;
  purpose: Purpose;
}

const FILTERED: Continuation = continuation<DumpState>("Dump", (cx, s) => {
  s.first = cx.arg(1);
  s.second = cx.arg(2);
  return finishDump(cx, s);
});

/** The text that `Dump` makes of a value, without a filter. */
export function dumpValue(cx: CallContext, value: LuaValue, indent: number = DEFAULT_INDENT, padding = 0): string {
  // without a filter there is nothing to wait for
  return run(cx, begin(cx, value, indent, padding, undefined, undefined)) as string;
}

function dump(cx: CallContext): number {
  const indent = unsigned(cx, cx.arg(2), DEFAULT_INDENT, "indent");
  const padding = unsigned(cx, cx.arg(3), 0, "padding");
  const filter = cx.arg(4);
  if (filter !== undefined && !isFunction(filter)) cx.throwValue("filter must be function");
  return finishDump(cx, begin(cx, cx.arg(1), indent, padding, filter, cx.arg(5)));
}

function unsigned(cx: CallContext, v: LuaValue, fallback: number, name: string): number {
  if (v === undefined) return fallback;
  const n = isNumber(v) ? toDouble(v) : -1;
  return Number.isInteger(n) && n >= 0 ? n : cx.throwValue(`${name} must be unsigned integer`);
}

function begin(
  cx: CallContext,
  value: LuaValue,
  indent: number,
  padding: number,
  filter: LuaValue,
  udata: LuaValue,
): DumpState {
  const isTable = value instanceof LuaTable;
  return {
    indentStep: isTable ? spaces(cx, indent) : "",
    lineFeed: indent === 0 ? " " : "\n",
    filter,
    udata,
    step: isTable ? Step.ENTER : Step.SCALAR,
    first: value,
    second: undefined,
    frames: [],
    table: value,
    depth: isTable ? 1 : 0,
    indent: isTable ? spaces(cx, padding) : "",
    purpose: Purpose.RESULT,
  };
}

function finishDump(cx: CallContext, s: DumpState): number {
  if (s.step === Step.SCALAR && s.filter !== undefined && s.depth === 0) {
    s.depth = 1;
    return ask(cx, s, s.first, 0, FOR_VALUE, undefined);
  }
  const result = run(cx, s);
  return typeof result === "string" ? cx.ret(result) : result;
}

/** Calls the filter. Only with one. */
function ask(cx: CallContext, s: DumpState, v: LuaValue, depth: number, use: string, key: LuaValue): number {
  return cx.call(s.filter, [v, depth, typeName(v), use, key, s.udata], FILTERED, s);
}

/** The text, or the signal of a call of the filter. */
function run(cx: CallContext, s: DumpState): string | number {
  for (;;) {
    switch (s.step) {
      case Step.SCALAR:
        return s.second === true ? cx.plainTostring(s.first) : quoted(cx, cx.plainTostring(s.first));
      case Step.ENTER: {
        if (s.frames.some((frame) => frame.table === s.table)) {
          s.step = Step.CIRCULAR_FILTERED;
          s.first = s.table;
          s.second = undefined;
          if (s.filter !== undefined) return ask(cx, s, s.table, s.depth, FOR_CIRCULAR, s.table);
        } else enter(cx, s);
        break;
      }
      case Step.CIRCULAR_FILTERED: {
        const text = circularText(cx, s);
        if (text === undefined) {
          s.table = s.first;
          s.depth++;
          s.step = Step.ENTER;
        } else if (deliver(s, s.purpose, text)) return text;
        break;
      }
      case Step.NEXT: {
        const frame = s.frames.at(-1)!;
        if (frame.at === frame.keys.length) {
          const text = close(cx, s, frame);
          s.frames.pop();
          if (deliver(s, frame.purpose, text)) return text;
          break;
        }
        cx.charge(2);
        s.step = Step.KEY_FILTERED;
        s.first = frame.keys[frame.at];
        s.second = undefined;
        frame.value = frame.values[frame.at++];
        if (s.filter !== undefined) return ask(cx, s, s.first, frame.depth, FOR_KEY, undefined);
        break;
      }
      case Step.KEY_FILTERED: {
        const frame = s.frames.at(-1)!;
        const key = s.first;
        if (key === undefined) {
          s.step = Step.NEXT;
          break;
        }
        frame.key = key;
        frame.isKeyPlain = isTrue(s.second);
        s.step = Step.VALUE_FILTERED;
        s.first = frame.value;
        s.second = undefined;
        if (s.filter !== undefined) return ask(cx, s, frame.value, frame.depth, FOR_VALUE, key);
        break;
      }
      case Step.VALUE_FILTERED: {
        const frame = s.frames.at(-1)!;
        frame.value = s.first;
        frame.isValuePlain = isTrue(s.second);
        s.step = s.first === undefined ? Step.NEXT : Step.VALUE;
        if (s.first === undefined) break;
        if (frame.key instanceof LuaTable && !frame.isKeyPlain) prepare(s, frame, frame.key, Purpose.KEY);
        else setKeyText(cx, frame);
        break;
      }
      case Step.VALUE: {
        const frame = s.frames.at(-1)!;
        const { value } = frame;
        if (value instanceof LuaTable && !frame.isValuePlain) prepare(s, frame, value, Purpose.VALUE);
        else add(cx, s, frame, scalarText(cx, value, frame.isValuePlain));
      }
    }
  }
}

function isTrue(v: LuaValue): boolean {
  return v !== undefined && v !== false;
}

/** The next thing to be done is the table `v` in the frame. */
function prepare(s: DumpState, frame: DumpFrame, v: LuaTable, purpose: Purpose): void {
  s.table = v;
  s.depth = frame.depth + 1;
  s.indent = frame.indent + s.indentStep;
  s.purpose = purpose;
  s.step = Step.ENTER;
}

function enter(cx: CallContext, s: DumpState): void {
  const table = s.table as LuaTable;
  cx.charge(s.frames.length >> 3);
  cx.allocate(256);
  s.frames.push({
    table,
    ...entriesOf(cx, table),
    at: 0,
    depth: s.depth,
    indent: s.indent,
    purpose: s.purpose,
    sortKeys: [],
    texts: [],
    key: undefined,
    isKeyPlain: false,
    value: undefined,
    isValuePlain: false,
    sortKey: undefined,
    keyText: "",
  });
  s.step = Step.NEXT;
}

/** What stands for a table inside itself; undefined when that is another table, which is to be dumped. */
function circularText(cx: CallContext, s: DumpState): string | undefined {
  const v = s.first;
  if (v === undefined || v === s.table) return `"<Circular ${cx.plainTostring(s.table)}>"`;
  if (v instanceof LuaTable) return isTrue(s.second) ? cx.plainTostring(v) : undefined;
  return scalarText(cx, v, false);
}

/** A value that is no table to be dumped. */
function scalarText(cx: CallContext, v: LuaValue, isPlain: boolean): string {
  if (typeof v === "string") return isPlain ? v : quoted(cx, v);
  const text = cx.plainTostring(v);
  return isNumber(v) || typeof v === "boolean" ? text : quoted(cx, text);
}

function setKeyText(cx: CallContext, frame: DumpFrame): void {
  const { key } = frame;
  if (isNumber(key) || typeof key === "boolean") {
    frame.sortKey = key;
    frame.keyText = `[${cx.plainTostring(key)}]`;
  } else if (typeof key === "string" && !RESERVED.has(key) && isFieldName(cx, key)) {
    frame.keyText = key;
    frame.sortKey = key;
  } else {
    frame.keyText = `[${quoted(cx, cx.plainTostring(key))}]`;
    frame.sortKey = frame.keyText;
  }
}

function isFieldName(cx: CallContext, key: string): boolean {
  cx.chargeLong(key.length);
  return FIELD_NAME.test(key);
}

function add(cx: CallContext, s: DumpState, frame: DumpFrame, text: string): void {
  cx.allocate(frame.indent.length + s.indentStep.length + frame.keyText.length + text.length + 64);
  frame.sortKeys.push(frame.sortKey);
  frame.texts.push(`${frame.indent}${s.indentStep}${frame.keyText} = ${text}`);
  s.step = Step.NEXT;
}

/** Takes the text of a table to where it belongs; true when it is the result. */
function deliver(s: DumpState, purpose: Purpose, text: string): boolean {
  const frame = s.frames.at(-1);
  if (frame === undefined || purpose === Purpose.RESULT) return true;
  if (purpose === Purpose.KEY) {
    frame.keyText = `[${text}]`;
    frame.sortKey = frame.keyText;
    s.step = Step.VALUE;
  } else {
    frame.sortKeys.push(frame.sortKey);
    frame.texts.push(`${frame.indent}${s.indentStep}${frame.keyText} = ${text}`);
    s.step = Step.NEXT;
  }
  return false;
}

/** The text of a table all of whose entries are known. */
function close(cx: CallContext, s: DumpState, frame: DumpFrame): string {
  const { texts, sortKeys, indent } = frame;
  if (texts.length === 0) return "{}";
  let length = indent.length + 2 + s.lineFeed.length * 2;
  for (const text of texts) length += text.length + 1 + s.lineFeed.length;
  cx.charge(texts.length * (32 - Math.clz32(texts.length)));
  cx.reserveString(length);
  const order = texts.map((_, i) => i).sort((a, b) => compare(sortKeys[a], sortKeys[b]));
  const body = order.map((i) => texts[i]).join(`,${s.lineFeed}`);
  return `{${s.lineFeed}${body}${s.lineFeed}${indent}}`;
}

/** Numbers ascending, then booleans, then strings. */
function compare(a: LuaValue, b: LuaValue): number {
  const byRank = rank(a) - rank(b);
  if (byRank !== 0) return byRank;
  if (typeof a === "string") return a < (b as string) ? -1 : a === b ? 0 : 1;
  if (typeof a === "boolean") return Number(a) - Number(b);
  return lessThan(a as LuaNumber, b as LuaNumber) ? -1 : lessThan(b as LuaNumber, a as LuaNumber) ? 1 : 0;
}

function rank(v: LuaValue): number {
  return typeof v === "string" ? 2 : typeof v === "boolean" ? 1 : 0;
}

// ------------------------------------------------------------------ module

const ANY_LIST = list(ANY);

function isSortKey(v: unknown): boolean {
  return typeof v === "string" || typeof v === "boolean" || isNumber(v);
}

const FRAME: Schema = record(
  {
    table: TABLE,
    keys: ANY_LIST,
    values: ANY_LIST,
    at: NATURAL,
    depth: NATURAL,
    indent: STRING,
    purpose: NATURAL,
    sortKeys: ANY_LIST,
    texts: list(STRING),
    key: ANY,
    isKeyPlain: BOOLEAN,
    value: ANY,
    isValuePlain: BOOLEAN,
    sortKey: ANY,
    keyText: STRING,
  },
  ({ keys, values, at, sortKeys, texts, purpose }: DumpFrame) =>
    keys.length === values.length &&
    at <= keys.length &&
    sortKeys.length === texts.length &&
    sortKeys.every(isSortKey) &&
    purpose <= Purpose.VALUE,
);

const STATE: Schema = record(
  {
    indentStep: STRING,
    lineFeed: STRING,
    filter: ANY,
    udata: ANY,
    step: NATURAL,
    first: ANY,
    second: ANY,
    frames: list(FRAME),
    table: ANY,
    depth: NATURAL,
    indent: STRING,
    purpose: NATURAL,
  },
  ({ step, frames, table, purpose }: DumpState) =>
    step <= LAST_STEP &&
    purpose <= Purpose.VALUE &&
    (step === Step.SCALAR || table instanceof LuaTable) &&
    (frames.length > 0 || step === Step.SCALAR || step === Step.ENTER) &&
    // only the result is for nobody
    frames.every((frame, i) => (frame.purpose === Purpose.RESULT) === (i === 0)) &&
    // a filter that was asked about a key or value: there is an entry under way
    ((step !== Step.KEY_FILTERED && step !== Step.VALUE_FILTERED) || frames.at(-1)!.at > 0),
);

const DUMP: NativeFunction = nativeFunction("Dump", dump);

/** Lua source text of values (AO 6.5): the value of the module is the function. */
export const dumpModule: AoModule = Object.freeze({
  names: [".dump", "aolite.lib.dump"],
  open: () => DUMP,
  continuations: { Dump: STATE },
} satisfies AoModule);
