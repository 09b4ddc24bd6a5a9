import { SYMBOLS, type TokenKind } from "./tokenKind.ts";

/** What a byte can be in a word or numeral; see {@link CHARACTER}. */
export enum Character {
  Other,
  /** Starts names and goes on with them. */
  Letter,
  /** Starts numerals and goes on with names. */
  Digit,
}

/** By byte. */
export const CHARACTER: Uint8Array = new Uint8Array(256);
for (let c = 48; c <= 57; c++) CHARACTER[c] = Character.Digit;
for (let c = 65; c <= 90; c++) CHARACTER[c] = CHARACTER[c + 32] = Character.Letter;
CHARACTER[95] = Character.Letter;

/** By byte: the symbol that consists of it and begins no other token, or 0. */
export const LONE_SYMBOL: Uint8Array = new Uint8Array(256);
for (const [kind, text] of SYMBOLS) {
  if (text.length === 1 && !"-=~<>/:.[".includes(text)) LONE_SYMBOL[text.charCodeAt(0)] = kind satisfies TokenKind;
}
