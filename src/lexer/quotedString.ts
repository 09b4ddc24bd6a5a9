import { utf8Encode } from "../base/byteString.ts";
import type { LuaVersion } from "../base/version.ts";

/** What ends the reading of a quoted string: its value, or what is wrong with it. */
export type QuotedString =
  | { readonly value: string; readonly end: number }
  | {
      readonly message: string;
      /** What PUC's buffer holds then: the opening quote, the text so far with its escapes replaced, and the raw text of a
       * wrong escape. Undefined when the source ends there. */
      readonly near: string | undefined;
      /** Where reading stopped: newlines before it count for the line of the error. */
      readonly end: number;
    };

/** One escape sequence: its bytes, or what is wrong with it; `end` is where reading went on or stopped. */
type Escape = { bytes: string; message: undefined; end: number } | { bytes: undefined; message: string; end: number };

const BACKSLASH = 92;
const SIMPLE_ESCAPES: { readonly [letter: string]: string } = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** Reads the quoted string that opens at `offset` (§3.1). */
export function readQuotedString(text: string, offset: number, version: LuaVersion): QuotedString {
  const quote = text.charCodeAt(offset);
  let value = "";
  let at = offset + 1;
  let copied = at;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === quote) return { value: value + text.slice(copied, at), end: at + 1 };
    if (c === BACKSLASH) {
      value += text.slice(copied, at);
      const sequence = readEscape(text, at + 1, version);
      if (sequence.message !== undefined) {
        const raw = text.slice(at, sequence.end + 1);
        return { message: sequence.message, near: text.charAt(offset) + value + raw, end: sequence.end };
      }
      value += sequence.bytes;
      at = sequence.end;
      copied = at;
    } else if (c === 10 || c === 13) {
      const near = text.charAt(offset) + value + text.slice(copied, at);
      return { message: "unfinished string", near, end: at };
    } else if (Number.isNaN(c)) {
      return { message: "unfinished string", near: undefined, end: at };
    } else at++;
  }
}

/** Finds where the quoted string that opens at `offset` ends without judging its escapes; -1 when it does not. */
export function quotedStringEnd(text: string, offset: number): number {
  const quote = text.charCodeAt(offset);
  let at = offset + 1;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === quote) return at + 1;
    if (c === BACKSLASH) at = skipEscape(text, at + 1);
    else if (c === 10 || c === 13 || Number.isNaN(c)) return -1;
    else at++;
  }
}

/** `at` stands after a backslash: the offset after what may not end the string. */
function skipEscape(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c === 122) return skipSpace(text, at + 1);
  if (c === 10 || c === 13) return newlineEnd(text, at);
  return at < text.length ? at + 1 : at;
}

/** Reads an escape sequence; `at` stands after the backslash. At the end of the source it is empty. */
function readEscape(text: string, at: number, version: LuaVersion): Escape {
  const letter = text.charAt(at);
  const simple = SIMPLE_ESCAPES[letter];
  if (simple !== undefined) return { bytes: simple, message: undefined, end: at + 1 };
  switch (letter) {
    case "x":
      return hexadecimalEscape(text, at + 1);
    case "u":
      return unicodeEscape(text, at + 1, version === "5.4" ? 0x7fffffff : 0x10ffff);
    case "z":
      return { bytes: "", message: undefined, end: skipSpace(text, at + 1) };
    case "\n":
    case "\r":
      return { bytes: "\n", message: undefined, end: newlineEnd(text, at) };
    case "":
      return { bytes: "", message: undefined, end: at };
    default:
      return decimalEscape(text, at);
  }
}

/** `\xXX`. */
function hexadecimalEscape(text: string, at: number): Escape {
  const high = hexDigit(text, at);
  if (high < 0) return fault("hexadecimal digit expected", at);
  const low = hexDigit(text, at + 1);
  if (low < 0) return fault("hexadecimal digit expected", at + 1);
  return { bytes: String.fromCharCode(high * 16 + low), message: undefined, end: at + 2 };
}

/** `\ddd`: up to three decimal digits. */
function decimalEscape(text: string, from: number): Escape {
  let at = from;
  let byte = 0;
  while (at < from + 3 && isDigit(text.charCodeAt(at))) {
    byte = byte * 10 + text.charCodeAt(at) - 48;
    at++;
  }
  if (at === from) return fault("invalid escape sequence", at);
  if (byte > 255) return fault("decimal escape too large", at);
  return { bytes: String.fromCharCode(byte), message: undefined, end: at };
}

/** `\u{XXX}`: the UTF-8 encoding of a code point up to `limit`. */
function unicodeEscape(text: string, open: number, limit: number): Escape {
  if (text.charAt(open) !== "{") return fault("missing '{'", open);
  let at = open + 1;
  let codePoint = hexDigit(text, at);
  if (codePoint < 0) return fault("hexadecimal digit expected", at);
  for (;;) {
    at++;
    const digit = hexDigit(text, at);
    if (digit < 0) break;
    codePoint = codePoint * 16 + digit;
    if (codePoint > limit) return fault("UTF-8 value too large", at);
  }
  if (text.charAt(at) !== "}") return fault("missing '}'", at);
  return { bytes: utf8Encode(codePoint), message: undefined, end: at + 1 };
}

function fault(message: string, end: number): Escape {
  return { bytes: undefined, message, end };
}

/** The offset after the newline sequence at `at`: `\r\n` and `\n\r` are one. */
export function newlineEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  return (second === 10 || second === 13) && second !== first ? at + 2 : at + 1;
}

/** The offset of the first byte from `at` that is not white space. */
function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c !== 32 && !(c >= 9 && c <= 13)) return at;
    at++;
  }
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** The value of the hexadecimal digit at `at`, or -1. */
function hexDigit(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (isDigit(c)) return c - 48;
  const letter = c | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
