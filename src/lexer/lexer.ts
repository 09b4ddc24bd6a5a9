import type { IToken, TokenType } from "chevrotain";
import type { LuaNumber } from "../base/luaFloat.ts";
import { stringToNumber } from "../base/numeral.ts";
import type { LuaVersion } from "../base/version.ts";
import { LineCounter } from "./lines.ts";
import { longBracketLevel, longStringValue } from "./longBracket.ts";
import { readQuotedString } from "./quotedString.ts";
import { KEYWORDS, TokenKind } from "./tokenKind.ts";
import { createVocabulary, type Vocabulary } from "./tokens.ts";

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
 * raise it when it gets there, since an earlier syntax error comes first.
 */
export interface TokenStream {
  readonly source: string;
  /** Without the end of file. `payload` of a numeral or string is its value; the image of equal names is one string. */
  readonly tokens: IToken[];
  /** The {@link TokenKind} of each token; what follows the last one is `EndOfFile`. */
  readonly kinds: Uint8Array;
  /** The line each token ends in, and the end of file's. */
  readonly lines: Int32Array;
  readonly fault: LexicalFault | undefined;
}

/** A name or keyword met in a chunk. */
interface Word {
  readonly text: string;
  readonly kind: TokenKind;
  readonly type: TokenType | undefined;
}

/** Longest decimal numeral that is certainly a safe integer. */
const SAFE_DIGITS = 15;

/** Cuts chunks of one dialect into tokens (§3.1). */
export class LuaLexer {
  readonly version: LuaVersion;
  readonly vocabulary: Vocabulary;

  constructor(version: LuaVersion) {
    this.version = version;
    this.vocabulary = createVocabulary(version);
  }

  /** The tokens of `source`, a byte string. Never fails: see {@link TokenStream}. */
  tokenize(source: string): TokenStream {
    const { tokens, errors } = this.vocabulary.lexer.tokenize(source);
    if (errors.length > 0) throw new RangeError("source text is not a byte string");
    const kinds = new Uint8Array(tokens.length + 2);
    const lines = new Int32Array(tokens.length + 2);
    const counter = new LineCounter(source);
    const fault = this.classify({ source, tokens, kinds, lines, fault: undefined }, counter);
    lines.fill(counter.advance(source.length), tokens.length);
    return { source, tokens, kinds, lines, fault };
  }

  /** Fills in kinds, lines and values; cuts the stream after a lexical error. */
  private classify(stream: TokenStream, counter: LineCounter): LexicalFault | undefined {
    const { tokens, kinds, lines } = stream;
    const { kindOf } = this.vocabulary;
    const words = this.keywords();
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!;
      let kind = kindOf[token.tokenTypeIdx]!;
      if (kind === TokenKind.Name) {
        let word = words.get(token.image);
        if (word === undefined) {
          word = { text: token.image, kind, type: undefined };
          words.set(token.image, word);
        } else if (word.type === undefined) {
          token.image = word.text;
        } else {
          kind = word.kind;
          token.tokenType = word.type;
          token.tokenTypeIdx = word.type.tokenTypeIdx!;
        }
      } else if (kind === TokenKind.Numeral || kind === TokenKind.String || kind === TokenKind.LexicalError) {
        const fault =
          kind === TokenKind.Numeral
            ? readNumeral(token)
            : this.readString(stream.source, token, counter.advance(token.startOffset));
        if (fault !== undefined) {
          kinds[i] = TokenKind.LexicalError;
          tokens.length = i + 1;
          lines[i] = counter.advance(fault.end);
          return { message: fault.message, near: fault.near, line: lines[i]! };
        }
      }
      const end = token.startOffset + token.image.length;
      lines[i] = counter.next < end ? counter.advance(end) : counter.line;
      kinds[i] = kind;
    }
    return undefined;
  }

  /** The words that are not names, as a fresh table that names can be added to. */
  private keywords(): Map<string, Word> {
    const words = new Map<string, Word>();
    for (const [kind, text] of KEYWORDS) words.set(text, { text, kind, type: this.vocabulary.typeOf[kind]! });
    return words;
  }

  /** Sets the value of a string token, or says what is wrong with it. `startLine` is the line it starts in. */
  private readString(source: string, token: IToken, startLine: number): Fault | undefined {
    const { startOffset, image } = token;
    const { typeOf } = this.vocabulary;
    const plain = typeOf[TokenKind.String]!;
    if (token.tokenType === plain) {
      token.payload = image.slice(1, -1);
      return undefined;
    }
    const first = image.charAt(0);
    const isError = token.tokenType === typeOf[TokenKind.LexicalError];
    if (first === '"' || first === "'") {
      const string = readQuotedString(source, startOffset, this.version);
      if ("message" in string) return string;
      token.payload = string.value;
    } else if (isError) {
      return unfinished(source, first === "-" ? "comment" : "string", startOffset, startLine);
    } else {
      token.payload = longStringValue(image, longBracketLevel(image, 0));
    }
    token.tokenType = plain;
    token.tokenTypeIdx = plain.tokenTypeIdx!;
    return undefined;
  }
}

/** A lexical error before its line is known: `end` is where reading stopped. */
interface Fault {
  readonly message: string;
  readonly near: string | undefined;
  readonly end: number;
}

/** A long bracket that nothing closes, or, for a string, equals signs that no second bracket follows. */
function unfinished(source: string, what: "string" | "comment", offset: number, startLine: number): Fault {
  const level = longBracketLevel(source, what === "comment" ? offset + 2 : offset);
  if (level < 0) {
    const end = offset - level;
    return { message: "invalid long string delimiter", near: source.slice(offset, end), end };
  }
  return { message: `unfinished long ${what} (starting at line ${startLine})`, near: undefined, end: source.length };
}

/** Sets the value of a numeral token, or says that it is malformed. */
function readNumeral(token: IToken): Fault | undefined {
  const { image } = token;
  const value = shortDecimal(image) ?? stringToNumber(image);
  if (value === undefined) {
    return { message: "malformed number", near: image, end: token.startOffset + image.length };
  }
  token.payload = value satisfies LuaNumber;
  return undefined;
}

/** The value of a numeral of few decimal digits and nothing else. */
function shortDecimal(image: string): number | undefined {
  if (image.length > SAFE_DIGITS) return undefined;
  let value = 0;
  for (let i = 0; i < image.length; i++) {
    const digit = image.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}
