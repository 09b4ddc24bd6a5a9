/**
 * Match specs (AO 3.4). Most of them hold texts only and are decided at once ({@link matchesSpecNow}); one with functions of the
 * program takes the native `Utils.matchesSpec`, which may be suspended ({@link startMatchesSpec}).
 *
 * So the runtime does, where it walks its handlers:
 *
 *     const match = matchesSpecNow(cx, msg, entry.pattern, read);
 *     if (match === PENDING) return startMatchesSpec(cx, msg, entry.pattern, AFTER_MATCH, state);
 *     // ... in AFTER_MATCH: const match = cx.arg(1), any value when the spec is a function
 */
import { Matcher } from "../../stdlib/pattern.ts";
import { type CallContext, continuation, nativeFunction, PENDING } from "../../vm/callContext.ts";
import { ANY, list, NATURAL, record, type Schema } from "../../vm/snapshot/schema.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, toStringValue } from "../../vm/types.ts";
import type { Continuation, LuaValue, NativeFunction } from "../../vm/value.ts";
import { lowerLetters } from "./names.ts";
import { entriesOf } from "./text.ts";

const CARET = 94;
/** Pattern tables inside pattern tables that are looked at without a frame of the machine. */
const MAX_NESTED = 50;

/** Reads a field of a message; PENDING when a function must be called for it. */
export type FieldReader = (cx: CallContext, msg: LuaValue, key: LuaValue) => LuaValue | typeof PENDING;

const readField: FieldReader = (cx, msg, key) => {
  if (msg instanceof LuaTable) {
    const v = msg.get(key) as LuaValue;
    if (v !== undefined || msg.meta === null) return v;
  }
  return cx.index(msg, key);
};

// ------------------------------------------------------------------ at once

/**
 * Whether the message matches the spec; PENDING when that takes a call of a function, and then nothing has been called.
 * `read` stands in for `msg[key]`, for a caller that knows what the metatable of its messages does.
 */
export function matchesSpecNow(
  cx: CallContext,
  msg: LuaValue,
  spec: LuaValue,
  read: FieldReader = readField,
): boolean | typeof PENDING {
  if (typeof spec === "string") {
    const action = read(cx, msg, "Action");
    return action === PENDING ? PENDING : action === spec;
  }
  if (!(spec instanceof LuaTable)) return isFunction(spec) ? PENDING : false;
  if (spec.items.length > 0 || spec.dict !== null) return matchesEntries(cx, msg, spec, read);
  const { fieldCount, fieldNames, fieldValues } = spec;
  cx.charge(fieldCount);
  for (let i = 0; i < fieldCount; i++) {
    const pattern = fieldValues[i] as LuaValue;
    if (pattern === undefined) continue;
    const result = matchesField(cx, msg, fieldNames[i]!, pattern, read);
    if (result !== true) return result;
  }
  return true;
}

/** {@link matchesSpecNow} for a table with keys of all kinds. */
function matchesEntries(cx: CallContext, msg: LuaValue, spec: LuaTable, read: FieldReader): boolean | typeof PENDING {
  const { keys, values } = entriesOf(cx, spec);
  for (let i = 0; i < keys.length; i++) {
    const result = matchesField(cx, msg, keys[i], values[i], read);
    if (result !== true) return result;
  }
  return true;
}

function matchesField(
  cx: CallContext,
  msg: LuaValue,
  key: LuaValue,
  pattern: LuaValue,
  read: FieldReader,
): boolean | typeof PENDING {
  const value = read(cx, msg, key);
  if (value === PENDING) return PENDING;
  return value !== undefined && value !== false && matchesPatternNow(cx, pattern, value);
}

/** `Utils.matchesPattern` for patterns without functions; PENDING when one is met. */
export function matchesPatternNow(
  cx: CallContext,
  pattern: LuaValue,
  value: LuaValue,
  nested = 0,
): boolean | typeof PENDING {
  if (typeof pattern === "string") return pattern === "_" || matchesText(cx, pattern, value);
  if (!(pattern instanceof LuaTable)) return isFunction(pattern) ? PENDING : false;
  if (nested === MAX_NESTED) return PENDING;
  const { values } = entriesOf(cx, pattern);
  for (const element of values) {
    const result = matchesPatternNow(cx, element, value, nested + 1);
    if (result !== false) return result;
  }
  return false;
}

/** Whether a string pattern fits the value, without regard to case. A number counts as its text. */
function matchesText(cx: CallContext, pattern: string, value: LuaValue): boolean {
  const text = toStringValue(value);
  if (text === undefined) return false;
  if (!hasMagic(pattern)) {
    if (text.length !== pattern.length) return false;
    cx.chargeLong(text.length);
    return text === pattern || lowerLetters(text) === lowerLetters(pattern);
  }
  cx.charge((text.length >> 3) + (pattern.length >> 2));
  cx.allocate(text.length + pattern.length);
  const lowered = lowerLetters(text);
  const loweredPattern = lowerPattern(pattern);
  if (finds(cx, lowered, loweredPattern)) return true;
  // classes and sets of capitals: what the text matches as it is, it matches
  return (lowered !== text || loweredPattern !== pattern) && finds(cx, text, pattern);
}

/** Whether `string.match` finds the pattern. */
function finds(cx: CallContext, text: string, pattern: string): boolean {
  const isAnchored = pattern.charCodeAt(0) === CARET;
  const matcher = Matcher.of(cx);
  matcher.prepare(text, pattern);
  const end = matcher.search(0, isAnchored ? 1 : 0, isAnchored, -1);
  if (end < 0) return false;
  // one that is not closed is an error when it is asked for
  for (let i = matcher.captureCount(false) - 1; i >= 0; i--) matcher.capture(i, end);
  return true;
}

/** Whether a string is taken as a Lua pattern: a lone `-` does not make it one. */
function hasMagic(pattern: string): boolean {
  for (let i = 0; i < pattern.length; i++) {
    switch (pattern.charCodeAt(i)) {
      case 94: // ^
      case 36: // $
      case 40: // (
      case 41: // )
      case 37: // %
      case 46: // .
      case 91: // [
      case 93: // ]
      case 42: // *
      case 43: // +
      case 63: // ?
        return true;
    }
  }
  return false;
}

/** A pattern in lower case, but for the letters after a `%`, which name classes. */
function lowerPattern(pattern: string): string {
  if (!pattern.includes("%")) return lowerLetters(pattern);
  let text = "";
  let from = 0;
  for (let at = pattern.indexOf("%"); at >= 0; at = pattern.indexOf("%", from)) {
    text += lowerLetters(pattern.slice(from, at)) + pattern.slice(at, at + 2);
    from = at + 2;
  }
  return text + lowerLetters(pattern.slice(from));
}

// ------------------------------------------------------------------ resumable

/** Finds out whether the message matches the spec, whatever is in it; `k` gets the result as its first argument. */
export function startMatchesSpec(
  cx: CallContext,
  msg: LuaValue,
  spec: LuaValue,
  k: Continuation,
  state: unknown,
): number {
  return cx.call2(MATCHES_SPEC, msg, spec, k, state);
}

/** The same for `Utils.matchesPattern (pattern, value, msg)`. */
export function startMatchesPattern(
  cx: CallContext,
  pattern: LuaValue,
  value: LuaValue,
  msg: LuaValue,
  k: Continuation,
  state: unknown,
): number {
  return cx.call(MATCHES_PATTERN, [pattern, value, msg], k, state);
}

/** A table of patterns being gone through: those of fields (with keys) or alternatives (without). */
interface MatchState {
  readonly msg: LuaValue;
  readonly keys: readonly LuaValue[];
  readonly patterns: readonly LuaValue[];
  at: number;
  /** Alternatives: what they are for. */
  readonly value: LuaValue;
}

/** Utils.matchesSpec (msg, spec) */
export function matchesSpec(cx: CallContext): number {
  const msg = cx.arg(1);
  const spec = cx.arg(2);
  if (isFunction(spec)) return cx.call1(spec, msg, FIRST_RESULT, undefined);
  if (typeof spec === "string") {
    const action = readField(cx, msg, "Action");
    return action === PENDING ? cx.callPending(IS_ACTION, spec) : cx.ret(action === spec);
  }
  if (!(spec instanceof LuaTable)) return cx.ret(false);
  const { keys, values } = entriesOf(cx, spec);
  return nextField(cx, { msg, keys, patterns: values, at: 0, value: undefined });
}

const FIRST_RESULT: Continuation = continuation("Utils.matchesSpec.function", (cx: CallContext) => cx.ret(cx.arg(1)));

const IS_ACTION: Continuation = continuation("Utils.matchesSpec.action", (cx: CallContext, spec: LuaValue) =>
  cx.ret(cx.arg(1) === spec),
);

function nextField(cx: CallContext, s: MatchState): number {
  while (s.at < s.keys.length) {
    const value = readField(cx, s.msg, s.keys[s.at]);
    if (value === PENDING) return cx.callPending(FIELD_READ, s);
    const result = matchField(cx, s, value);
    if (typeof result === "number") return result;
    if (!result) return cx.ret(false);
    s.at++;
  }
  return cx.ret(true);
}

/** Whether the value fits the pattern at `s.at`, or the signal of the call that is to find out. */
function matchField(cx: CallContext, s: MatchState, value: LuaValue): boolean | number {
  if (value === undefined || value === false) return false;
  const pattern = s.patterns[s.at];
  const result = matchesPatternNow(cx, pattern, value);
  return result === PENDING ? startMatchesPattern(cx, pattern, value, s.msg, FIELD_MATCHED, s) : result;
}

const FIELD_READ: Continuation = continuation<MatchState>("Utils.matchesSpec.read", (cx, s) => {
  const result = matchField(cx, s, cx.arg(1));
  if (typeof result === "number") return result;
  if (!result) return cx.ret(false);
  s.at++;
  return nextField(cx, s);
});

const FIELD_MATCHED: Continuation = continuation<MatchState>("Utils.matchesSpec", (cx, s) => {
  if (!cx.toBoolean(1)) return cx.ret(false);
  s.at++;
  return nextField(cx, s);
});

/** Utils.matchesPattern (pattern, value, msg) */
export function matchesPattern(cx: CallContext): number {
  const pattern = cx.arg(1);
  const value = cx.arg(2);
  const msg = cx.arg(3);
  if (isFunction(pattern)) return cx.call2(pattern, value, msg, TRUTH, undefined);
  if (!(pattern instanceof LuaTable)) return cx.ret(matchesPatternNow(cx, pattern, value) === true);
  return nextAlternative(cx, { msg, keys: [], patterns: entriesOf(cx, pattern).values, at: 0, value });
}

const TRUTH: Continuation = continuation("Utils.matchesPattern.function", (cx: CallContext) => cx.ret(cx.toBoolean(1)));

function nextAlternative(cx: CallContext, s: MatchState): number {
  for (; s.at < s.patterns.length; s.at++) {
    const pattern = s.patterns[s.at];
    const result = matchesPatternNow(cx, pattern, s.value);
    if (result === PENDING) return startMatchesPattern(cx, pattern, s.value, s.msg, ALTERNATIVE_MATCHED, s);
    if (result) return cx.ret(true);
  }
  return cx.ret(false);
}

const ALTERNATIVE_MATCHED: Continuation = continuation<MatchState>("Utils.matchesPattern", (cx, s) => {
  if (cx.toBoolean(1)) return cx.ret(true);
  s.at++;
  return nextAlternative(cx, s);
});

const MATCHES_SPEC: NativeFunction = nativeFunction("Utils.matchesSpec", matchesSpec);
const MATCHES_PATTERN: NativeFunction = nativeFunction("Utils.matchesPattern", matchesPattern);

// ------------------------------------------------------------------ snapshots

const ANY_LIST = list(ANY);

const FIELDS: Schema = record(
  { msg: ANY, keys: ANY_LIST, patterns: ANY_LIST, at: NATURAL, value: ANY },
  ({ keys, patterns, at }: MatchState) => keys.length === patterns.length && at < keys.length,
);
const ALTERNATIVES: Schema = record(
  { msg: ANY, keys: ANY_LIST, patterns: ANY_LIST, at: NATURAL, value: ANY },
  ({ patterns, at }: MatchState) => at < patterns.length,
);

/** What the continuations of this file keep. */
export const MATCH_STATES: Readonly<Record<string, Schema>> = Object.freeze({
  "Utils.matchesSpec.function": ANY,
  "Utils.matchesSpec.action": ANY,
  "Utils.matchesSpec.read": FIELDS,
  "Utils.matchesSpec": FIELDS,
  "Utils.matchesPattern.function": ANY,
  "Utils.matchesPattern": ALTERNATIVES,
});

/** The natives behind {@link startMatchesSpec} and {@link startMatchesPattern}: for the tables of modules, so that they have one identity. */
export const MATCH_NATIVES: Readonly<{ matchesSpec: NativeFunction; matchesPattern: NativeFunction }> = Object.freeze({
  matchesSpec: MATCHES_SPEC,
  matchesPattern: MATCHES_PATTERN,
});
