import { utf8Encode } from "../base/byteString.ts";
import { type CallContext, nativeFunction } from "../vm/callContext.ts";
import type { LuaTable } from "../vm/table.ts";
import { toIntegerValue } from "../vm/types.ts";
import type { NativeFunction } from "../vm/value.ts";
import { defineLibrary, type Library } from "./library.ts";

/** Largest code point of Unicode, and of the original UTF-8. */
const MAX_UNICODE = 0x10ffff;
const MAX_UTF = 0x7fffffff;
/** Code points below these need fewer continuation bytes than the index says: an overlong form. */
const LEAST_BY_LENGTH: readonly number[] = [0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000];

/** True when there is a continuation byte at `i`. */
function isContinuation(s: string, i: number): boolean {
  return (s.charCodeAt(i) & 0xc0) === 0x80;
}

/** Number of bytes of the form whose first byte is `c`; 0 for a byte that starts none. */
function formLength(c: number): number {
  if (c < 0x80) return 1;
  if (c < 0xc0 || c > 0xfd) return 0;
  return c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf8 ? 4 : c < 0xfc ? 5 : 6;
}

/** What {@link decode} accepts: up to 2^31, up to U+10FFFF with surrogates (5.3), or Unicode's scalar values. */
type Strictness = "lax" | "unicode" | "strict";

/** The code point of the sequence at `i`, or -1 when it is not valid. */
function decode(s: string, i: number, strictness: Strictness): number {
  const c = s.charCodeAt(i);
  if (c < 0x80) return c;
  const length = formLength(c);
  if (length === 0) return -1;
  let code = c & (0x7f >> length);
  for (let k = 1; k < length; k++) {
    if (!isContinuation(s, i + k)) return -1;
    code = code * 64 + (s.charCodeAt(i + k) & 0x3f);
  }
  if (code < LEAST_BY_LENGTH[length - 1]!) return -1;
  if (strictness !== "lax") {
    if (code > MAX_UNICODE) return -1;
    if (strictness === "strict" && code >= 0xd800 && code <= 0xdfff) return -1;
  }
  return code;
}

/** How the dialect decodes, given argument `i` ("lax", 5.4 only). */
function strictnessOf(cx: CallContext, i: number): Strictness {
  if (!cx.is54) return "unicode";
  return cx.toBoolean(i) ? "lax" : "strict";
}

/** A position counted from the end when negative; 0 when that is before the string. */
function relative(position: number, length: number): number {
  return position >= 0 ? position : -position > length ? 0 : length + position + 1;
}

function char(cx: CallContext): number {
  const n = cx.nargs;
  const most = cx.is54 ? MAX_UTF : MAX_UNICODE;
  cx.charge(n);
  const parts: string[] = [];
  let length = 0;
  for (let i = 1; i <= n; i++) {
    const code = cx.position(i);
    if (code < 0 || code > most) return cx.argError(i, "value out of range");
    const part = utf8Encode(code);
    length += part.length;
    parts.push(part);
  }
  cx.reserveString(length);
  return cx.ret(parts.join(""));
}

function len(cx: CallContext): number {
  const s = cx.string(1);
  let from = relative(cx.optPosition(2, 1), s.length);
  const to = relative(cx.optPosition(3, -1), s.length);
  const strictness = strictnessOf(cx, 4);
  const outside = cx.is54 ? "out of bounds" : "out of string";
  if (from < 1 || from > s.length + 1) return cx.argError(2, `initial position ${outside}`);
  if (to > s.length) return cx.argError(3, `final position ${outside}`);
  cx.chargeBytes(Math.max(0, to - from + 1));
  let count = 0;
  from--;
  while (from < to) {
    if (decode(s, from, strictness) < 0) return cx.ret2(undefined, from + 1);
    from += formLength(s.charCodeAt(from));
    count++;
  }
  return cx.ret(count);
}

function codepoint(cx: CallContext): number {
  const s = cx.string(1);
  const from = relative(cx.optPosition(2, 1), s.length);
  const to = relative(cx.optPosition(3, from), s.length);
  const strictness = strictnessOf(cx, 4);
  const outside = cx.is54 ? "out of bounds" : "out of range";
  if (from < 1) return cx.argError(2, outside);
  if (to > s.length) return cx.argError(3, outside);
  if (from > to) return cx.ret0();
  cx.checkStack(to - from + 1, "string slice too long");
  cx.chargeBytes(to - from + 1);
  const codes: number[] = [];
  for (let i = from - 1; i < to; i += formLength(s.charCodeAt(i))) {
    const code = decode(s, i, strictness);
    if (code < 0) return cx.error("invalid UTF-8 code");
    codes.push(code);
  }
  return cx.retArray(codes);
}

/** Moves from `i` (0-based) past continuation bytes in the direction `step`, paying as it goes; stops at 0. */
function skipContinuations(cx: CallContext, s: string, i: number, step: 1 | -1): number {
  let at = i;
  while ((step > 0 || at > 0) && isContinuation(s, at)) {
    at += step;
    if ((at & 15) === 0) cx.charge(1);
  }
  return at;
}

function offset(cx: CallContext): number {
  const s = cx.string(1);
  let n = cx.position(2);
  let i = relative(cx.optPosition(3, n >= 0 ? 1 : s.length + 1), s.length) - 1;
  if (i < 0 || i > s.length) return cx.argError(3, `position out of ${cx.is54 ? "bounds" : "range"}`);
  if (n === 0) return cx.ret(skipContinuations(cx, s, i, -1) + 1);
  if (isContinuation(s, i)) return cx.error("initial position is a continuation byte");
  if (n < 0) {
    for (; n < 0 && i > 0; n++) {
      if ((n & 15) === 0) cx.charge(1);
      i = skipContinuations(cx, s, i - 1, -1);
    }
  } else {
    for (n--; n > 0 && i < s.length; n--) {
      if ((n & 15) === 0) cx.charge(1);
      i = skipContinuations(cx, s, i + 1, 1);
    }
  }
  return cx.ret(n === 0 ? i + 1 : undefined);
}

/** One step of `utf8.codes`: (string, position of the last character) to (position, code point) of the next. */
function nextCode(cx: CallContext, strictness: Strictness): number {
  const s = cx.string(1);
  const position = cx.arg(2);
  if (typeof position === "string") cx.chargeLong(position.length);
  const control = toIntegerValue(position) ?? 0;
  const last = Number(control);
  let i: number; // 0-based
  if (cx.is54) {
    if (last < 0 || last >= s.length) return cx.ret0();
    i = skipContinuations(cx, s, last, 1);
  } else if (last < 1) {
    if (control === -0x8000000000000000n) return cx.ret0(); // the reference wraps around here
    i = 0;
  } else i = last <= s.length ? skipContinuations(cx, s, last, 1) : last;
  if (i >= s.length) return cx.ret0();
  const code = decode(s, i, strictness);
  if (code < 0 || (!cx.is54 && isContinuation(s, i + formLength(s.charCodeAt(i))))) {
    return cx.error("invalid UTF-8 code");
  }
  return cx.ret2(i + 1, code);
}

export const STRICT_ITERATOR: NativeFunction = nativeFunction("utf8.codes.strict", (cx) =>
  nextCode(cx, cx.is54 ? "strict" : "unicode"),
);
export const LAX_ITERATOR: NativeFunction = nativeFunction("utf8.codes.lax", (cx) => nextCode(cx, "lax"));

function codes(cx: CallContext): number {
  const s = cx.string(1);
  return cx.ret3(cx.is54 && cx.toBoolean(2) ? LAX_ITERATOR : STRICT_ITERATOR, s, 0);
}

function setup(cx: CallContext, table: LuaTable): void {
  table.setStr("charpattern", `[\0-\x7f\xc2-${cx.is54 ? "\xfd" : "\xf4"}][\x80-\xbf]*`);
}

/** The UTF-8 library (§6.5). 5.3 knows no `lax` argument, allows surrogates and stops at U+10FFFF. */
export const utf8Library: Library = defineLibrary(
  "utf8",
  {
    char: { signature: "utf8.char (···)", manual: "6.5", gas: "1 per argument, 1 per 16 bytes of result", run: char },
    codepoint: {
      signature: "utf8.codepoint (s [, i [, j [, lax]]])",
      manual: "6.5",
      gas: "1 per 16 bytes",
      run: codepoint,
    },
    codes: { signature: "utf8.codes (s [, lax])", manual: "6.5", gas: "1 per 16 bytes skipped in a step", run: codes },
    len: { signature: "utf8.len (s [, i [, j [, lax]]])", manual: "6.5", gas: "1 per 16 bytes", run: len },
    offset: { signature: "utf8.offset (s, n [, i])", manual: "6.5", gas: "1 per 16 bytes or characters", run: offset },
  },
  { fields: ["charpattern"], setup },
);
