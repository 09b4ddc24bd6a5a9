/** `json.decode` (AO 6.1): one pass over the char codes with a stack of its own. Trailing commas are allowed, as upstream. */
import { utf8Encode } from "../../base/byteString.ts";
import { stringToNumber } from "../../base/numeral.ts";
import { substring } from "../../stdlib/substring.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import type { LuaTable } from "../../vm/table.ts";
import { typeName } from "../../vm/types.ts";
import type { LuaValue } from "../../vm/value.ts";

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Decimal digits that surely fit a safe integer. */
const SAFE_DIGITS = 15;
/** Keys seen lately, by a hash of their chars, up to this length: the same key becomes the same host string. */
const KEY_SLOTS = 256;
const LONGEST_KEPT_KEY = 48;

/** What an escape stands for. */
const ESCAPES: Readonly<Record<string, string>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, string>, {
    '"': '"',
    "\\": "\\",
    "/": "/",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
  }),
);

/**
 * The value of a JSON text. Charges a unit for 2 bytes of it first.
 * @throws LuaThrow with one of the texts of AO 6.1, the place included
 */
export function decodeJson(cx: CallContext, text: LuaValue): LuaValue {
  if (typeof text !== "string") {
    return cx.throwValue(`expected argument of type string, got ${typeName(text)}`);
  }
  cx.charge(text.length >> 1);
  return new Decoder(cx, text).decode();
}

class Decoder {
  readonly #cx: CallContext;
  readonly #text: string;
  /** Where the part that was read last ends. */
  #end = 0;
  readonly #keys: (string | undefined)[] = new Array<string | undefined>(KEY_SLOTS).fill(undefined);

  constructor(cx: CallContext, text: string) {
    this.#cx = cx;
    this.#text = text;
  }

  decode(): LuaValue {
    const cx = this.#cx;
    const text = this.#text;
    // The table being filled, and where in it the next value goes: a number in an array. Then those it is in.
    let table: LuaTable | null = null;
    let key: string | number = 0;
    const tables: (LuaTable | null)[] = [];
    const keys: (string | number)[] = [];
    let i = 0;
    value: for (;;) {
      i = this.#skip(i);
      const c = text.charCodeAt(i);
      let v: LuaValue;
      if (c === OPEN_BRACKET || c === OPEN_BRACE) {
        cx.allocate(2 * SIZE.item);
        tables.push(table);
        keys.push(key);
        table = cx.newTable();
        i = this.#skip(i + 1);
        const isArray: boolean = c === OPEN_BRACKET;
        if (text.charCodeAt(i) !== (isArray ? CLOSE_BRACKET : CLOSE_BRACE)) {
          if (isArray) key = 1;
          else {
            key = this.#key(i);
            i = this.#end;
          }
          continue;
        }
        i++;
        v = table;
        table = tables.pop()!;
        key = keys.pop()!;
      } else {
        v = this.#scalar(c, i);
        i = this.#end;
      }
      // Stores the value, then those that it completes.
      while (table !== null) {
        const isArray: boolean = typeof key === "number";
        if (typeof key === "number") {
          if (v !== undefined) {
            cx.allocate(SIZE.item);
            table.setInt(key, v);
          }
          key++;
        } else {
          if (v !== undefined) cx.allocate(SIZE.slot);
          table.set(key, v);
        }
        i = this.#skip(i);
        const d = text.charCodeAt(i++);
        const close = isArray ? CLOSE_BRACKET : CLOSE_BRACE;
        if (d === COMMA) {
          i = this.#skip(i);
          if (text.charCodeAt(i) !== close) {
            if (!isArray) {
              key = this.#key(i);
              i = this.#end;
            }
            continue value;
          }
          i++;
        } else if (d !== close) this.#fail(i, isArray ? "expected ']' or ','" : "expected '}' or ','");
        v = table;
        table = tables.pop()!;
        key = keys.pop()!;
      }
      i = this.#skip(i);
      if (i < text.length) this.#fail(i, "trailing garbage");
      return v;
    }
  }

  /** The first position from `from` on without a blank. */
  #skip(from: number): number {
    const text = this.#text;
    let i = from;
    for (;;) {
      const c = text.charCodeAt(i);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return i;
      i++;
    }
  }

  /** The string, number or literal that begins at `i` with `c`. */
  #scalar(c: number, i: number): LuaValue {
    if (c === QUOTE) {
      const s = this.#string(i);
      this.#cx.allocate(SIZE.string + s.length);
      return s;
    }
    if (c === MINUS || (c >= 48 && c <= 57)) return this.#number(i);
    switch (c) {
      case 116:
        return this.#literal(i, "true", true);
      case 102:
        return this.#literal(i, "false", false);
      case 110:
        return this.#literal(i, "null", undefined);
    }
    return this.#fail(i, `unexpected character '${this.#text.slice(i, i + 1)}'`);
  }

  #literal(i: number, word: string, v: LuaValue): LuaValue {
    const text = this.#text;
    const end = this.#delimiter(i + 1);
    if (end - i !== word.length || !text.startsWith(word, i)) {
      this.#fail(i, `invalid literal '${text.slice(i, end)}'`);
    }
    this.#end = end;
    return v;
  }

  /** The first position from `from` on where a number or literal ends. */
  #delimiter(from: number): number {
    const text = this.#text;
    let i = from;
    for (; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === COMMA || c === CLOSE_BRACE || c === CLOSE_BRACKET || isBlank(c)) break;
    }
    return i;
  }

  #number(from: number): LuaValue {
    const text = this.#text;
    const isNegative = text.charCodeAt(from) === MINUS;
    let i = isNegative ? from + 1 : from;
    const last = i + SAFE_DIGITS;
    let n = 0;
    let c = text.charCodeAt(i);
    for (; c >= 48 && c <= 57 && i < last; c = text.charCodeAt(++i)) n = n * 10 + (c - 48);
    const hasDigits = i > (isNegative ? from + 1 : from);
    if (hasDigits && (i === text.length || c === COMMA || c === CLOSE_BRACE || c === CLOSE_BRACKET || isBlank(c))) {
      this.#end = i;
      return isNegative && n !== 0 ? -n : n;
    }
    this.#end = this.#delimiter(i);
    const word = text.slice(from, this.#end);
    return stringToNumber(word) ?? this.#fail(from, `invalid number '${word}'`);
  }

  /** A key at `i` and its colon. */
  #key(i: number): string {
    const text = this.#text;
    if (text.charCodeAt(i) !== QUOTE) this.#fail(i, "expected string for key");
    const key = this.#knownKey(i + 1) ?? this.#newKey(i);
    const at = this.#skip(this.#end);
    if (text.charCodeAt(at) !== COLON) this.#fail(at, "expected ':' after key");
    this.#end = at + 1;
    return key;
  }

  #newKey(i: number): string {
    const key = this.#string(i);
    this.#cx.allocate(SIZE.string + key.length);
    return key;
  }

  /** A short key without escapes whose chars begin at `from`; keeps it for the next time. */
  #knownKey(from: number): string | undefined {
    const text = this.#text;
    const last = from + LONGEST_KEPT_KEY;
    let hash = 0;
    let i = from;
    let c = text.charCodeAt(i);
    for (; c >= 32 && c !== QUOTE && c !== BACKSLASH; c = text.charCodeAt(++i)) {
      if (i === last) return undefined;
      hash = (Math.imul(hash, 31) + c) | 0;
    }
    if (c !== QUOTE) return undefined;
    const slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (KEY_SLOTS - 1);
    this.#end = i + 1;
    const known = this.#keys[slot];
    if (known !== undefined && known.length === i - from && this.#isAt(known, from)) return known;
    const key = substring(text, from, i);
    this.#cx.allocate(SIZE.string + key.length);
    this.#keys[slot] = key;
    return key;
  }

  #isAt(key: string, from: number): boolean {
    const text = this.#text;
    for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) !== text.charCodeAt(from + i)) return false;
    return true;
  }

  /** The string whose opening quote is at `from`. */
  #string(from: number): string {
    const text = this.#text;
    let result = "";
    let start = from + 1;
    for (let i = start; ; i++) {
      const c = text.charCodeAt(i);
      if (c === QUOTE) {
        this.#end = i + 1;
        return result === "" ? substring(text, start, i) : result + substring(text, start, i);
      }
      if (c === BACKSLASH) {
        result += substring(text, start, i) + this.#escape(i);
        start = this.#end;
        i = start - 1;
      } else if (!(c >= 32)) {
        // not a number at the end of the text
        if (c < 32) this.#fail(i, "control character in string");
        this.#fail(from, "expected closing quote for string");
      }
    }
  }

  /** What the escape at `at` stands for. */
  #escape(at: number): string {
    const text = this.#text;
    const letter = text.slice(at + 1, at + 2);
    if (letter !== "u") {
      this.#end = at + 2;
      return ESCAPES[letter] ?? this.#fail(at, `invalid escape char '${letter}' in string`);
    }
    const unit = this.#hexUnit(at + 2);
    if (unit < 0) this.#fail(at, "invalid unicode escape in string");
    this.#end = at + 6;
    if (unit >= 0xd800 && unit < 0xdc00 && text.startsWith("\\u", at + 6)) {
      const low = this.#hexUnit(at + 8);
      if (low >= 0xdc00 && low < 0xe000) {
        this.#end = at + 12;
        return utf8Encode(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
      }
    }
    return utf8Encode(unit);
  }

  /** The number of the four hexadecimal digits at `from`; -1 when they are something else. */
  #hexUnit(from: number): number {
    let unit = 0;
    for (let i = from; i < from + 4; i++) {
      const c = this.#text.charCodeAt(i);
      const letter = c | 32;
      if (c >= 48 && c <= 57) unit = unit * 16 + c - 48;
      else if (letter >= 97 && letter <= 102) unit = unit * 16 + letter - 87;
      else return -1;
    }
    return unit;
  }

  #fail(at: number, message: string): never {
    const text = this.#text;
    this.#cx.chargeBytes(Math.min(at, text.length));
    let line = 1;
    let start = 0;
    for (let i = text.indexOf("\n"); i >= 0 && i < at; i = text.indexOf("\n", start)) {
      line++;
      start = i + 1;
    }
    return this.#cx.throwValue(`${message} at line ${line} col ${at - start + 1}`);
  }
}

function isBlank(c: number): boolean {
  return c === 32 || c === 10 || c === 13 || c === 9;
}
