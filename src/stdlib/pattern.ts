/**
 * The matcher of patterns (§6.4.1): backtracking over the items of a pattern, with recursion bounded by MAX_DEPTH.
 *
 * Gas: a unit for each item tried, one for each 8 chars that a repetition or a scan goes over, one for 4 bytes of the
 * pattern at the start of each call. Paid at least every 1024 units, and the rest when the match is over.
 */
import type { CallContext } from "../vm/callContext.ts";
import type { LuaValue } from "../vm/value.ts";
import { type CharSet, charSet, contains, type Item, ItemKind, Repeat, readItem } from "./patternItem.ts";
import { plainSearch } from "./plainSearch.ts";
import { substring } from "./substring.ts";

/** Captures in a pattern (PUC's LUA_MAXCAPTURES). */
const MAX_CAPTURES = 32;
/** Nested steps of a match (PUC's MAXCCALLS). */
const MAX_DEPTH = 200;
/** Lengths of captures that are not spans of the subject. */
const UNCLOSED = -1;
const POSITION = -2;

/** Units of work done before they are paid. */
const BATCH = 1024;
/** Chars a loop goes over between payments. */
const STRIDE = 8192;
/** Chars a scan for one given char tries before it leaves them to the host. */
const SHORT_SCAN = 24;
/** Items at positions up to this one are kept; later ones are read again each time, so that memory stays bounded. */
const KEPT_ITEMS = 1024;
/** Patterns up to this length are kept, this many of them. */
const LONGEST_KEPT = 256;
const MAX_KEPT = 128;

const SPECIALS: CharSet = charSet((c) => "^$*+?.([%-".includes(String.fromCharCode(c)));

/** A pattern and those of its items that have been needed so far. */
export class Pattern {
  readonly source: string;
  /** Items by position. */
  readonly items: (Item | undefined)[];
  /** No char of it means anything but itself. */
  readonly isPlain: boolean;

  constructor(source: string) {
    this.source = source;
    this.items = new Array<Item | undefined>(Math.min(source.length, KEPT_ITEMS) + 1).fill(undefined);
    this.isPlain = !hasSpecials(source);
  }
}

function hasSpecials(source: string): boolean {
  for (let i = 0; i < source.length; i++) if (contains(SPECIALS, source.charCodeAt(i)) === 1) return true;
  return false;
}

/** One per engine: the working data of the match under way, and the patterns used lately. */
export class Matcher {
  readonly #patterns: Map<string, Pattern> = new Map();
  #cx: CallContext;
  #pattern: Pattern = new Pattern("");
  #subject = "";
  /** Nesting still allowed. */
  #depth = 0;
  /** Units of work not paid yet. */
  #unpaid = 0;
  /** Number of captures opened; their starts and lengths. */
  #level = 0;
  readonly #starts: Int32Array = new Int32Array(MAX_CAPTURES);
  readonly #lengths: Int32Array = new Int32Array(MAX_CAPTURES);
  /** Start of the last match found. */
  start = 0;

  constructor(cx: CallContext) {
    this.#cx = cx;
  }

  /** The engine's matcher. */
  static of(cx: CallContext): Matcher {
    let matcher = cx.libraryData.get("string") as Matcher | undefined;
    if (matcher === undefined) {
      matcher = new Matcher(cx);
      cx.libraryData.set("string", matcher);
    }
    matcher.#cx = cx;
    return matcher;
  }

  /** Makes `subject` and `source` the strings to work with, until the next native runs. Charges for reading `source`. */
  prepare(subject: string, source: string): Pattern {
    this.#cx.charge(source.length >> 2);
    this.#subject = subject;
    this.#unpaid = 0;
    if (this.#pattern.source !== source) this.#pattern = this.#lookup(source);
    return this.#pattern;
  }

  #lookup(source: string): Pattern {
    let pattern = this.#patterns.get(source);
    if (pattern === undefined) {
      pattern = new Pattern(source);
      if (source.length <= LONGEST_KEPT) {
        if (this.#patterns.size >= MAX_KEPT) this.#patterns.clear();
        this.#patterns.set(source, pattern);
      }
    }
    return pattern;
  }

  /**
   * Looks for the first match that starts at `from` or later (only there when `anchored`) and does not end at `excluded`.
   * Returns the end of the match (then its start is `this.start`) or -1. `first` is where the items start in the pattern.
   */
  search(from: number, first: number, anchored: boolean, excluded: number): number {
    const last = anchored ? from : this.#subject.length;
    const head = this.#item(first);
    const scans = !anchored && (head.repeat === Repeat.ONCE || head.repeat === Repeat.PLUS);
    const scansChar = scans && head.kind === ItemKind.CHAR;
    const scansSet = scans && head.kind === ItemKind.SET;
    let end = -1;
    for (let s = from; s <= last; s++) {
      if (scansChar) s = this.#scanChar(head.char, s);
      else if (scansSet) s = this.#scanSet(head.set, s);
      if (s < 0) break;
      this.#level = 0;
      this.#depth = MAX_DEPTH;
      end = this.#match(s, first);
      if (end >= 0 && end !== excluded) {
        this.start = s;
        break;
      }
      end = -1;
    }
    this.#settle();
    return end;
  }

  /** Pays what is owed. */
  #settle(): void {
    const units = this.#unpaid;
    this.#unpaid = 0;
    this.#cx.charge(units);
  }

  /** Owes `units` more. */
  #owe(units: number): void {
    this.#unpaid += units;
    if (this.#unpaid >= BATCH) this.#settle();
  }

  #fail(message: string): never {
    this.#settle();
    return this.#cx.error(message);
  }

  /** The item at position `p` of the pattern. */
  #item(p: number): Item {
    const { items, source } = this.#pattern;
    if (p < items.length) {
      let item = items[p];
      if (item === undefined) {
        item = readItem(source, p);
        items[p] = item;
      }
      return item;
    }
    const item = readItem(source, p);
    this.#owe(4 + ((item.next - p) >> 2));
    return item;
  }

  /** Position of the first `char` at or after `from`; -1 when there is none. */
  #scanChar(char: number, from: number): number {
    const subject = this.#subject;
    const soon = Math.min(from + SHORT_SCAN, subject.length);
    for (let s = from; s < soon; s++) if (subject.charCodeAt(s) === char) return s;
    this.#settle();
    return plainSearch(this.#cx, subject, String.fromCharCode(char), soon);
  }

  /** Position of the first char of `set` at or after `from`; -1 when there is none. */
  #scanSet(set: CharSet, from: number): number {
    const subject = this.#subject;
    const length = subject.length;
    for (let s = from; s < length; ) {
      const stop = Math.min(s + STRIDE, length);
      const begin = s;
      while (s < stop && contains(set, subject.charCodeAt(s)) === 0) s++;
      this.#owe((s - begin) >> 3);
      if (s < stop) return s;
    }
    return -1;
  }

  /** Matches the items from position `p` of the pattern on at position `s` of the subject; the end, or -1. */
  #match(s: number, p: number): number {
    if (this.#depth === 0) this.#fail("pattern too complex");
    this.#depth--;
    const subject = this.#subject;
    const items = this.#pattern.items;
    let at = s;
    let position = p;
    let end = -1;
    loop: for (;;) {
      if (++this.#unpaid >= BATCH) this.#settle();
      const item = (position < items.length ? items[position] : undefined) ?? this.#item(position);
      switch (item.kind) {
        case ItemKind.END:
          end = at;
          break loop;
        case ItemKind.OPEN:
          end = this.#open(at, item, UNCLOSED);
          break loop;
        case ItemKind.POSITION:
          end = this.#open(at, item, POSITION);
          break loop;
        case ItemKind.CLOSE:
          end = this.#close(at, item);
          break loop;
        case ItemKind.END_OF_SUBJECT:
          end = at === subject.length ? at : -1;
          break loop;
        case ItemKind.BALANCE:
          at = this.#balance(at, item);
          if (at < 0) break loop;
          break;
        case ItemKind.FRONTIER:
          if (contains(item.set, at > 0 ? subject.charCodeAt(at - 1) : 0) === 1) break loop;
          if (contains(item.set, at < subject.length ? subject.charCodeAt(at) : 0) === 0) break loop;
          break;
        case ItemKind.BACK_REFERENCE:
          at = this.#backReference(at, item);
          if (at < 0) break loop;
          break;
        case ItemKind.ERROR:
          return this.#fail(item.message);
        default:
          if (!this.#matchesOne(item, at)) {
            if (item.repeat === Repeat.ONCE || item.repeat === Repeat.PLUS) break loop;
          } else if (item.repeat === Repeat.ONCE) at++;
          else if (item.repeat === Repeat.LAZY) {
            end = this.#expandLeast(at, item);
            break loop;
          } else if (item.repeat === Repeat.OPTIONAL) {
            end = this.#match(at + 1, item.next);
            if (end >= 0) break loop;
          } else {
            end = this.#expandMost(at, item);
            break loop;
          }
      }
      position = item.next;
    }
    this.#depth++;
    return end;
  }

  /** True when the char at `s` is one that a CHAR, ANY or SET item stands for. */
  #matchesOne(item: Item, s: number): boolean {
    const subject = this.#subject;
    if (s >= subject.length) return false;
    if (item.kind === ItemKind.CHAR) return subject.charCodeAt(s) === item.char;
    return item.kind === ItemKind.ANY || contains(item.set, subject.charCodeAt(s)) === 1;
  }

  /** `x*` and `x+`: as many as possible, then fewer. There is at least one. */
  #expandMost(s: number, item: Item): number {
    const least = item.repeat === Repeat.PLUS ? s + 1 : s;
    const next = this.#item(item.next);
    let most = this.#span(s, item);
    const needsChar = next.kind === ItemKind.CHAR && (next.repeat === Repeat.ONCE || next.repeat === Repeat.PLUS);
    if (!needsChar) {
      for (; most >= least; most--) {
        const end = this.#match(most, item.next);
        if (end >= 0) return end;
      }
      return -1;
    }
    if (this.#depth === 0) this.#fail("pattern too complex");
    const subject = this.#subject;
    while (most >= least) {
      const stop = Math.max(least, most - STRIDE);
      const begin = most;
      while (most >= stop && subject.charCodeAt(most) !== next.char) most--;
      this.#owe((begin - most) >> 3);
      if (most < stop) continue;
      const end = this.#match(most, item.next);
      if (end >= 0) return end;
      most--;
    }
    return -1;
  }

  /** End of the longest run of chars from `s` on that the item stands for. */
  #span(s: number, item: Item): number {
    const subject = this.#subject;
    const length = subject.length;
    let at = s;
    if (item.kind === ItemKind.ANY) {
      this.#owe((length - s) >> 8);
      return length;
    }
    const { set, char } = item;
    while (at < length) {
      const stop = Math.min(at + STRIDE, length);
      const begin = at;
      if (item.kind === ItemKind.SET) while (at < stop && contains(set, subject.charCodeAt(at)) === 1) at++;
      else while (at < stop && subject.charCodeAt(at) === char) at++;
      this.#owe((at - begin) >> 3);
      if (at < stop) break;
    }
    return at;
  }

  /** `x-`: as few as possible, then more. */
  #expandLeast(s: number, item: Item): number {
    const next = this.#item(item.next);
    const needsChar = next.kind === ItemKind.CHAR && (next.repeat === Repeat.ONCE || next.repeat === Repeat.PLUS);
    if (this.#depth === 0) this.#fail("pattern too complex");
    for (let at = s; ; at++) {
      if (needsChar) {
        at = this.#skipTo(at, item, next.char);
        if (at < 0) return -1;
      }
      const end = this.#match(at, item.next);
      if (end >= 0) return end;
      if (!this.#matchesOne(item, at)) return -1;
    }
  }

  /** The next position at or after `s` with `char`, when all before it are chars of `item`; otherwise -1. */
  #skipTo(s: number, item: Item, char: number): number {
    const subject = this.#subject;
    const length = subject.length;
    const { kind, set } = item;
    for (let at = s; ; ) {
      const stop = Math.min(at + STRIDE, length);
      const begin = at;
      let c = -1;
      for (; at < stop; at++) {
        c = subject.charCodeAt(at);
        if (c === char) break;
        if (kind === ItemKind.CHAR ? c !== item.char : kind === ItemKind.SET && contains(set, c) === 0) break;
      }
      this.#owe((at - begin) >> 3);
      if (at < stop) return c === char ? at : -1;
      if (at >= length) return -1;
    }
  }

  #open(s: number, item: Item, kind: number): number {
    const level = this.#level;
    if (level >= MAX_CAPTURES) this.#fail("too many captures");
    this.#starts[level] = s;
    this.#lengths[level] = kind;
    this.#level = level + 1;
    const end = this.#match(s, item.next);
    if (end < 0) this.#level--;
    return end;
  }

  #close(s: number, item: Item): number {
    let level = this.#level - 1;
    while (level >= 0 && this.#lengths[level] !== UNCLOSED) level--;
    if (level < 0) this.#fail("invalid pattern capture");
    this.#lengths[level] = s - this.#starts[level]!;
    const end = this.#match(s, item.next);
    if (end < 0) this.#lengths[level] = UNCLOSED;
    return end;
  }

  /** `%bxy` at `s`: position after the balancing char, or -1. */
  #balance(s: number, item: Item): number {
    const subject = this.#subject;
    const length = subject.length;
    if (s >= length || subject.charCodeAt(s) !== item.char) return -1;
    let open = 1;
    for (let at = s + 1; at < length; ) {
      const stop = Math.min(at + STRIDE, length);
      this.#owe((stop - at) >> 3);
      for (; at < stop; at++) {
        const c = subject.charCodeAt(at);
        if (c === item.close) {
          if (--open === 0) return at + 1;
        } else if (c === item.char) open++;
      }
    }
    return -1;
  }

  #backReference(s: number, item: Item): number {
    const index = item.char;
    if (index < 0 || index >= this.#level || this.#lengths[index] === UNCLOSED) {
      this.#fail(`invalid capture index %${index + 1}`);
    }
    const length = this.#lengths[index]!;
    const subject = this.#subject;
    if (length === POSITION || subject.length - s < length) return -1;
    const from = this.#starts[index]!;
    for (let at = 0; at < length; ) {
      const stop = Math.min(at + STRIDE, length);
      const begin = at;
      while (at < stop && subject.charCodeAt(from + at) === subject.charCodeAt(s + at)) at++;
      this.#owe((at - begin) >> 3);
      if (at < stop) return -1;
    }
    return s + length;
  }

  // ---------------------------------------------------------------- captures
  /** Number of values of the last match: its captures, or one (the match itself) when it has none and `whole` is set. */
  captureCount(whole: boolean): number {
    return this.#level === 0 && whole ? 1 : this.#level;
  }

  /** Capture `i` (from 0) of the last match, which was `[start, end)`; raises when there is none. Charges for the bytes. */
  capture(i: number, end: number): LuaValue {
    let from = this.start;
    let to = end;
    if (i < this.#level) {
      const length = this.#lengths[i]!;
      from = this.#starts[i]!;
      if (length === POSITION) return from + 1;
      if (length === UNCLOSED) this.#fail("unfinished capture");
      to = from + length;
    } else if (i > 0) this.#fail(`invalid capture index %${i + 1}`);
    this.#cx.reserveString(to - from);
    return substring(this.#subject, from, to);
  }

  /** Leaves the captures of the last match (or the match itself, with `whole`) as results, after `skipped` others. */
  returnCaptures(end: number, whole: boolean, skipped = 0): number {
    const cx = this.#cx;
    const n = this.captureCount(whole);
    cx.checkStack(n + skipped);
    const at = cx.resBase + skipped;
    for (let i = 0; i < n; i++) cx.stack[at + i] = this.capture(i, end);
    return n + skipped;
  }
}
