/** `string.pack`, `string.packsize` and `string.unpack` (§6.4.2): binary forms of values. */
import { bytesToString } from "../base/byteString.ts";
import { fromWords, highWord, lowWord } from "../base/integer64.ts";
import { LuaFloat, type LuaInteger, type LuaNumber, toDouble, toLuaFloat } from "../base/luaFloat.ts";
import type { CallContext } from "../vm/callContext.ts";
import type { LuaValue } from "../vm/value.ts";
import { growString, substring } from "./substring.ts";

/** Largest size of an integer, in bytes. */
const MAX_INTEGER_SIZE = 16;
const LUA_INTEGER_SIZE = 8;
/** Alignment that a bare `!` sets. */
const NATIVE_ALIGNMENT = 8;
/** Results of packsize and numbers in formats are limited by C's `int`. */
const MAX_INT = 2147483647;

enum Kind {
  SIGNED,
  UNSIGNED,
  FLOAT,
  FIXED_STRING,
  COUNTED_STRING,
  ZERO_STRING,
  PADDING,
  ALIGNMENT,
  NOTHING,
}

/** Options that have a fixed size, by kind: pairs of letter and size. */
const FIXED: readonly (readonly [Kind, string])[] = [
  [Kind.SIGNED, "b1h2l8j8"],
  [Kind.UNSIGNED, "B1H2L8J8T8"],
  [Kind.FLOAT, "f4n8d8"],
  [Kind.ZERO_STRING, "z0"],
  [Kind.PADDING, "x1"],
  [Kind.ALIGNMENT, "X0"],
  [Kind.NOTHING, " 0"],
];

/** By char code of an option: 16 * kind + size when it has a fixed size, otherwise -1. */
const OPTIONS: Int16Array = new Int16Array(256).fill(-1);
for (const [kind, options] of FIXED) {
  for (let i = 0; i < options.length; i += 2) OPTIONS[options.charCodeAt(i)] = 16 * kind + Number(options[i + 1]);
}

/** For the bytes of doubles; holds no state. */
const scratch: DataView<ArrayBuffer> = new DataView(new ArrayBuffer(8));

/** Reads a format option by option. After {@link FormatReader.next} the fields describe the option. */
class FormatReader {
  readonly #cx: CallContext;
  readonly #format: string;
  #at = 0;
  isLittle = true;
  #maxAlignment = 1;
  kind: Kind = Kind.NOTHING;
  /** Size in bytes, of COUNTED_STRING that of the count. */
  size = 0;
  /** Bytes of padding before it. */
  padding = 0;

  constructor(cx: CallContext, format: string) {
    this.#cx = cx;
    this.#format = format;
  }

  /** True when there are more options; a zero byte ends the format. */
  hasNext(): boolean {
    return this.#at < this.#format.length && this.#format.charCodeAt(this.#at) !== 0;
  }

  /** Reads the next option, to be placed at `offset`. */
  next(offset: number): void {
    this.#cx.charge(1);
    this.#option();
    let kind = this.kind;
    let align = this.size;
    if (kind === Kind.ALIGNMENT) {
      align = this.#alignmentOfNext();
      this.#set(Kind.ALIGNMENT, 0);
      kind = Kind.SIGNED;
    }
    this.padding = 0;
    if (align <= 1 || (kind > Kind.FLOAT && kind !== Kind.COUNTED_STRING)) return;
    align = Math.min(align, this.#maxAlignment);
    if ((align & (align - 1)) !== 0) this.#cx.argError(1, "format asks for alignment not power of 2");
    this.padding = (align - (offset % align)) % align;
  }

  /** The alignment of the option after an `X`. */
  #alignmentOfNext(): number {
    this.#set(Kind.NOTHING, 0);
    if (this.hasNext()) this.#option();
    const align = this.kind === Kind.FIXED_STRING ? 0 : this.size;
    if (align === 0) this.#cx.argError(1, "invalid next option for option 'X'");
    return align;
  }

  #set(kind: Kind, size: number): void {
    this.kind = kind;
    this.size = size;
  }

  #option(): void {
    const fixed = OPTIONS[this.#format.charCodeAt(this.#at)]!;
    if (fixed >= 0) {
      this.#at++;
      this.#set(fixed >> 4, fixed & 15);
      return;
    }
    const option = this.#format[this.#at++]!;
    this.#set(Kind.NOTHING, 0);
    switch (option) {
      case "i":
        this.#set(Kind.SIGNED, this.#sizeNumber(4));
        return;
      case "I":
        this.#set(Kind.UNSIGNED, this.#sizeNumber(4));
        return;
      case "s":
        this.#set(Kind.COUNTED_STRING, this.#sizeNumber(8));
        return;
      case "c":
        this.#set(Kind.FIXED_STRING, this.#number(-1));
        if (this.size < 0) this.#cx.error("missing size for format option 'c'");
        return;
      case "<":
      case "=":
        this.isLittle = true;
        return;
      case ">":
        this.isLittle = false;
        return;
      case "!":
        this.#maxAlignment = this.#sizeNumber(NATIVE_ALIGNMENT);
        return;
      default:
        this.#cx.error(`invalid format option '${this.#shown(option)}'`);
    }
  }

  /** A char in a message: 5.3 escapes the unprintable ones. */
  #shown(c: string): string {
    const code = c.charCodeAt(0);
    return this.#cx.is54 || (code >= 32 && code < 127) ? c : `<\\${code}>`;
  }

  /** The number that follows, as far as it is sure to fit an `int`. */
  #number(fallback: number): number {
    let c = this.#format.charCodeAt(this.#at);
    if (!(c >= 48 && c <= 57)) return fallback;
    let n = 0;
    do {
      n = n * 10 + (c - 48);
      c = this.#format.charCodeAt(++this.#at);
    } while (c >= 48 && c <= 57 && n <= (MAX_INT - 9) / 10);
    return n;
  }

  #sizeNumber(fallback: number): number {
    const n = this.#number(fallback);
    if (n < 1 || n > MAX_INTEGER_SIZE) {
      this.#cx.error(`integral size (${n}) out of limits [1,${MAX_INTEGER_SIZE}]`);
    }
    return n;
  }
}

// ------------------------------------------------------------------ packing

/** A packed string under way. */
class Output {
  readonly #cx: CallContext;
  text = "";
  constructor(cx: CallContext) {
    this.#cx = cx;
  }
  /** Call before building what {@link Output.put} gets. */
  reserve(length: number): void {
    growString(this.#cx, this.text.length, length);
  }
  put(bytes: string): void {
    this.text += bytes;
  }
}

/** The low `size` bytes of `v`, continued with its sign when `isSigned`, with zeros otherwise. */
function integerBytes(v: LuaInteger, size: number, isLittle: boolean, isSigned: boolean): string {
  const low = lowWord(v);
  const high = highWord(v);
  const fill = isSigned && v < 0 ? 0xff : 0;
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    const byte = i < 4 ? low >>> (8 * i) : i < 8 ? high >>> (8 * (i - 4)) : fill;
    bytes[isLittle ? i : size - 1 - i] = byte;
  }
  return bytesToString(bytes);
}

function floatBytes(v: LuaNumber, size: number, isLittle: boolean): string {
  const x = toDouble(v);
  if (size === 4) scratch.setFloat32(0, x, isLittle);
  else scratch.setFloat64(0, x, isLittle);
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = scratch.getUint8(i);
  if (Number.isNaN(x)) {
    // The plain NaN is the negative one, see base/luaFloat.ts.
    const sign = isLittle ? size - 1 : 0;
    bytes[sign] = (bytes[sign]! & 0x7f) | (v instanceof LuaFloat ? 0 : 0x80);
  }
  return bytesToString(bytes);
}

/** Argument `i`; one that is missing looks like nil here, because PUC puts a mark behind the arguments. */
function checkPresent(cx: CallContext, i: number, expected: string): void {
  if (i > cx.nargs) cx.argError(i, `${expected} expected, got nil`);
}

function stringArgument(cx: CallContext, i: number): string {
  checkPresent(cx, i, "string");
  return cx.string(i);
}

function packInteger(cx: CallContext, reader: FormatReader, arg: number): string {
  checkPresent(cx, arg, "number");
  const v = cx.integer(arg);
  const { size } = reader;
  const isSigned = reader.kind === Kind.SIGNED;
  if (size < LUA_INTEGER_SIZE) {
    if (isSigned) {
      const limit = 2 ** (size * 8 - 1);
      if (v < -limit || v >= limit) cx.argError(arg, "integer overflow");
    } else if (v < 0 || v >= 2 ** (size * 8)) cx.argError(arg, "unsigned overflow");
  }
  return integerBytes(v, size, reader.isLittle, isSigned);
}

/** string.pack (fmt, v1, v2, ···) */
export function pack(cx: CallContext): number {
  const reader = new FormatReader(cx, cx.string(1));
  const output = new Output(cx);
  let arg = 1;
  while (reader.hasNext()) {
    reader.next(output.text.length);
    const { kind, size, padding, isLittle } = reader;
    if (padding > 0) {
      output.reserve(padding);
      output.put("\0".repeat(padding));
    }
    if (kind < Kind.PADDING) arg++;
    switch (kind) {
      case Kind.SIGNED:
      case Kind.UNSIGNED: {
        const bytes = packInteger(cx, reader, arg);
        output.reserve(size);
        output.put(bytes);
        break;
      }
      case Kind.FLOAT:
        checkPresent(cx, arg, "number");
        output.reserve(size);
        output.put(floatBytes(cx.number(arg), size, isLittle));
        break;
      case Kind.PADDING:
        output.reserve(1);
        output.put("\0");
        break;
      case Kind.FIXED_STRING:
      case Kind.COUNTED_STRING:
      case Kind.ZERO_STRING:
        packString(cx, reader, output, arg);
    }
  }
  return cx.ret(output.text);
}

function packString(cx: CallContext, reader: FormatReader, output: Output, arg: number): void {
  const { kind, size, isLittle } = reader;
  const s = stringArgument(cx, arg);
  if (kind === Kind.FIXED_STRING) {
    if (s.length > size) cx.argError(arg, "string longer than given size");
    output.reserve(size);
    output.put(s);
    if (s.length < size) output.put("\0".repeat(size - s.length));
  } else if (kind === Kind.COUNTED_STRING) {
    if (size < LUA_INTEGER_SIZE && s.length >= 2 ** (size * 8)) {
      cx.argError(arg, "string length does not fit in given size");
    }
    output.reserve(size + s.length);
    output.put(integerBytes(s.length, size, isLittle, false));
    output.put(s);
  } else {
    cx.chargeBytes(s.length);
    if (s.includes("\0")) cx.argError(arg, "string contains zeros");
    output.reserve(s.length + 1);
    output.put(s);
    output.put("\0");
  }
}

/** string.packsize (fmt) */
export function packsize(cx: CallContext): number {
  const reader = new FormatReader(cx, cx.string(1));
  let total = 0;
  while (reader.hasNext()) {
    reader.next(total);
    const isVariable = reader.kind === Kind.COUNTED_STRING || reader.kind === Kind.ZERO_STRING;
    if (isVariable && cx.is54) cx.argError(1, "variable-length format");
    const size = reader.padding + reader.size;
    if (total > MAX_INT - size) cx.argError(1, "format result too large");
    total += size;
    if (isVariable) cx.argError(1, "variable-length format");
  }
  return cx.ret(total);
}

// ------------------------------------------------------------------ unpacking

/** The integer in the `size` bytes at `at`; raises when it needs more than 64 bits. */
function readInteger(
  cx: CallContext,
  data: string,
  at: number,
  size: number,
  isLittle: boolean,
  isSigned: boolean,
): LuaInteger {
  // The byte of weight 256^i is at first + i * step.
  const step = isLittle ? 1 : -1;
  const first = isLittle ? at : at + size - 1;
  let low = 0;
  let high = 0;
  for (let i = Math.min(size, 8) - 1; i >= 4; i--) high = (high << 8) | data.charCodeAt(first + i * step);
  for (let i = Math.min(size, 4) - 1; i >= 0; i--) low = (low << 8) | data.charCodeAt(first + i * step);
  if (size < 8) {
    if (!isSigned) return size <= 4 ? low >>> 0 : fromWords(high, low);
    const shift = 32 - 8 * (size > 4 ? size - 4 : size);
    if (size <= 4) return (low << shift) >> shift;
    return fromWords((high << shift) >> shift, low);
  }
  const value = fromWords(high, low);
  const fill = isSigned && value < 0 ? 0xff : 0;
  for (let i = 8; i < size; i++) {
    if (data.charCodeAt(first + i * step) !== fill) cx.error(`${size}-byte integer does not fit into Lua Integer`);
  }
  return value;
}

function readFloat(data: string, at: number, size: number, isLittle: boolean): LuaNumber {
  for (let i = 0; i < size; i++) scratch.setUint8(i, data.charCodeAt(at + i));
  const x = size === 4 ? scratch.getFloat32(0, isLittle) : scratch.getFloat64(0, isLittle);
  if (!Number.isNaN(x)) return toLuaFloat(x);
  return (scratch.getUint8(isLittle ? size - 1 : 0) & 0x80) === 0 ? new LuaFloat(x) : x;
}

/** The position (from 0) where unpacking starts. */
function startPosition(cx: CallContext, length: number): number {
  let position = cx.optPosition(3, 1);
  if (position < 0) position = Math.max(0, length + position + 1);
  if (position === 0 && cx.is54) position = 1;
  if (position < 1 || position > length + 1) cx.argError(3, "initial position out of string");
  return position - 1;
}

/** string.unpack (fmt, s [, pos]) */
export function unpack(cx: CallContext): number {
  const reader = new FormatReader(cx, cx.string(1));
  const data = cx.string(2);
  let at = startPosition(cx, data.length);
  const values: LuaValue[] = [];
  while (reader.hasNext()) {
    reader.next(at);
    const { kind, size, padding, isLittle } = reader;
    if (padding + size > data.length - at) cx.argError(2, "data string too short");
    at += padding;
    cx.checkStack(values.length + 2, "too many results");
    switch (kind) {
      case Kind.SIGNED:
      case Kind.UNSIGNED:
        values.push(readInteger(cx, data, at, size, isLittle, kind === Kind.SIGNED));
        break;
      case Kind.FLOAT:
        values.push(readFloat(data, at, size, isLittle));
        break;
      case Kind.FIXED_STRING:
        cx.reserveString(size);
        values.push(substring(data, at, at + size));
        break;
      case Kind.COUNTED_STRING: {
        const length = readInteger(cx, data, at, size, isLittle, false);
        if (length < 0 || length > data.length - at - size) cx.argError(2, "data string too short");
        cx.reserveString(Number(length));
        values.push(substring(data, at + size, at + size + Number(length)));
        at += Number(length);
        break;
      }
      case Kind.ZERO_STRING: {
        const end = zeroString(cx, data, at);
        values.push(substring(data, at, end));
        at = end + 1;
      }
    }
    at += size;
  }
  values.push(at + 1);
  return cx.retArray(values);
}

/** End of the string at `at`. 5.3 takes the end of the data for a zero. */
function zeroString(cx: CallContext, data: string, at: number): number {
  let end = data.indexOf("\0", at);
  if (end < 0) {
    if (cx.is54) cx.argError(2, "unfinished string for format 'z'");
    end = data.length;
  }
  cx.reserveString(end - at);
  return end;
}
