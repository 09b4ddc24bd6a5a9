/** Names of tags and fields (AO 1.5, 4). */

/** Title case: `_` becomes `-`, letters lower case but the first and those after a `-`: "x-REF_a" is "X-Ref-A". */
export function titleCase(name: string): string {
  let at = 0;
  let startsWord = true;
  for (; at < name.length; at++) {
    const c = name.charCodeAt(at);
    if (c === UNDERSCORE || (startsWord ? isLower(c) : isUpper(c))) break;
    startsWord = c === DASH;
  }
  if (at === name.length) return name;
  let text = name.slice(0, at);
  for (; at < name.length; at++) {
    const c = name.charCodeAt(at);
    const letter = isLower(c) || isUpper(c);
    text += c === UNDERSCORE ? "-" : String.fromCharCode(letter ? (startsWord ? c & ~CASE : c | CASE) : c);
    startsWord = c === DASH || c === UNDERSCORE;
  }
  return text;
}

/** The first letter in upper case, the others in lower case. */
export function capitalize(text: string): string {
  return upperLetters(text.slice(0, 1)) + lowerLetters(text.slice(1));
}

/** `text` with its 26 letters in lower case; other bytes are no letters. */
export function lowerLetters(text: string): string {
  return isAscii(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function upperLetters(text: string): string {
  return isAscii(text) ? text.toUpperCase() : text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

const DASH = 45;
const UNDERSCORE = 95;
/** What tells the cases of a letter apart. */
const CASE = 32;

function isLower(c: number): boolean {
  return c >= 97 && c <= 122;
}

function isUpper(c: number): boolean {
  return c >= 65 && c <= 90;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
