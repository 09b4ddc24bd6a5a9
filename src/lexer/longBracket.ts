const LEFT_BRACKET = 91;
const EQUALS = 61;

/**
 * The level of the long bracket that opens at `offset`, where a `[` stands (§3.1): 0 for `[[`, 1 for `[=[`. Otherwise
 * -1 - n, where n is the number of equals signs after the `[`.
 */
export function longBracketLevel(text: string, offset: number): number {
  let at = offset + 1;
  while (text.charCodeAt(at) === EQUALS) at++;
  const level = at - offset - 1;
  return text.charCodeAt(at) === LEFT_BRACKET ? level : -1 - level;
}

/** The offset just after the long bracket of `level` that opens at `offset`, or -1 when nothing closes it. */
export function longBracketEnd(text: string, offset: number, level: number): number {
  const close = text.indexOf(`]${"=".repeat(level)}]`, offset + level + 2);
  return close < 0 ? -1 : close + level + 2;
}

/**
 * The value of a whole long string `[==[...]==]` of `level` (§3.1): without the brackets and without a newline right
 * after the opening one; each newline sequence inside becomes one `\n`.
 */
export function longStringValue(image: string, level: number): string {
  let value = image.slice(level + 2, image.length - level - 2);
  if (value.includes("\r")) value = value.replace(/\r\n|\n\r|\r/g, "\n");
  return value.charCodeAt(0) === 10 ? value.slice(1) : value;
}
