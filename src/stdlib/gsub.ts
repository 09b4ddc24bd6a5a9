/** `string.gsub` and `string.gmatch` (§6.4): matches one after the other, with calls of Lua functions between them. */
import { type CallContext, continuation, nativeFunction, PENDING } from "../vm/callContext.ts";
import { SIZE } from "../vm/gas.ts";
import { LuaTable } from "../vm/table.ts";
import { isFunction, toStringValue, typeName } from "../vm/types.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";
import { Matcher } from "./pattern.ts";
import { growString } from "./substring.ts";

const PERCENT = 37;
const CARET = 94;
/** Pieces collected before they are joined. */
const PIECES = 1024;

/** Marks a wrong use of `%` in {@link GsubState.template}. */
const INVALID = -1;

/** A substitution under way: plain data. Positions count from 0. */
interface GsubState {
  readonly subject: string;
  readonly pattern: string;
  readonly isAnchored: boolean;
  /** A function, a table or a string. */
  readonly replacement: LuaValue;
  /** A replacement string with `%`: text, capture indices (0 = whole match) and perhaps INVALID at the end. */
  readonly template: readonly (string | number)[] | null;
  readonly most: number;
  count: number;
  /** Where the next match is looked for, and where the last one ended (-1: none yet). */
  position: number;
  lastEnd: number;
  /** Span of the match whose replacement is being found out. */
  start: number;
  /** The subject before this position is in the result. */
  copied: number;
  /** The result so far: text, and pieces not joined yet. */
  text: string;
  pieces: string[];
  /** Its length. */
  length: number;
}

/** string.gsub (s, pattern, repl [, n]) */
export function gsub(cx: CallContext): number {
  const subject = cx.string(1);
  const pattern = cx.string(2);
  let replacement = cx.arg(3);
  const most = cx.optPosition(4, subject.length + 1);
  let template: GsubState["template"] = null;
  if (!(replacement instanceof LuaTable) && !isFunction(replacement)) {
    const text = toStringValue(replacement);
    if (text === undefined) return wrongReplacement(cx);
    replacement = text;
    if (text.includes("%")) template = readTemplate(cx, text);
  }
  const isAnchored = pattern.charCodeAt(0) === CARET;
  return substitute(cx, {
    subject,
    pattern,
    isAnchored,
    replacement,
    template,
    most,
    count: 0,
    position: 0,
    lastEnd: -1,
    start: 0,
    copied: 0,
    text: "",
    pieces: [],
    length: 0,
  });
}

function wrongReplacement(cx: CallContext): never {
  const expected = "string/function/table";
  return cx.is54 ? cx.typeError(3, expected) : cx.argError(3, `${expected} expected`);
}

/** Splits a replacement string at its `%`s. */
function readTemplate(cx: CallContext, text: string): readonly (string | number)[] {
  cx.charge(text.length >> 2);
  cx.allocate(text.length * 8);
  const parts: (string | number)[] = [];
  let from = 0;
  for (let at = text.indexOf("%"); at >= 0; at = text.indexOf("%", from)) {
    if (at > from) parts.push(text.slice(from, at));
    const c = text.charCodeAt(at + 1);
    if (c >= 48 && c <= 57) parts.push(c - 48);
    else if (c === PERCENT) parts.push("%");
    else {
      parts.push(INVALID);
      return parts;
    }
    from = at + 2;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** Goes on from `state.position` until the end or until a function must be called. */
function substitute(cx: CallContext, state: GsubState): number {
  const { subject, replacement, isAnchored } = state;
  const matcher = Matcher.of(cx);
  matcher.prepare(subject, state.pattern);
  const first = isAnchored ? 1 : 0;
  while (state.count < state.most) {
    if (isAnchored && state.count > 0) break;
    const end = matcher.search(state.position, first, isAnchored, state.lastEnd);
    if (end < 0) break;
    state.count++;
    state.start = matcher.start;
    state.position = end;
    state.lastEnd = end;
    if (typeof replacement === "string") {
      addBefore(cx, state);
      if (state.template === null) add(cx, state, replacement);
      else addTemplate(cx, state, matcher, end);
    } else if (replacement instanceof LuaTable) {
      const v = cx.index(replacement, matcher.capture(0, end));
      if (v === PENDING) return cx.callPending(AFTER_CALL, state);
      accept(cx, state, v);
    } else return callReplacement(cx, state, matcher, end);
  }
  return finish(cx, state);
}

function callReplacement(cx: CallContext, state: GsubState, matcher: Matcher, end: number): number {
  const n = matcher.captureCount(true);
  if (n === 1) return cx.call1(state.replacement, matcher.capture(0, end), AFTER_CALL, state);
  if (n === 2) return cx.call2(state.replacement, matcher.capture(0, end), matcher.capture(1, end), AFTER_CALL, state);
  const captures: LuaValue[] = [];
  for (let i = 0; i < n; i++) captures.push(matcher.capture(i, end));
  return cx.call(state.replacement, captures, AFTER_CALL, state);
}

const AFTER_CALL: Continuation = continuation<GsubState>("string.gsub", (cx, state) => {
  accept(cx, state, cx.arg(1));
  return substitute(cx, state);
});

/** Takes what the function or table gave for the match: nil and false keep it. */
function accept(cx: CallContext, state: GsubState, v: LuaValue): void {
  if (v === undefined || v === false) return;
  const text = toStringValue(v);
  if (text === undefined) cx.error(`invalid replacement value (a ${typeName(v)})`);
  addBefore(cx, state);
  add(cx, state, text);
}

/** Adds the replacement that the template makes of the match. */
function addTemplate(cx: CallContext, state: GsubState, matcher: Matcher, end: number): void {
  const { template } = state;
  for (const part of template!) {
    cx.charge(2);
    if (typeof part === "string") add(cx, state, part);
    else if (part === 0) add(cx, state, state.subject.slice(state.start, end));
    else if (part === INVALID) cx.error("invalid use of '%' in replacement string");
    else add(cx, state, toStringValue(matcher.capture(part - 1, end))!);
  }
}

/** Adds the text between the last replacement and the match, and leaves out the match. */
function addBefore(cx: CallContext, state: GsubState): void {
  if (state.start > state.copied) add(cx, state, state.subject.slice(state.copied, state.start));
  state.copied = state.position;
}

function add(cx: CallContext, state: GsubState, piece: string): void {
  growString(cx, state.length, piece.length);
  state.length += piece.length;
  if (state.pieces.push(piece) >= PIECES) {
    state.text += state.pieces.join("");
    state.pieces = [];
  }
}

function finish(cx: CallContext, state: GsubState): number {
  if (state.copied === 0 && state.length === 0) {
    // Nothing replaced, or an empty text by an empty text.
    return cx.ret2(state.subject, state.count);
  }
  if (state.copied < state.subject.length) add(cx, state, state.subject.slice(state.copied));
  return cx.ret2(state.text + state.pieces.join(""), state.count);
}

/** Upvalues of the iterator of gmatch. */
const SUBJECT = 0;
const PATTERN = 1;
const NEXT = 2;
const LAST_END = 3;

/** string.gmatch (s, pattern [, init]) */
export function gmatch(cx: CallContext): number {
  const subject = cx.string(1);
  const pattern = cx.string(2);
  let next = 0;
  if (cx.is54) {
    const init = cx.optPosition(3, 1);
    next = init > 0 ? init - 1 : Math.max(0, init === 0 ? 0 : subject.length + init);
    if (next > subject.length) next = subject.length + 1;
  }
  cx.allocate(SIZE.closure + 4 * SIZE.item);
  return cx.ret(nativeFunction("string.gmatch", nextMatch, [subject, pattern, next, -1]));
}

/** The iterator: captures of the next match, or nothing. */
export function nextMatch(cx: CallContext): number {
  const { upvalues } = cx.native!;
  const subject = upvalues[SUBJECT] as string;
  const next = upvalues[NEXT] as number;
  if (next > subject.length) return cx.ret0();
  const pattern = upvalues[PATTERN] as string;
  const matcher = Matcher.of(cx);
  matcher.prepare(subject, pattern);
  const end = matcher.search(next, 0, false, upvalues[LAST_END] as number);
  if (end < 0) {
    upvalues[NEXT] = subject.length + 1;
    return cx.ret0();
  }
  upvalues[NEXT] = end;
  upvalues[LAST_END] = end;
  return matcher.returnCaptures(end, true);
}
