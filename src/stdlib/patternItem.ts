/** The parts of patterns (§6.4.1): what each item is, and how it is read from the pattern's text. */

/** Kinds of items. */
export enum ItemKind {
  /** End of the pattern. */
  END,
  /** One given char, any char, a char of a set: these can be repeated. */
  CHAR,
  ANY,
  SET,
  /** `(`, `()` and `)`. */
  OPEN,
  POSITION,
  CLOSE,
  /** `$` at the end. */
  END_OF_SUBJECT,
  /** `%bxy`, `%f[set]`, `%1`. */
  BALANCE,
  FRONTIER,
  BACK_REFERENCE,
  /** Malformed: an error once matching gets here. */
  ERROR,
}

/** How an item is repeated; the values are the chars that say so. */
export enum Repeat {
  ONCE = 0,
  STAR = 42,
  PLUS = 43,
  LAZY = 45,
  OPTIONAL = 63,
}

/** A set of chars: bit c & 31 of word c >> 5. Small enough for the host to keep it beside its object. */
export type CharSet = Int32Array;

/** 1 when `c` is in the set, otherwise 0. */
export function contains(set: CharSet, c: number): number {
  return (set[c >>> 5]! >>> (c & 31)) & 1;
}

/** One item. Immutable, and the same wherever in a match it is used. */
export class Item {
  readonly kind: ItemKind;
  /** Position in the pattern after the item and its repetition sign. */
  readonly next: number;
  readonly repeat: Repeat;
  /** CHAR: the char. BALANCE: the opening char. BACK_REFERENCE: index from 0 (-1 for `%0`). */
  readonly char: number;
  /** BALANCE: the closing char. */
  readonly close: number;
  /** SET and FRONTIER: the chars. */
  readonly set: CharSet;
  /** ERROR: the message. */
  readonly message: string;

  constructor(
    kind: ItemKind,
    next: number,
    repeat: Repeat,
    char: number,
    close: number,
    set: CharSet,
    message: string,
  ) {
    this.kind = kind;
    this.next = next;
    this.repeat = repeat;
    this.char = char;
    this.close = close;
    this.set = set;
    this.message = message;
  }
}

const NO_SET: CharSet = new Int32Array(8);
const ESCAPE = 37; // %

function addChar(set: CharSet, c: number): void {
  set[c >>> 5]! |= 1 << (c & 31);
}

/** The set of the chars for which `test` holds. */
export function charSet(test: (c: number) => boolean): CharSet {
  const set = new Int32Array(8);
  for (let c = 0; c < 256; c++) if (test(c)) addChar(set, c);
  return set;
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isLower = (c: number): boolean => c >= 97 && c <= 122;
const isUpper = (c: number): boolean => c >= 65 && c <= 90;
const isLetter = (c: number): boolean => isLower(c) || isUpper(c);
const isPrinting = (c: number): boolean => c > 32 && c < 127;

/** Members of the classes in the C locale. */
const CLASSES: Readonly<Record<string, (c: number) => boolean>> = Object.freeze({
  a: isLetter,
  c: (c: number) => c < 32 || c === 127,
  d: isDigit,
  g: isPrinting,
  l: isLower,
  p: (c: number) => isPrinting(c) && !isLetter(c) && !isDigit(c),
  s: (c: number) => c === 32 || (c >= 9 && c <= 13),
  u: isUpper,
  w: (c: number) => isLetter(c) || isDigit(c),
  x: (c: number) => isDigit(c) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70),
  z: (c: number) => c === 0, // not in the manual since 5.2, still understood
});

/** Sets by class letter; a capital letter has the complement. Never written to. */
const CLASS_SETS: readonly (CharSet | undefined)[] = Array.from({ length: 256 }, (_, code) => {
  const letter = String.fromCharCode(isUpper(code) ? code + 32 : code);
  const test = Object.hasOwn(CLASSES, letter) ? CLASSES[letter] : undefined;
  return test === undefined ? undefined : charSet((c) => test(c) !== isUpper(code));
});

/** Position after the set that starts (with `[`) at `p`; -1 when its `]` is missing. */
function skipSet(pattern: string, p: number): number {
  const end = pattern.length;
  let at = p + 1;
  if (pattern.charCodeAt(at) === 94) at++;
  // The first char belongs to the set even when it is a `]`.
  do {
    if (at >= end) return -1;
    if (pattern.charCodeAt(at++) === ESCAPE && at < end) at++;
  } while (pattern.charCodeAt(at) !== 93);
  return at + 1;
}

/** The members of the set `pattern[p, end)`, brackets included. */
function readSet(pattern: string, p: number, end: number): CharSet {
  const last = end - 1;
  const set = new Int32Array(8);
  let at = p + 1;
  const isComplement = pattern.charCodeAt(at) === 94;
  if (isComplement) at++;
  for (; at < last; at++) {
    const c = pattern.charCodeAt(at);
    if (c === ESCAPE) {
      const letter = pattern.charCodeAt(++at);
      const members = CLASS_SETS[letter];
      if (members === undefined) addChar(set, letter);
      else for (let i = 0; i < 8; i++) set[i]! |= members[i]!;
    } else if (pattern.charCodeAt(at + 1) === 45 && at + 2 < last) {
      at += 2;
      const to = pattern.charCodeAt(at);
      for (let i = c; i <= to; i++) addChar(set, i);
    } else addChar(set, c);
  }
  if (isComplement) for (let i = 0; i < 8; i++) set[i] = ~set[i]!;
  return set;
}

/** An item that is not repeated. */
function plain(kind: ItemKind, next: number, char = 0, close = 0, set: CharSet = NO_SET, message = ""): Item {
  return new Item(kind, next, Repeat.ONCE, char, close, set, message);
}

function malformed(p: number, message: string): Item {
  return plain(ItemKind.ERROR, p, 0, 0, NO_SET, message);
}

/** The repetition sign at `p`, or ONCE. */
function repeatAt(pattern: string, p: number): Repeat {
  const c = pattern.charCodeAt(p); // NaN at the end
  return c === Repeat.STAR || c === Repeat.PLUS || c === Repeat.LAZY || c === Repeat.OPTIONAL ? c : Repeat.ONCE;
}

/** An item that may be repeated; `end` is where its sign would be. */
function single(pattern: string, kind: ItemKind, end: number, char: number, set: CharSet): Item {
  const repeat = repeatAt(pattern, end);
  return new Item(kind, repeat === Repeat.ONCE ? end : end + 1, repeat, char, 0, set, "");
}

/** The item after a `%` at `p`. */
function escaped(pattern: string, p: number): Item {
  if (p + 1 >= pattern.length) return malformed(p, "malformed pattern (ends with '%')");
  const letter = pattern.charCodeAt(p + 1);
  if (letter === 98) {
    if (p + 3 >= pattern.length) return malformed(p, "malformed pattern (missing arguments to '%b')");
    return plain(ItemKind.BALANCE, p + 4, pattern.charCodeAt(p + 2), pattern.charCodeAt(p + 3));
  }
  if (letter === 102) {
    if (pattern.charCodeAt(p + 2) !== 91) return malformed(p, "missing '[' after '%f' in pattern");
    const end = skipSet(pattern, p + 2);
    if (end < 0) return malformed(p, "malformed pattern (missing ']')");
    return plain(ItemKind.FRONTIER, end, 0, 0, readSet(pattern, p + 2, end));
  }
  if (isDigit(letter)) return plain(ItemKind.BACK_REFERENCE, p + 2, letter - 49);
  const set = CLASS_SETS[letter];
  if (set !== undefined) return single(pattern, ItemKind.SET, p + 2, 0, set);
  return single(pattern, ItemKind.CHAR, p + 2, letter, NO_SET);
}

/** Reads the item of `pattern` that starts at `p` <= its length. What came before does not matter. */
export function readItem(pattern: string, p: number): Item {
  if (p >= pattern.length) return plain(ItemKind.END, p);
  const c = pattern.charCodeAt(p);
  switch (c) {
    case 40: // (
      return pattern.charCodeAt(p + 1) === 41 ? plain(ItemKind.POSITION, p + 2) : plain(ItemKind.OPEN, p + 1);
    case 41:
      return plain(ItemKind.CLOSE, p + 1);
    case ESCAPE:
      return escaped(pattern, p);
    case 36: // $
      if (p + 1 === pattern.length) return plain(ItemKind.END_OF_SUBJECT, p + 1);
      break;
    case 46:
      return single(pattern, ItemKind.ANY, p + 1, 0, NO_SET);
    case 91: {
      const end = skipSet(pattern, p);
      if (end < 0) return malformed(p, "malformed pattern (missing ']')");
      return single(pattern, ItemKind.SET, end, 0, readSet(pattern, p, end));
    }
  }
  return single(pattern, ItemKind.CHAR, p + 1, c, NO_SET);
}
