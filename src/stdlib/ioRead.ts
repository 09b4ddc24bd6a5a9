/** Reading from files by formats (§6.8, file:read). */
import { stringToBytes } from "../base/byteString.ts";
import type { HostFault } from "../base/host.ts";
import { isInteger, LuaFloat } from "../base/luaFloat.ts";
import { stringToNumber } from "../base/numeral.ts";
import { type CallContext, continuation } from "../vm/callContext.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";
import { ACCESS_COST, attempt, faultOf, isPromise, type Settled } from "./hostCall.ts";
import { badDescriptor, closeFile, type FileStream, readPiece } from "./ioFile.ts";

/** Longest numeral that format "n" reads. */
const MAX_NUMERAL = 200;
/** Answers of {@link readOne} beside true (read) and false (end of file). */
const MORE = 2;

/** What becomes of the results: those of `read`, or of an iterator of `lines` (which may close its file). */
type ReadKind = "read" | "line" | "lineAndClose";

/** A read under way: plain data. */
interface ReadState {
  readonly file: FileStream;
  readonly kind: ReadKind;
  /** The formats as given, and the argument number of the first. */
  readonly formats: readonly LuaValue[];
  readonly firstArgument: number;
  readonly results: LuaValue[];
  /** What the format at hand has got so far. */
  parts: string;
  atEnd: boolean;
  fault: HostFault | undefined;
}

/** The implicit format. */
const LINE: readonly LuaValue[] = ["l"];

/** Reads by `formats` (none: a line) and returns the results, as g_read does. */
export function readFormats(
  cx: CallContext,
  file: FileStream,
  formats: readonly LuaValue[],
  firstArgument: number,
  kind: ReadKind = "read",
): number {
  if (formats.length === 0 && file.pending === "") {
    // the common case: the line is in the buffer
    const newline = file.buffer.indexOf("\n", file.pos);
    if (newline >= 0) {
      const line = file.buffer.slice(file.pos, newline);
      file.pos = newline + 1;
      cx.reserveString(line.length);
      return cx.ret(line);
    }
  }
  cx.checkStack(formats.length, "too many arguments");
  return readOn(cx, {
    file,
    kind,
    formats: formats.length === 0 ? LINE : formats,
    firstArgument,
    results: [],
    parts: "",
    atEnd: false,
    fault: file.readable ? undefined : badDescriptor(),
  });
}

function readOn(cx: CallContext, s: ReadState): number {
  while (s.fault === undefined && s.results.length < s.formats.length) {
    const answer = s.file.pending === "" ? readOne(cx, s) : MORE;
    if (answer === true) continue;
    if (answer === false) {
      s.results.push(undefined);
      break;
    }
    cx.charge(ACCESS_COST);
    const outcome = attempt(() => nextPiece(s.file));
    if (isPromise(outcome)) return cx.await(outcome, readMore, s);
    takePiece(cx, s, outcome);
  }
  return finishRead(cx, s);
}

const readMore: Continuation = continuation("io.read", (cx: CallContext, s: ReadState) => {
  takePiece(cx, s, cx.settled as Settled<string | number>);
  return readOn(cx, s);
});

/** Bytes read; or, when bytes wait to be written, how many of those were. */
function nextPiece(file: FileStream): string | number | Promise<string | number> {
  const host = file.host;
  if (host === undefined) throw badDescriptor();
  if (file.pending === "") return readPiece(host);
  const bytes = file.pending;
  return host.writeString === undefined ? host.write(stringToBytes(bytes)) : host.writeString(bytes);
}

function takePiece(cx: CallContext, s: ReadState, outcome: Settled<string | number>): void {
  const { file } = s;
  if (!outcome.ok) {
    s.fault = faultOf(outcome);
    file.pending = "";
    return;
  }
  const piece = outcome.value;
  if (typeof piece === "number") {
    file.pending = file.pending.slice(piece);
    return;
  }
  if (piece === "") s.atEnd = true;
  cx.chargeBytes(piece.length);
  file.buffer = file.pos < file.buffer.length ? file.buffer.slice(file.pos) + piece : piece;
  file.pos = 0;
}

function finishRead(cx: CallContext, s: ReadState): number {
  const { results, fault } = s;
  if (s.kind === "read") return fault === undefined ? cx.retArray(results) : cx.retFail(fault.message, fault.errno);
  if (fault !== undefined) return cx.error(fault.message);
  const first = results[0];
  if (first !== undefined && first !== false) return cx.retArray(results);
  return s.kind === "lineAndClose" ? closeFile(cx, s.file, "nothing") : 0;
}

/** Reads what the next format says: true when its result has been added, false at the end of the file. */
function readOne(cx: CallContext, s: ReadState): boolean | typeof MORE {
  const format = s.formats[s.results.length];
  if (isInteger(format) || typeof format !== "string") return readChars(cx, s, byteCount(cx, s, format));
  switch (format.charCodeAt(format.startsWith("*") ? 1 : 0)) {
    case 110: // n
      return readNumber(s);
    case 108: // l
      return readLine(cx, s, false);
    case 76: // L
      return readLine(cx, s, true);
    case 97: // a
      return readAll(cx, s);
    default:
      return cx.argError(s.firstArgument + s.results.length, "invalid format");
  }
}

function byteCount(cx: CallContext, s: ReadState, format: LuaValue): number {
  if (isInteger(format)) {
    if (format < 0) {
      if (cx.is54) cx.throwValue("not enough memory");
      cx.error("not enough memory for buffer allocation");
    }
    return Number(format);
  }
  return badFormat(cx, s, format);
}

/** A format that is no string and no integer: a float must have an integer value, anything else is an error. */
function badFormat(cx: CallContext, s: ReadState, format: LuaValue): number {
  const at = s.firstArgument + s.results.length;
  const n = format instanceof LuaFloat ? format.n : format;
  if (typeof n !== "number") return cx.argError(at, `string expected, got ${cx.typeNameOf(format)}`);
  return Number.isInteger(n) ? n : cx.argError(at, "number has no integer representation");
}

/** Ends the format at hand with all it has got. */
function addText(cx: CallContext, s: ReadState, last: string): void {
  const text = s.parts === "" ? last : s.parts + last;
  s.parts = "";
  cx.reserveString(text.length);
  s.results.push(text);
}

/** Takes all that is buffered and asks for more. */
function takeBuffer(cx: CallContext, s: ReadState): typeof MORE {
  const { file } = s;
  s.parts += file.pos === 0 ? file.buffer : file.buffer.slice(file.pos);
  file.buffer = "";
  file.pos = 0;
  if (s.parts.length > cx.limits.stringLength) cx.error("resulting string too large");
  return MORE;
}

function readLine(cx: CallContext, s: ReadState, keepNewline: boolean): boolean | typeof MORE {
  const { file } = s;
  const newline = file.buffer.indexOf("\n", file.pos);
  if (newline >= 0) {
    const line = file.buffer.slice(file.pos, keepNewline ? newline + 1 : newline);
    file.pos = newline + 1;
    addText(cx, s, line);
    return true;
  }
  takeBuffer(cx, s);
  if (!s.atEnd) return MORE;
  if (s.parts === "") return false;
  addText(cx, s, "");
  return true;
}

function readAll(cx: CallContext, s: ReadState): boolean | typeof MORE {
  takeBuffer(cx, s);
  if (!s.atEnd) return MORE;
  addText(cx, s, "");
  return true;
}

function readChars(cx: CallContext, s: ReadState, count: number): boolean | typeof MORE {
  const { file } = s;
  const available = file.buffer.length - file.pos;
  const wanted = count - s.parts.length;
  if (count === 0 ? available > 0 : available >= wanted) {
    addText(cx, s, file.buffer.slice(file.pos, file.pos + wanted));
    file.pos += wanted;
    return true;
  }
  takeBuffer(cx, s);
  if (!s.atEnd) return MORE;
  if (s.parts === "") return false;
  addText(cx, s, "");
  return true;
}

// ------------------------------------------------------------------ numerals

function isDigit(c: number, hexadecimal: boolean): boolean {
  if (c >= 48 && c <= 57) return true;
  const lower = c | 32;
  return hexadecimal && lower >= 97 && lower <= 102;
}

/** Goes over a numeral char by char with one char of lookahead, as the reference does (l_getn). */
class NumeralScanner {
  readonly text: string;
  readonly start: number;
  readonly atEnd: boolean;
  at: number;
  /** It has more chars than a numeral may have. */
  tooLong = false;
  /** It goes on past the text, of which there may be more. */
  short = false;
  constructor(text: string, start: number, atEnd: boolean) {
    this.text = text;
    this.start = start;
    this.at = start;
    this.atEnd = atEnd;
  }
  private peek(): number {
    if (this.at < this.text.length) return this.text.charCodeAt(this.at);
    if (!this.atEnd) this.short = true;
    return -1;
  }
  private take(): boolean {
    if (this.at - this.start >= MAX_NUMERAL) {
      this.tooLong = true;
      return false;
    }
    this.at++;
    return true;
  }
  /** Takes the next char when it is one of two. */
  accept(a: number, b: number): boolean {
    const c = this.peek();
    return (c === a || c === b) && this.take();
  }
  digits(hexadecimal: boolean): number {
    let count = 0;
    while (isDigit(this.peek(), hexadecimal) && this.take()) count++;
    return count;
  }
  scan(): void {
    this.accept(43, 45);
    let count = 0;
    let hexadecimal = false;
    if (this.accept(48, 48)) {
      if (this.accept(120, 88)) hexadecimal = true;
      else count = 1;
    }
    count += this.digits(hexadecimal);
    if (this.accept(46, 46)) count += this.digits(hexadecimal);
    if (count > 0 && (hexadecimal ? this.accept(112, 80) : this.accept(101, 69))) {
      this.accept(43, 45);
      this.digits(false);
    }
  }
}

function readNumber(s: ReadState): boolean | typeof MORE {
  const { file } = s;
  while (file.pos < file.buffer.length) {
    const c = file.buffer.charCodeAt(file.pos);
    if (c !== 32 && !(c >= 9 && c <= 13)) break;
    file.pos++;
  }
  const scanner = new NumeralScanner(file.buffer, file.pos, s.atEnd);
  scanner.scan();
  if (scanner.short) return MORE;
  file.pos = scanner.at;
  const number = scanner.tooLong ? undefined : stringToNumber(file.buffer.slice(scanner.start, scanner.at));
  if (number === undefined) return false;
  s.results.push(number);
  return true;
}
