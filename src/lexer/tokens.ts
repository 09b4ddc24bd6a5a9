import { type CustomPatternMatcherFunc, createToken, EOF, Lexer, type TokenType } from "chevrotain";
import type { LuaVersion } from "../base/version.ts";
import { longBracketEnd, longBracketLevel } from "./longBracket.ts";
import { quotedStringEnd } from "./quotedString.ts";
import { KEYWORDS, SYMBOLS, TokenKind } from "./tokenKind.ts";

/** The Chevrotain vocabulary of one dialect, and how to get from its token types to ours. */
export interface Vocabulary {
  /** Cuts a source into tokens. Names are not yet told from keywords, nor are values computed. */
  readonly lexer: Lexer;
  readonly tokenTypes: TokenType[];
  /** The token type of each kind but `EndOfFile`. */
  readonly typeOf: readonly TokenType[];
  /** The kind of a token by its `tokenTypeIdx`. */
  readonly kindOf: Uint8Array;
}

const MINUS = 45;
const LEFT_BRACKET = 91;
const QUOTES = ['"', "'"];

/** Part of the source as a Chevrotain match; null when `end` says that there is none. */
function matchTo(text: string, offset: number, end: number): [string] | null {
  return end < 0 ? null : [text.slice(offset, end)];
}

const matchLongString: CustomPatternMatcherFunc = (text, offset) => {
  const level = longBracketLevel(text, offset);
  return level < 0 ? null : matchTo(text, offset, longBracketEnd(text, offset, level));
};

const matchLongComment: CustomPatternMatcherFunc = (text, offset) => {
  if (text.charCodeAt(offset + 1) !== MINUS || text.charCodeAt(offset + 2) !== LEFT_BRACKET) return null;
  const level = longBracketLevel(text, offset + 2);
  return level < 0 ? null : matchTo(text, offset, longBracketEnd(text, offset + 2, level));
};

const matchQuotedString: CustomPatternMatcherFunc = (text, offset) =>
  matchTo(text, offset, quotedStringEnd(text, offset));

/** Tried when no better pattern matched: what opens a string or long comment here does not end. Takes the rest. */
const matchLexicalError: CustomPatternMatcherFunc = (text, offset) => {
  const c = text.charCodeAt(offset);
  if (c === LEFT_BRACKET && longBracketLevel(text, offset) === -1) return null;
  if (c === MINUS) {
    if (text.charCodeAt(offset + 1) !== MINUS || text.charCodeAt(offset + 2) !== LEFT_BRACKET) return null;
    if (longBracketLevel(text, offset + 2) < 0) return null;
  }
  return [text.slice(offset)];
};

/**
 * What PUC's lexer takes for a numeral; converting it decides whether it is one. The alternatives exclude each other, so
 * matching takes linear time. In 5.4 a letter touching the numeral belongs to it, and makes it malformed.
 */
const NUMERAL: { readonly [version in LuaVersion]: RegExp } = {
  "5.4": /\.?(?:0[xX](?:[pP][+-]?|[0-9a-fA-F.])*|[0-9](?:[eE][+-]?|[0-9a-dfA-DF.])*)[A-Za-z_]?/,
  "5.3":
    /\.?(?:0[xX](?:[pP][+-]?[0-9a-fA-F.]|[0-9a-fA-F.])*(?:[pP][+-]?)?|[0-9](?:[eE][+-]?[0-9a-fA-F.]|[0-9a-dfA-DF.])*(?:[eE][+-]?)?)/,
};
const DIGITS = [..."0123456789"];

/** Builds the vocabulary of a dialect. Expensive (Chevrotain analyses the patterns): do it once. */
export function createVocabulary(version: LuaVersion): Vocabulary {
  const tokenTypes: TokenType[] = [];
  const typeOf: TokenType[] = [];
  const define = (kind: TokenKind, config: Parameters<typeof createToken>[0]): TokenType => {
    const type = createToken(config);
    tokenTypes.push(type);
    typeOf[kind] ??= type;
    kinds.push([type, kind]);
    return type;
  };
  const kinds: [TokenType, TokenKind][] = [];
  const skipped = (name: string, pattern: RegExp | CustomPatternMatcherFunc, hint: string[]): void => {
    tokenTypes.push(createToken({ name, pattern, group: Lexer.SKIPPED, line_breaks: true, start_chars_hint: hint }));
  };

  skipped("WhiteSpace", /[ \t\n\r\f\v]+/, [..." \t\n\r\f\v"]);
  define(TokenKind.Name, { name: "Name", pattern: /[A-Za-z_][A-Za-z0-9_]*/ });
  define(TokenKind.Numeral, { name: "Numeral", pattern: NUMERAL[version], start_chars_hint: [".", ...DIGITS] });
  skipped("LongComment", matchLongComment, ["-"]);
  skipped("Comment", /--(?!\[=*\[)[^\n\r]*/, ["-"]);
  define(TokenKind.String, {
    name: "PlainString",
    pattern: /"[^"\\\n\r]*"|'[^'\\\n\r]*'/,
    line_breaks: false,
    start_chars_hint: QUOTES,
  });
  define(TokenKind.String, {
    name: "EscapedString",
    pattern: matchQuotedString,
    line_breaks: true,
    start_chars_hint: QUOTES,
  });
  define(TokenKind.String, {
    name: "LongString",
    pattern: matchLongString,
    line_breaks: true,
    start_chars_hint: ["["],
  });
  define(TokenKind.LexicalError, {
    name: "LexicalError",
    pattern: matchLexicalError,
    line_breaks: true,
    start_chars_hint: ["-", "[", ...QUOTES],
  });
  for (const [kind, text] of SYMBOLS) define(kind, { name: TokenKind[kind], pattern: text, label: text });
  define(TokenKind.Unknown, {
    name: "Unknown",
    pattern: (text, offset) => [text.charAt(offset)],
    line_breaks: false,
    start_chars_hint: Array.from({ length: 256 }, (_, byte) => byte),
  });
  for (const [kind, text] of KEYWORDS) define(kind, { name: TokenKind[kind], pattern: Lexer.NA, label: text });

  const lexer = new Lexer(tokenTypes, {
    positionTracking: "onlyOffset",
    recoveryEnabled: false,
    ensureOptimizations: true,
    skipValidations: true,
  });
  const kindOf = new Uint8Array(Math.max(...kinds.map(([type]) => type.tokenTypeIdx ?? 0)) + 1);
  for (const [type, kind] of kinds) kindOf[type.tokenTypeIdx ?? 0] = kind;
  typeOf[TokenKind.EndOfFile] = EOF;
  return { lexer, tokenTypes, typeOf, kindOf };
}
