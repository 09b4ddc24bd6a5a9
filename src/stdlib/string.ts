import { bytesToString } from "../base/byteString.ts";
import { dump as dumpProto } from "../compiler/bytecode/dump.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import type { CallContext } from "../vm/callContext.ts";
import { SIZE } from "../vm/gas.ts";
import type { LuaTable } from "../vm/table.ts";
import { Closure } from "../vm/value.ts";
import { format } from "./format.ts";
import { gmatch, gsub } from "./gsub.ts";
import { defineLibrary, type Library } from "./library.ts";
import { pack, packsize, unpack } from "./pack.ts";
import { Matcher } from "./pattern.ts";
import { plainSearch } from "./plainSearch.ts";
import { STRING_ARITHMETIC } from "./stringArithmetic.ts";
import { substring } from "./substring.ts";

/** Gas of everything that matches patterns; see pattern.ts. */
const MATCHING = "1 per item tried, 1 per 8 bytes scanned or repeated, 1 per 4 bytes of pattern";

const LETTERS = "1 per 16 bytes; 1 per 4 bytes more when some are above 127";

/** The string library (§6.4). */
export const stringLibrary: Library = defineLibrary(
  "string",
  {
    byte: { signature: "string.byte (s [, i [, j]])", manual: "6.4", gas: "1 per byte", run: byte },
    char: { signature: "string.char (···)", manual: "6.4", gas: "1 per byte", run: char },
    dump: { signature: "string.dump (function [, strip])", manual: "6.4", gas: "1 per instruction", run: dump },
    find: { signature: "string.find (s, pattern [, init [, plain]])", manual: "6.4", gas: MATCHING, run: find },
    format: {
      signature: "string.format (formatstring, ···)",
      manual: "6.4",
      gas: "1 per conversion, 8 more and 1 per digit asked for a float, 1 per 16 bytes",
      run: format,
    },
    gmatch: { signature: "string.gmatch (s, pattern [, init])", manual: "6.4", gas: MATCHING, run: gmatch },
    gsub: { signature: "string.gsub (s, pattern, repl [, n])", manual: "6.4", gas: MATCHING, run: gsub },
    len: { signature: "string.len (s)", manual: "6.4", gas: "", run: (cx) => cx.ret(cx.string(1).length) },
    lower: { signature: "string.lower (s)", manual: "6.4", gas: LETTERS, run: lower },
    match: { signature: "string.match (s, pattern [, init])", manual: "6.4", gas: MATCHING, run: match },
    pack: {
      signature: "string.pack (fmt, v1, v2, ···)",
      manual: "6.4",
      gas: "1 per option, 1 per 16 bytes",
      run: pack,
    },
    packsize: { signature: "string.packsize (fmt)", manual: "6.4", gas: "1 per option", run: packsize },
    rep: { signature: "string.rep (s, n [, sep])", manual: "6.4", gas: "1 per 16 bytes of result", run: rep },
    reverse: { signature: "string.reverse (s)", manual: "6.4", gas: "1 per 4 bytes", run: reverse },
    sub: { signature: "string.sub (s, i [, j])", manual: "6.4", gas: "1 per 16 bytes of result", run: sub },
    unpack: {
      signature: "string.unpack (fmt, s [, pos])",
      manual: "6.4",
      gas: "1 per option, 1 per 16 bytes of strings",
      run: unpack,
    },
    upper: { signature: "string.upper (s)", manual: "6.4", gas: LETTERS, run: upper },
  },
  { setup },
);

/** Makes the metatable of strings. */
function setup(cx: CallContext, table: LuaTable): void {
  const meta = cx.newTable();
  if (cx.is54) STRING_ARITHMETIC.fill(meta);
  meta.setStr("__index", table);
  cx.stringMeta = meta;
}

// ------------------------------------------------------------------ positions

/** First position of a span, from a position that counts from the end when negative; at least 1. */
function firstPosition(position: number, length: number): number {
  if (position > 0) return position;
  return position === 0 ? 1 : Math.max(1, length + position + 1);
}

/** Last position of a span; at most `length`, less than 1 when nothing is in it. */
function lastPosition(position: number, length: number): number {
  return position >= 0 ? Math.min(position, length) : length + position + 1;
}

// ------------------------------------------------------------------ bytes

function byte(cx: CallContext): number {
  const s = cx.string(1);
  const i = cx.optPosition(2, 1);
  const j = cx.optPosition(3, i);
  const from = firstPosition(i, s.length);
  const to = lastPosition(j, s.length);
  if (from === to) return cx.ret(s.charCodeAt(from - 1));
  if (from > to) return cx.ret0();
  const count = to - from + 1;
  cx.checkStack(count, "string slice too long");
  cx.charge(count);
  const codes = new Array<number>(count);
  for (let k = 0; k < count; k++) codes[k] = s.charCodeAt(from - 1 + k);
  return cx.retArray(codes);
}

function char(cx: CallContext): number {
  const n = cx.nargs;
  cx.charge(n);
  if (n === 1) return cx.ret(String.fromCharCode(byteArgument(cx, 1)));
  cx.reserveString(n);
  const bytes = new Uint8Array(n);
  for (let i = 1; i <= n; i++) bytes[i - 1] = byteArgument(cx, i);
  return cx.ret(bytesToString(bytes));
}

function byteArgument(cx: CallContext, i: number): number {
  const c = cx.position(i);
  return c >= 0 && c <= 255 ? c : cx.argError(i, "value out of range");
}

function sub(cx: CallContext): number {
  const s = cx.string(1);
  const from = firstPosition(cx.position(2), s.length);
  const to = lastPosition(cx.optPosition(3, -1), s.length);
  if (from > to) return cx.ret("");
  const length = to - from + 1;
  cx.chargeBytes(length);
  cx.allocate(SIZE.string + length);
  return cx.ret(substring(s, from - 1, to));
}

function rep(cx: CallContext): number {
  const s = cx.string(1);
  const n = cx.position(2);
  const separator = cx.optString(3, "");
  if (n <= 0) return cx.ret("");
  const length = n * s.length + (n - 1) * separator.length;
  cx.reserveString(length);
  if (length === 0) return cx.ret("");
  return cx.ret(separator === "" ? s.repeat(n) : (s + separator).repeat(n - 1) + s);
}

function reverse(cx: CallContext): number {
  const s = cx.string(1);
  const length = s.length;
  cx.reserveString(length);
  cx.charge(length >> 2);
  cx.allocate(length);
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[length - 1 - i] = s.charCodeAt(i);
  return cx.ret(bytesToString(bytes));
}

/** True when the host's mapping of case, which knows Latin-1, changes ASCII letters only. */
function isAscii(s: string): boolean {
  for (let i = 0; i < s.length; i++) if (s.charCodeAt(i) > 0x7f) return false;
  return true;
}

function lower(cx: CallContext): number {
  const s = cx.string(1);
  cx.reserveString(s.length);
  return cx.ret(isAscii(s) ? s.toLowerCase() : mapLetters(cx, s, 65));
}

function upper(cx: CallContext): number {
  const s = cx.string(1);
  cx.reserveString(s.length);
  return cx.ret(isAscii(s) ? s.toUpperCase() : mapLetters(cx, s, 97));
}

/** Changes the case of the 26 letters from `first` on. */
function mapLetters(cx: CallContext, s: string, first: number): string {
  cx.charge(s.length >> 2);
  cx.allocate(s.length);
  const bytes = new Uint8Array(s.length);
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    bytes[i] = c >= first && c < first + 26 ? c ^ 0x20 : c;
  }
  return bytesToString(bytes);
}

// ------------------------------------------------------------------ functions

function dump(cx: CallContext): number {
  const f = cx.function(1);
  const strip = cx.toBoolean(2);
  if (!(f instanceof Closure)) return cx.error("unable to dump given function");
  const { proto } = f.code;
  cx.charge(codeSize(proto));
  const text = dumpProto(proto, strip);
  cx.reserveString(text.length);
  return cx.ret(text);
}

/** Instructions and constants of a function and those in it. */
function codeSize(proto: Proto): number {
  let size = 0;
  const open = [proto];
  for (let p = open.pop(); p !== undefined; p = open.pop()) {
    size += p.code.length + p.constants.length;
    open.push(...p.protos);
  }
  return size;
}

// ------------------------------------------------------------------ patterns

/** The position (from 0) where find and match start; -1 when it is after the end. */
function searchStart(cx: CallContext, length: number): number {
  const from = firstPosition(cx.optPosition(3, 1), length) - 1;
  return from > length ? -1 : from;
}

function find(cx: CallContext): number {
  const s = cx.string(1);
  const pattern = cx.string(2);
  const from = searchStart(cx, s.length);
  if (from < 0) return cx.ret(undefined);
  const matcher = Matcher.of(cx);
  if (cx.toBoolean(4) || matcher.prepare(s, pattern).isPlain) {
    const at = plainSearch(cx, s, pattern, from);
    return at < 0 ? cx.ret(undefined) : cx.ret2(at + 1, at + pattern.length);
  }
  const isAnchored = pattern.charCodeAt(0) === 94;
  const end = matcher.search(from, isAnchored ? 1 : 0, isAnchored, -1);
  if (end < 0) return cx.ret(undefined);
  const results = cx.ret2(matcher.start + 1, end);
  return matcher.returnCaptures(end, false, results);
}

function match(cx: CallContext): number {
  const s = cx.string(1);
  const pattern = cx.string(2);
  const from = searchStart(cx, s.length);
  if (from < 0) return cx.ret(undefined);
  const matcher = Matcher.of(cx);
  matcher.prepare(s, pattern);
  const isAnchored = pattern.charCodeAt(0) === 94;
  const end = matcher.search(from, isAnchored ? 1 : 0, isAnchored, -1);
  return end < 0 ? cx.ret(undefined) : matcher.returnCaptures(end, true);
}
