import type { LuaVersion } from "../base/version.ts";

/**
 * What PUC's lexer takes for a numeral; converting it decides whether it is one. The alternatives exclude each other, so
 * matching takes linear time. In 5.4 a letter touching the numeral belongs to it, and makes it malformed.
 */
const NUMERAL: { readonly [version in LuaVersion]: RegExp } = {
  "5.4": /\.?(?:0[xX](?:[pP][+-]?|[0-9a-fA-F.])*|[0-9](?:[eE][+-]?|[0-9a-dfA-DF.])*)[A-Za-z_]?/y,
  "5.3":
    /\.?(?:0[xX](?:[pP][+-]?[0-9a-fA-F.]|[0-9a-fA-F.])*(?:[pP][+-]?)?|[0-9](?:[eE][+-]?[0-9a-fA-F.]|[0-9a-dfA-DF.])*(?:[eE][+-]?)?)/y,
};

/** A sticky pattern for the numerals of a dialect: see {@link numeralEnd}. It is stateful: one for each user. */
export function numeralPattern(version: LuaVersion): RegExp {
  return new RegExp(NUMERAL[version]);
}

/** The offset just after the numeral that starts at `offset` with a digit, or with a dot and a digit. */
export function numeralEnd(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  pattern.test(text);
  return pattern.lastIndex;
}
