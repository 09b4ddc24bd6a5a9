/** `json.encode` (AO 6.1): one pass with a stack of its own, so that depth costs no host stack. */
import { formatFloat, formatG14 } from "../../base/formatNumber.ts";
import { LuaFloat } from "../../base/luaFloat.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, typeName } from "../../vm/types.ts";
import type { LuaValue } from "../../vm/value.ts";
import { readable } from "./readable.ts";
import { TextBuilder } from "./text.ts";

const QUOTE = 34;
const BACKSLASH = 92;
/** Bytes from which on a string is paid for before it is looked at. */
const LONG = 1024;
/** Quoted keys that are kept for the time of one call, and their greatest length. */
const KEPT_KEYS = 512;
const LONGEST_KEPT_KEY = 64;
/** Memory of a table that is open: a frame and its place in the set. */
const FRAME_BYTES = 128;

const ESCAPES: readonly string[] = Array.from({ length: 32 }, (_, c) => {
  const short = "\b\t\n\f\r".indexOf(String.fromCharCode(c));
  return short >= 0 ? `\\${"btnfr"[short]}` : `\\u00${c.toString(16).padStart(2, "0")}`;
});

/** A table whose entries are being written. */
interface Frame {
  readonly table: LuaTable;
  /** The keys of an object; null for an array. */
  readonly keys: readonly string[] | null;
  readonly values: readonly LuaValue[];
  readonly count: number;
  /** The entry to be written next. */
  at: number;
  /** Nothing has been written yet. */
  isFirst: boolean;
  /** The object has a key that is no string: it is complained about when its turn comes. */
  readonly hasOtherKeys: boolean;
}

/**
 * The JSON text of a value, object keys in the order of iteration. Charges for what it goes over.
 * @throws LuaThrow with one of the texts of AO 6.1
 */
export function encodeJson(cx: CallContext, value: LuaValue): string {
  return new Encoder(cx).encode(value);
}

class Encoder {
  readonly #cx: CallContext;
  readonly #out: TextBuilder;
  readonly #frames: Frame[] = [];
  readonly #open: Set<LuaTable> = new Set();
  readonly #keys: Map<string, string> = new Map();

  constructor(cx: CallContext) {
    this.#cx = cx;
    this.#out = new TextBuilder(cx);
  }

  encode(value: LuaValue): string {
    if (value instanceof LuaTable) {
      this.#enter(value, "");
      for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
        if (frame.keys === null) this.#array(frame);
        else this.#object(frame, frame.keys);
      }
    } else this.#out.add(this.#scalar(value));
    return this.#out.finish();
  }

  /** Begins a table; `before` is the text in front of it. */
  #enter(given: LuaTable, before: string): void {
    const cx = this.#cx;
    const table = readable(cx, given);
    if (this.#open.has(table)) cx.throwValue("circular reference");
    cx.charge(2 + (table.entryCount() >> 2));
    cx.allocate(FRAME_BYTES);
    this.#open.add(table);
    const { items } = table;
    const isArray = items.length > 0 ? items[0] !== undefined : table.isEmpty();
    if (isArray) this.#checkArray(table);
    this.#out.add(before + (isArray ? "[" : "{"));
    if (isArray) {
      this.#frames.push({
        table,
        keys: null,
        values: items as LuaValue[],
        count: items.length,
        at: 0,
        isFirst: true,
        hasOtherKeys: false,
      });
      return;
    }
    if (items.length > 0) badKeys(cx);
    this.#frames.push({
      table,
      keys: table.fieldNames,
      values: table.fieldValues as readonly LuaValue[],
      count: table.fieldCount,
      at: 0,
      isFirst: true,
      hasOtherKeys: table.dict?.values.some((v) => v !== undefined) === true,
    });
  }

  /** All keys of an array are numbers, and it has no holes. */
  #checkArray(table: LuaTable): void {
    const { items, dict, fieldCount, fieldValues } = table;
    for (let i = 0; i < fieldCount; i++) if (fieldValues[i] !== undefined) badKeys(this.#cx);
    let others = 0;
    if (dict !== null) {
      for (let i = 0; i < dict.values.length; i++) {
        if (dict.values[i] === undefined) continue;
        others++;
        const key = dict.keys[i] as LuaValue;
        if (typeof key !== "number" && typeof key !== "bigint") badKeys(this.#cx);
      }
    }
    let present = 0;
    for (let i = 0; i < items.length; i++) if (items[i] !== undefined) present++;
    if (present + others !== items.length) this.#cx.throwValue("invalid table: sparse array");
  }

  #leave(frame: Frame, end: string): void {
    this.#out.add(end);
    this.#open.delete(frame.table);
    this.#frames.pop();
  }

  #array(frame: Frame): void {
    const { values, count } = frame;
    const out = this.#out;
    for (let i = frame.at; i < count; i++) {
      const v = values[i];
      const comma = i > 0 ? "," : "";
      if (v instanceof LuaTable) {
        frame.at = i + 1;
        this.#enter(v, comma);
        return;
      }
      out.add(comma + this.#scalar(v));
    }
    this.#leave(frame, "]");
  }

  #object(frame: Frame, keys: readonly string[]): void {
    const { values, count } = frame;
    const out = this.#out;
    for (let i = frame.at; i < count; i++) {
      const v = values[i];
      if (v === undefined || isFunction(v)) continue;
      const key = this.#key(keys[i]!);
      const before = frame.isFirst ? key : `,${key}`;
      frame.isFirst = false;
      if (v instanceof LuaTable) {
        frame.at = i + 1;
        this.#enter(v, before);
        return;
      }
      out.add(before + this.#scalar(v));
    }
    if (frame.hasOtherKeys) badKeys(this.#cx);
    this.#leave(frame, "}");
  }

  /** A key with its colon. */
  #key(key: string): string {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const text = `${quoted(this.#cx, key)}:`;
    if (key.length <= LONGEST_KEPT_KEY && this.#keys.size < KEPT_KEYS) this.#keys.set(key, text);
    return text;
  }

  #scalar(v: LuaValue): string {
    switch (typeof v) {
      case "string":
        return quoted(this.#cx, v);
      case "number":
        return Number.isSafeInteger(v) ? `${v}` : floatText(this.#cx, v);
      case "bigint":
        return v.toString();
      case "boolean":
        return v ? "true" : "false";
      case "undefined":
        return "null";
    }
    if (v instanceof LuaFloat) return floatText(this.#cx, v.n);
    return this.#cx.throwValue(`unexpected type '${typeName(v)}'`);
  }
}

function badKeys(cx: CallContext): never {
  return cx.throwValue("invalid table: mixed or invalid key types");
}

/** `%.14g` when that reads back as the same number, else `%.17g`. */
function floatText(cx: CallContext, x: number): string {
  if (!Number.isFinite(x)) cx.throwValue(`unexpected number value '${formatG14(x)}'`);
  const magnitude = Math.abs(x);
  if (magnitude >= 1e-4 && magnitude < 1e14) {
    // the shortest text that reads back; up to 14 digits it is `%.14g`
    const shortest = `${x}`;
    if (shortest.length <= 15) return shortest;
  }
  cx.charge(8);
  const text = formatG14(x);
  if (Number(text) === x) return text;
  return formatFloat(x, { conversion: "g", precision: 17, flags: "", width: 0 });
}

/** A string in quotes, with what JSON wants escaped. */
function quoted(cx: CallContext, s: string): string {
  const { length } = s;
  if (length >= LONG) cx.chargeBytes(length);
  for (let i = 0; i < length; i++) {
    const c = s.charCodeAt(i);
    if (c < 32 || c === QUOTE || c === BACKSLASH) return escaped(cx, s, i);
  }
  return `"${s}"`;
}

/** {@link quoted} for a string that has something to escape, at `first`. */
function escaped(cx: CallContext, s: string, first: number): string {
  cx.charge(s.length >> 2);
  let text = '"';
  let from = 0;
  for (let i = first; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c >= 32 && c !== QUOTE && c !== BACKSLASH) continue;
    if (i > from) text += s.slice(from, i);
    text += c < 32 ? ESCAPES[c] : c === QUOTE ? '\\"' : "\\\\";
    from = i + 1;
  }
  return `${text}${s.slice(from)}"`;
}
