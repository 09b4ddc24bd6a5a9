/** `string.format` (§6.4): C's conversions, each dialect with its own rules for flags. */
import { bytesToString } from "../base/byteString.ts";
import { formatFloat, formatInteger } from "../base/formatNumber.ts";
import { LuaFloat, type LuaInteger, type LuaNumber } from "../base/luaFloat.ts";
import { numberToString } from "../base/numeral.ts";
import { type CallContext, continuation, PENDING } from "../vm/callContext.ts";
import { toIntegerValue, toNumber } from "../vm/types.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";
import { growString } from "./substring.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;
/** Longest specification in 5.4, without the `%`. */
const LONGEST_SPEC = 21;
/** Flags by group of conversions in 5.4; 5.3 takes all for all. */
const ALL_FLAGS = "-+ #0";
const FLAGS_54: Readonly<Record<string, string>> = Object.freeze({
  a: ALL_FLAGS,
  A: ALL_FLAGS,
  e: ALL_FLAGS,
  E: ALL_FLAGS,
  f: ALL_FLAGS,
  g: ALL_FLAGS,
  G: ALL_FLAGS,
  o: "-#0",
  x: "-#0",
  X: "-#0",
  d: "-+0 ",
  i: "-+0 ",
  u: "-0",
  c: "-",
  p: "-",
  s: "-",
});
/** Conversions without a precision in 5.4. */
const NO_PRECISION = "cp";

/** What stands between `%` and the conversion, read. */
interface Modifiers {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}
const NO_MODIFIERS: Modifiers = Object.freeze({ flags: "", width: 0, precision: undefined });

type FloatConversion = "a" | "A" | "e" | "E" | "f" | "g" | "G";
type IntegerConversion = "d" | "i" | "u" | "o" | "x" | "X" | "c";

/** A format under way: plain data. */
interface FormatState {
  readonly format: string;
  /** Position from 0 of what comes next. */
  at: number;
  /** Number of the argument used last. */
  arg: number;
  readonly argCount: number;
  /** The arguments, once a metamethod had to be called. */
  args: LuaValue[] | null;
  text: string;
  /** Specification of the `%s` whose argument is being turned into a string. */
  spec: string;
}

/** string.format (formatstring, ···) */
export function format(cx: CallContext): number {
  const text = cx.string(1);
  cx.chargeBytes(text.length);
  return proceed(cx, { format: text, at: 0, arg: 1, argCount: cx.nargs, args: null, text: "", spec: "" });
}

/** Goes on from `state.at` until the end or until `__tostring` must be called. */
function proceed(cx: CallContext, state: FormatState): number {
  const { format } = state;
  const end = format.length;
  while (state.at < end) {
    const percent = format.indexOf("%", state.at);
    if (percent < 0) {
      add(cx, state, state.at === 0 ? format : format.slice(state.at));
      break;
    }
    if (percent > state.at) add(cx, state, format.slice(state.at, percent));
    if (format.charCodeAt(percent + 1) === 37) {
      add(cx, state, "%");
      state.at = percent + 2;
      continue;
    }
    cx.charge(1);
    state.arg++;
    if (state.arg > state.argCount) cx.argError(state.arg, "no value");
    const spec = cx.is54 ? readSpec54(cx, format, percent + 1) : readSpec53(cx, format, percent + 1);
    state.at = percent + 1 + spec.length;
    const v = state.args === null ? cx.arg(state.arg) : state.args[state.arg - 1];
    if (spec.charCodeAt(spec.length - 1) === 115) {
      const text = cx.tostring(v);
      if (text === PENDING) return suspend(cx, state, spec);
      addText(cx, state, spec, text);
    } else add(cx, state, convert(cx, state.arg, spec, v));
  }
  return cx.ret(state.text);
}

/** Waits for `__tostring` of the argument of a `%s`. */
function suspend(cx: CallContext, state: FormatState, spec: string): number {
  if (state.args === null) {
    state.args = [];
    for (let i = 1; i <= state.argCount; i++) state.args.push(cx.arg(i));
  }
  state.spec = spec;
  return cx.callPending(AFTER_TOSTRING, state);
}

const AFTER_TOSTRING: Continuation = continuation<FormatState>("string.format", (cx, state) => {
  addText(cx, state, state.spec, cx.tostringResult());
  return proceed(cx, state);
});

function add(cx: CallContext, state: FormatState, piece: string): void {
  growString(cx, state.text.length, piece.length);
  state.text += piece;
}

/** Adds the argument of a `%s`. */
function addText(cx: CallContext, state: FormatState, spec: string, text: string): void {
  if (spec.length === 1) {
    add(cx, state, text);
    return;
  }
  cx.chargeBytes(text.length);
  if (text.includes("\0")) cx.argError(state.arg, "string contains zeros");
  const { flags, width, precision } = readModifiers(cx, spec);
  add(cx, state, padText(precision === undefined ? text : text.slice(0, precision), flags, width));
}

function padText(text: string, flags: string, width: number): string {
  return flags.includes("-") ? text.padEnd(width) : text.padStart(width);
}

// ------------------------------------------------------------------ specifications

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** True for the chars in `-+ #.0123456789`. */
function isModifier(c: number): boolean {
  return isDigit(c) || c === 46 || c === 45 || c === 43 || c === 35 || c === 32;
}

/** `text` up to its first zero byte, as C prints it. */
function untilZero(text: string): string {
  const zero = text.indexOf("\0");
  return zero < 0 ? text : text.slice(0, zero);
}

/** The specification at `from` in 5.4: anything that looks like one; {@link readModifiers} checks it. */
function readSpec54(cx: CallContext, format: string, from: number): string {
  let at = from;
  while (isModifier(format.charCodeAt(at)) && at - from <= LONGEST_SPEC) at++;
  if (at - from >= LONGEST_SPEC) cx.error("invalid format (too long)");
  return format.slice(from, at + 1);
}

/** The specification at `from` in 5.3, which has at most 5 flags, 2 digits, a point and 2 digits. */
function readSpec53(cx: CallContext, format: string, from: number): string {
  let at = from;
  while (at < format.length && at - from <= ALL_FLAGS.length && ALL_FLAGS.includes(format[at]!)) at++;
  if (at - from > ALL_FLAGS.length) cx.error("invalid format (repeated flags)");
  at = skipTwoDigits(format, at);
  if (format.charCodeAt(at) === 46) at = skipTwoDigits(format, at + 1);
  if (isDigit(format.charCodeAt(at))) cx.error("invalid format (width or precision too long)");
  // A format that ends here has the zero byte behind a C string as its conversion.
  return at < format.length ? format.slice(from, at + 1) : `${format.slice(from)}\0`;
}

function skipTwoDigits(text: string, from: number): number {
  if (!isDigit(text.charCodeAt(from))) return from;
  return isDigit(text.charCodeAt(from + 1)) ? from + 2 : from + 1;
}

/** Reads the modifiers in `spec`; in 5.4 raises when its conversion does not allow them. */
function readModifiers(cx: CallContext, spec: string): Modifiers {
  if (spec.length === 1) return NO_MODIFIERS;
  const last = spec.length - 1;
  const conversion = spec[last]!;
  const allowed = cx.is54 ? FLAGS_54[conversion]! : ALL_FLAGS;
  let at = 0;
  while (at < last && allowed.includes(spec[at]!)) at++;
  const flags = spec.slice(0, at);
  let width = 0;
  let precision: number | undefined;
  if (spec.charCodeAt(at) !== 48) {
    const digits = skipTwoDigits(spec, at);
    width = Number(spec.slice(at, digits));
    at = digits;
    if (spec.charCodeAt(at) === 46 && !(cx.is54 && NO_PRECISION.includes(conversion))) {
      const end = skipTwoDigits(spec, at + 1);
      precision = Number(spec.slice(at + 1, end));
      at = end;
    }
  }
  if (at !== last) cx.error(`invalid conversion specification: '%${untilZero(spec)}'`);
  return { flags, width, precision };
}

// ------------------------------------------------------------------ conversions

function wrongType(cx: CallContext, arg: number, expected: string, v: LuaValue): never {
  return cx.argError(arg, `${expected} expected, got ${cx.typeNameOf(v)}`);
}

function integerArgument(cx: CallContext, arg: number, v: LuaValue): LuaInteger {
  if (typeof v === "string") cx.chargeLong(v.length);
  const n = toIntegerValue(v);
  if (n !== undefined) return n;
  if (toNumber(v) !== undefined) return cx.argError(arg, "number has no integer representation");
  return wrongType(cx, arg, "number", v);
}

/** Argument as a double; a boxed NaN stays boxed, it is the positive one. */
function floatArgument(cx: CallContext, arg: number, v: LuaValue): number | LuaFloat {
  if (typeof v === "string") cx.chargeLong(v.length);
  const n = toNumber(v);
  if (n === undefined) return wrongType(cx, arg, "number", v);
  return typeof n === "bigint" ? Number(n) : n;
}

/** The text of argument `arg`, which is `v`, by any conversion but `%s`. */
function convert(cx: CallContext, arg: number, spec: string, v: LuaValue): string {
  const conversion = spec[spec.length - 1]!;
  switch (conversion) {
    case "d":
    case "i":
      if (spec.length === 1) return integerArgument(cx, arg, v).toString();
      return formatAsInteger(cx, spec, conversion, integerArgument(cx, arg, v));
    case "u":
    case "o":
    case "x":
    case "X":
      return formatAsInteger(cx, spec, conversion, integerArgument(cx, arg, v));
    case "c":
      return convertChar(cx, arg, spec, v);
    case "e":
    case "E":
    case "f":
    case "g":
    case "G":
      return formatAsFloat(cx, spec, conversion, floatArgument(cx, arg, v));
    case "a":
    case "A":
      readModifiers(cx, spec); // before the argument is looked at
      return formatAsFloat(cx, spec, conversion, floatArgument(cx, arg, v));
    case "q":
      if (cx.is54 && spec.length > 1) cx.error("specifier '%q' cannot have modifiers");
      return literal(cx, arg, v);
    case "p":
      if (cx.is54) return convertPointer(cx, spec, v);
  }
  return invalidConversion(cx, spec);
}

function invalidConversion(cx: CallContext, spec: string): never {
  if (cx.is54) return cx.error(`invalid conversion '%${untilZero(spec)}' to 'format'`);
  const c = spec.charCodeAt(spec.length - 1);
  const shown = c >= 32 && c < 127 ? String.fromCharCode(c) : `<\\${c}>`;
  return cx.error(`invalid option '%${shown}' to 'format'`);
}

function formatAsInteger(cx: CallContext, spec: string, conversion: IntegerConversion, v: LuaInteger): string {
  const { flags, width, precision } = readModifiers(cx, spec);
  return formatInteger(v, { conversion, precision, flags, width });
}

function formatAsFloat(cx: CallContext, spec: string, conversion: FloatConversion, v: number | LuaFloat): string {
  const { flags, width, precision } = readModifiers(cx, spec);
  cx.charge(8 + (precision ?? 0));
  return formatFloat(v, { conversion, precision, flags, width });
}

function convertChar(cx: CallContext, arg: number, spec: string, v: LuaValue): string {
  const { flags, width } = readModifiers(cx, spec);
  return formatInteger(integerArgument(cx, arg, v), { conversion: "c", flags, width, precision: undefined });
}

/** `%p`: the address of an object; a null pointer for other values. */
function convertPointer(cx: CallContext, spec: string, v: LuaValue): string {
  const { flags, width } = readModifiers(cx, spec);
  let text = "(null)";
  if (typeof v === "string") text = stringAddress(cx, v);
  else if (typeof v === "object" || typeof v === "function") {
    if (!(v instanceof LuaFloat)) text = cx.addressOf(v);
  }
  return padText(text, flags, width);
}

/** Equal strings have one address when they are short, as if interned; long ones have a fresh one each time. */
function stringAddress(cx: CallContext, s: string): string {
  if (s.length > 40) return cx.addressOf({});
  let high = s.length;
  let low = 0x811c9dc5;
  for (let i = 0; i < s.length; i++) {
    low = Math.imul(low ^ s.charCodeAt(i), 0x01000193);
    high = (Math.imul(high, 31) + low) | 0;
  }
  const digits = (high & 0xffff).toString(16).padStart(4, "0") + (low >>> 0).toString(16).padStart(8, "0");
  return `0x7${digits.slice(1, 11)}0`;
}

// ------------------------------------------------------------------ %q

/** The value as the lexer would read it. */
function literal(cx: CallContext, arg: number, v: LuaValue): string {
  switch (typeof v) {
    case "string":
      return quoted(cx, v);
    case "undefined":
      return "nil";
    case "boolean":
      return v ? "true" : "false";
    case "number":
    case "bigint":
      return numberLiteral(cx, v);
  }
  return v instanceof LuaFloat ? numberLiteral(cx, v) : cx.argError(arg, "value has no literal form");
}

function numberLiteral(cx: CallContext, v: LuaNumber): string {
  if (typeof v === "bigint" || (typeof v === "number" && Number.isSafeInteger(v))) {
    return v === -9223372036854775808n ? "0x8000000000000000" : numberToString(v);
  }
  const x = v instanceof LuaFloat ? v.n : v;
  if (cx.is54) {
    if (x === Infinity) return "1e9999";
    if (x === -Infinity) return "-1e9999";
    if (Number.isNaN(x)) return "(0/0)";
  }
  return formatFloat(v, { conversion: "a", precision: undefined, flags: "", width: 0 });
}

/** A string as `%q` writes it, control characters as decimal escapes. Charges for it. */
export function quoted(cx: CallContext, s: string): string {
  cx.charge(s.length >> 2);
  const length = quotedLength(s);
  if (length === s.length + 2) return `"${s}"`;
  if (length > cx.limits.stringLength) cx.error("resulting string too large");
  cx.charge(length >> 2);
  cx.allocate(length);
  const bytes = new Uint8Array(length);
  bytes[0] = QUOTE;
  let at = 1;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c === QUOTE || c === BACKSLASH || c === NEWLINE) {
      bytes[at++] = BACKSLASH;
      bytes[at++] = c;
    } else if (isControl(c)) {
      const end = at + escapeLength(s, i);
      // Digits from the last to the first; missing ones are zeros.
      for (let k = end - 1, rest = c; k > at; k--, rest = Math.floor(rest / 10)) bytes[k] = 48 + (rest % 10);
      bytes[at] = BACKSLASH;
      at = end;
    } else bytes[at++] = c;
  }
  bytes[at] = QUOTE;
  return bytesToString(bytes);
}

/** Length of `s` in quotes. */
function quotedLength(s: string): number {
  let length = s.length + 2;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c === QUOTE || c === BACKSLASH || c === NEWLINE) length++;
    else if (isControl(c)) length += escapeLength(s, i) - 1;
  }
  return length;
}

function isControl(c: number): boolean {
  return c < 32 || c === 127;
}

/** Length of the escape sequence for the control char at `i`: a digit after it must not be taken for a part of it. */
function escapeLength(s: string, i: number): number {
  const c = s.charCodeAt(i);
  return isDigit(s.charCodeAt(i + 1)) || c > 99 ? 4 : c > 9 ? 3 : 2;
}
