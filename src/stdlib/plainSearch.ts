import type { CallContext } from "../vm/callContext.ts";

/** Starts looked at between two payments. */
const WINDOW = 1 << 20;
/** Up to this length the host's search takes time linear in the text; beyond it gives up its tables. */
const LONGEST_FOR_HOST = 200;

/**
 * Index of the first `needle` in `text` at or after `from`, or -1. Linear in what it goes over, which it charges (a unit
 * for 16 bytes) window by window.
 */
export function plainSearch(cx: CallContext, text: string, needle: string, from: number): number {
  const length = needle.length;
  if (length === 0) return from;
  const last = text.length - length;
  if (from > last) return -1;
  if (length > LONGEST_FOR_HOST) return longSearch(cx, text, needle, from);
  cx.chargeBytes(length);
  for (let start = from; start <= last; start += WINDOW) {
    const whole = start === 0 && last < WINDOW;
    const at = whole ? text.indexOf(needle) : windowSearch(text, needle, start, Math.min(start + WINDOW - 1, last));
    if (at >= 0) {
      cx.chargeBytes(at - start);
      return at;
    }
    cx.chargeBytes(Math.min(WINDOW, last + 1 - start));
  }
  return -1;
}

/** Like indexOf from `start` on, for matches that start at `last` or before. */
function windowSearch(text: string, needle: string, start: number, last: number): number {
  const end = last + needle.length;
  if (end === text.length) return text.indexOf(needle, start);
  const at = text.slice(start, end).indexOf(needle);
  return at < 0 ? -1 : start + at;
}

/** Search by the table of borders (Knuth, Morris, Pratt): no needle makes it quadratic. */
function longSearch(cx: CallContext, text: string, needle: string, from: number): number {
  const length = needle.length;
  cx.charge(length);
  cx.allocate(length * 4);
  const borders = new Int32Array(length);
  for (let i = 1, k = 0; i < length; i++) {
    const c = needle.charCodeAt(i);
    while (k > 0 && needle.charCodeAt(k) !== c) k = borders[k - 1]!;
    if (needle.charCodeAt(k) === c) k++;
    borders[i] = k;
  }
  for (let i = from, k = 0; i < text.length; i++) {
    if ((i & 63) === 0) cx.charge(4);
    const c = text.charCodeAt(i);
    while (k > 0 && needle.charCodeAt(k) !== c) k = borders[k - 1]!;
    if (needle.charCodeAt(k) === c && ++k === length) return i - length + 1;
  }
  return -1;
}
