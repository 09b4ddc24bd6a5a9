import type { LuaNumber } from "../base/luaFloat.ts";
import { stringToNumber } from "../base/numeral.ts";
import type { LuaVersion } from "../base/version.ts";
import { CHARACTER, Character, LONE_SYMBOL } from "./characters.ts";
import { longBracketEnd, longBracketLevel, longStringValue } from "./longBracket.ts";
import { numeralEnd, numeralPattern } from "./numeral.ts";
import { newlineEnd, readQuotedString } from "./quotedString.ts";
import { KEYWORDS, TokenKind } from "./tokenKind.ts";
import { FIRST_NAME, hashStep, PREDEFINED_LETTERS, type Word, WordTable } from "./words.ts";

/** What is wrong with the text of the last token. */
export interface LexicalFault {
  readonly message: string;
  /** The text the message shows; undefined for the end of the file. */
  readonly near: string | undefined;
  /** The line reading had reached. */
  readonly line: number;
}

/**
 * The tokens of a chunk, up to its end or to its first lexical error. A lexical error is the last token: it is for the parser to
 * raise it when it gets there, since an earlier syntax error comes first. The arrays belong to the lexer, which uses them again for
 * the next chunk; they are longer than the tokens.
 */
export interface TokenStream {
  readonly source: string;
  /** How many tokens there are without the end of file, which stands behind them. */
  readonly count: number;
  /** The {@link TokenKind} of each token. */
  readonly kinds: Uint8Array;
  /** The line each token ends in. */
  readonly lines: Int32Array;
  /** Where each token starts in the source. */
  readonly offsets: Int32Array;
  /** Of a name or string: its number in `words`. Of a numeral: the index of its value in `values`. */
  readonly payloads: Int32Array;
  /** The names and strings of the chunk by word number, and the keywords. */
  readonly words: readonly Word[];
  readonly values: readonly LuaNumber[];
  readonly fault: LexicalFault | undefined;
}

/** Kinds by word number, for the keywords. */
const KEYWORD_KINDS = Uint8Array.from(KEYWORDS, ([kind]) => kind);
/** Longest decimal numeral that is certainly a safe integer. */
const SAFE_DIGITS = 15;
/** Room for this many tokens is kept for the next chunk, and for this many bytes. */
const KEPT_TOKENS = 1 << 18;
const KEPT_BYTES = 1 << 20;
const FIRST_ROOM = 256;
/** Below this length a loop copies a source faster than the host's encoder. */
const SHORT_SOURCE = 64;

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const ZERO = 48;
const COLON = 58;
const LESS = 60;
const EQUALS = 61;
const GREATER = 62;
const LEFT_BRACKET = 91;
const BACKSLASH = 92;
const TILDE = 126;

/** In place of a kind: what was read is no token. */
const NOTHING = -1;

/** Cuts chunks of one dialect into tokens (§3.1). */
export class LuaLexer {
  readonly version: LuaVersion;
  private readonly words: WordTable = new WordTable();
  private readonly numeral: RegExp;
  private readonly encoder: InstanceType<typeof TextEncoder> = new TextEncoder();
  private source = "";
  /** The bytes of the source, a zero and the predefined words. */
  private bytes: Uint8Array = new Uint8Array(FIRST_ROOM);
  private kinds: Uint8Array = new Uint8Array(FIRST_ROOM);
  private lines: Int32Array = new Int32Array(FIRST_ROOM);
  private offsets: Int32Array = new Int32Array(FIRST_ROOM);
  private payloads: Int32Array = new Int32Array(FIRST_ROOM);
  private values: LuaNumber[] = [];
  private fault: LexicalFault | undefined = undefined;
  /** Where reading has got to, when a method other than `scan` reads. */
  private at = 0;
  private line = 1;
  /** The payload of the token that such a method has read. */
  // biome-ignore lint/correctness/noUnusedPrivateClassMembers: the rule misses the read in `scan`
  private payload = 0;

  constructor(version: LuaVersion) {
    this.version = version;
    this.numeral = numeralPattern(version);
  }

  /** The tokens of `source`, a byte string. Never fails: see {@link TokenStream}. */
  tokenize(source: string): TokenStream {
    this.source = source;
    this.values = [];
    this.fault = undefined;
    this.line = 1;
    this.words.reset(source.length + 1);
    this.copyBytes();
    const count = this.scan();
    const { kinds, lines, offsets, payloads, values, fault } = this;
    const stream = { source, count, kinds, lines, offsets, payloads, words: this.words.words, values, fault };
    this.release();
    return stream;
  }

  private copyBytes(): void {
    const { source } = this;
    const { length } = source;
    const room = length + 1 + PREDEFINED_LETTERS.length;
    if (this.bytes.length < room) this.bytes = new Uint8Array(room);
    const { bytes } = this;
    bytes[length] = 0;
    bytes.set(PREDEFINED_LETTERS, length + 1);
    if (length >= SHORT_SOURCE) {
      // Its UTF-8 encoding is the string itself when it has no byte above 127.
      const { read, written } = this.encoder.encodeInto(source, bytes.subarray(0, length));
      if (read === length && written === length) return;
    }
    for (let i = 0; i < length; i++) bytes[i] = source.charCodeAt(i);
  }

  /** Drops the source, and arrays too large to keep. */
  private release(): void {
    this.source = "";
    this.values = [];
    this.words.release();
    if (this.bytes.length > KEPT_BYTES) this.bytes = new Uint8Array(FIRST_ROOM);
    if (this.kinds.length > KEPT_TOKENS) this.allocate(FIRST_ROOM);
  }

  private allocate(room: number): void {
    this.kinds = new Uint8Array(room);
    this.lines = new Int32Array(room);
    this.offsets = new Int32Array(room);
    this.payloads = new Int32Array(room);
  }

  private grow(): void {
    const { kinds, lines, offsets, payloads } = this;
    this.allocate(kinds.length * 2);
    this.kinds.set(kinds);
    this.lines.set(lines);
    this.offsets.set(offsets);
    this.payloads.set(payloads);
  }

  /**
   * Fills the arrays; returns the number of tokens. It reads words, short numerals and lone symbols itself and leaves the rest to
   * `readOther`, which finds and leaves the position in `at` and `line`.
   */
  private scan(): number {
    const { source, bytes, words } = this;
    let { kinds, lines, offsets, payloads } = this;
    let count = 0;
    let at = 0;
    let line = 1;
    for (;;) {
      const start = at;
      const c = bytes[at]!;
      let kind: TokenKind | typeof NOTHING;
      let payload = 0;
      if (CHARACTER[c] === Character.Letter) {
        let hash = c;
        let next = bytes[++at]!;
        while (CHARACTER[next] !== Character.Other) {
          hash = hashStep(hash, next);
          next = bytes[++at]!;
        }
        payload = words.find(source, bytes, start, at, hash);
        kind = payload < FIRST_NAME ? KEYWORD_KINDS[payload]! : TokenKind.Name;
      } else if (c === SPACE || c === TAB) {
        do at++;
        while (bytes[at] === SPACE);
        continue;
      } else if (c === NEWLINE && bytes[at + 1] !== RETURN) {
        at++;
        line++;
        continue;
      } else if (LONE_SYMBOL[c] !== 0) {
        kind = LONE_SYMBOL[c]!;
        at++;
      } else {
        this.at = at;
        this.line = line;
        kind = this.readOther(c);
        ({ at, line, payload } = this);
        if (kind === NOTHING) continue;
      }
      kinds[count] = kind;
      lines[count] = line;
      offsets[count] = start;
      payloads[count] = payload;
      if (kind === TokenKind.EndOfFile) return count;
      count++;
      if (kind === TokenKind.LexicalError) return count;
      if (count === kinds.length) {
        this.grow();
        ({ kinds, lines, offsets, payloads } = this);
      }
    }
  }

  /** Reads what starts with `c` at `at` and returns its kind. */
  private readOther(c: number): TokenKind | typeof NOTHING {
    const { bytes, at } = this;
    const next = bytes[at + 1]!;
    switch (c) {
      case NEWLINE:
      case RETURN:
        this.line++;
        return this.taken((next === NEWLINE || next === RETURN) && next !== c ? 2 : 1, NOTHING);
      case 11:
      case 12:
        return this.taken(1, NOTHING);
      case EQUALS:
        return next === EQUALS ? this.taken(2, TokenKind.Equal) : this.taken(1, TokenKind.Assign);
      case LEFT_BRACKET:
        return next === LEFT_BRACKET || next === EQUALS ? this.longString() : this.taken(1, TokenKind.LeftBracket);
      case DOT:
        if (next !== DOT)
          return CHARACTER[next] === Character.Digit ? this.readNumeral() : this.taken(1, TokenKind.Dot);
        return bytes[at + 2] === DOT ? this.taken(3, TokenKind.Ellipsis) : this.taken(2, TokenKind.Concat);
      case QUOTE:
      case APOSTROPHE:
        return this.quotedString(c);
      case COLON:
        return next === COLON ? this.taken(2, TokenKind.DoubleColon) : this.taken(1, TokenKind.Colon);
      case MINUS:
        return next === MINUS ? this.comment() : this.taken(1, TokenKind.Minus);
      case LESS:
        if (next === LESS) return this.taken(2, TokenKind.ShiftLeft);
        return next === EQUALS ? this.taken(2, TokenKind.LessEqual) : this.taken(1, TokenKind.Less);
      case GREATER:
        if (next === GREATER) return this.taken(2, TokenKind.ShiftRight);
        return next === EQUALS ? this.taken(2, TokenKind.GreaterEqual) : this.taken(1, TokenKind.Greater);
      case TILDE:
        return next === EQUALS ? this.taken(2, TokenKind.NotEqual) : this.taken(1, TokenKind.Tilde);
      case SLASH:
        return next === SLASH ? this.taken(2, TokenKind.DoubleSlash) : this.taken(1, TokenKind.Slash);
      default:
        if (CHARACTER[c] === Character.Digit) return this.readNumeral();
        if (at === this.source.length) return TokenKind.EndOfFile;
        return this.taken(1, TokenKind.Unknown);
    }
  }

  /** Moves on by `length` bytes, which are of kind `kind`. */
  private taken(length: number, kind: TokenKind | typeof NOTHING): TokenKind | typeof NOTHING {
    this.at += length;
    return kind;
  }

  /** Moves on to `end`, where the numeral with this value ends. */
  private numeralRead(value: LuaNumber, end: number): TokenKind {
    this.payload = this.values.push(value) - 1;
    this.at = end;
    return TokenKind.Numeral;
  }

  /** Moves on to `end`, where the string ends whose value is the word with this number. */
  private stringRead(word: number, end: number): TokenKind {
    this.payload = word;
    this.at = end;
    return TokenKind.String;
  }

  /** Ends reading at `end`. */
  private failed(message: string, near: string | undefined, end: number): TokenKind {
    this.moveTo(end);
    this.fault = { message, near, line: this.line };
    return TokenKind.LexicalError;
  }

  /** Moves on to `end` over newlines. */
  private moveTo(end: number): void {
    const { bytes, source } = this;
    for (let i = this.at; i < end; ) {
      const c = bytes[i]!;
      if (c === NEWLINE || c === RETURN) {
        this.line++;
        i = newlineEnd(source, i);
      } else i++;
    }
    this.at = end;
  }

  private readNumeral(): TokenKind {
    const { bytes, source } = this;
    const start = this.at;
    let at = start;
    let value = 0;
    while (CHARACTER[bytes[at]!] === Character.Digit) value = value * 10 + bytes[at++]! - ZERO;
    const isWhole = CHARACTER[bytes[at]!] === Character.Other && bytes[at] !== DOT;
    if (isWhole && at - start <= SAFE_DIGITS && at > start) return this.numeralRead(value, at);
    const end = numeralEnd(this.numeral, source, start);
    const image = source.slice(start, end);
    const number = stringToNumber(image);
    if (number === undefined) return this.failed("malformed number", image, end);
    return this.numeralRead(number, end);
  }

  private quotedString(quote: number): TokenKind {
    const { bytes, source } = this;
    const start = this.at;
    let at = start + 1;
    let c = bytes[at]!;
    let hash = 0;
    while (c !== quote && c !== BACKSLASH && c !== NEWLINE && c !== RETURN && at < source.length) {
      hash = hashStep(hash, c);
      c = bytes[++at]!;
    }
    if (c === quote) return this.stringRead(this.words.find(source, bytes, start + 1, at, hash), at + 1);
    const string = readQuotedString(source, start, this.version);
    if ("message" in string) return this.failed(string.message, string.near, string.end);
    this.moveTo(string.end);
    return this.stringRead(this.words.intern(string.value), string.end);
  }

  private longString(): TokenKind {
    const { source, at, line } = this;
    const level = longBracketLevel(source, at);
    if (level === -1) return this.taken(1, TokenKind.LeftBracket) as TokenKind;
    if (level < 0) return this.failed("invalid long string delimiter", source.slice(at, at - level), at - level);
    const end = longBracketEnd(source, at, level);
    if (end < 0) return this.failed(unfinished("string", line), undefined, source.length);
    this.moveTo(end);
    return this.stringRead(this.words.intern(longStringValue(source.slice(at, end), level)), end);
  }

  private comment(): TokenKind | typeof NOTHING {
    const { bytes, source, line } = this;
    let at = this.at + 2;
    const level = bytes[at] === LEFT_BRACKET ? longBracketLevel(source, at) : -1;
    if (level >= 0) {
      const end = longBracketEnd(source, at, level);
      if (end < 0) return this.failed(unfinished("comment", line), undefined, source.length);
      this.moveTo(end);
      return NOTHING;
    }
    while (bytes[at] !== NEWLINE && bytes[at] !== RETURN && at < source.length) at++;
    this.at = at;
    return NOTHING;
  }
}

function unfinished(what: "string" | "comment", startLine: number): string {
  return `unfinished long ${what} (starting at line ${startLine})`;
}
