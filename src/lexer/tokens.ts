import { createToken, EOF, type TokenType } from "chevrotain";
import { KEYWORDS, SYMBOLS, TokenKind } from "./tokenKind.ts";

/** The Chevrotain token types of Lua: what its parsers and diagrams name. {@link LuaLexer} cuts the text itself. */
export interface Vocabulary {
  readonly tokenTypes: TokenType[];
  /** The token type of each kind. */
  readonly typeOf: readonly TokenType[];
}

/** Kinds without a fixed text. */
const VARIABLE = [
  TokenKind.Name,
  TokenKind.Numeral,
  TokenKind.String,
  TokenKind.Unknown,
  TokenKind.LexicalError,
] as const;

/** Makes the token types. */
export function createVocabulary(): Vocabulary {
  const tokenTypes: TokenType[] = [];
  const typeOf: TokenType[] = [];
  const define = (kind: TokenKind, label: string): void => {
    typeOf[kind] = createToken({ name: TokenKind[kind], label });
    tokenTypes.push(typeOf[kind]);
  };
  for (const kind of VARIABLE) define(kind, TokenKind[kind]);
  for (const [kind, text] of SYMBOLS) define(kind, text);
  for (const [kind, text] of KEYWORDS) define(kind, text);
  typeOf[TokenKind.EndOfFile] = EOF;
  return { tokenTypes, typeOf };
}
