import type { CallContext } from "../vm/callContext.ts";

/** Slices up to this length are copied by the host. */
const COPIED_BY_HOST = 12;
/** A slice may keep its parent alive when the parent is at most twice as long and this much. */
const SLACK = 128;

/**
 * `s.slice(from, to)` that does not keep a much longer `s` alive: the host represents a slice by a reference to its
 * parent, which the engine's memory count would not see. Lengths and positions in bytes.
 */
export function substring(s: string, from: number, to: number): string {
  const length = to - from;
  if (length <= COPIED_BY_HOST || s.length <= 2 * length + SLACK) return s.slice(from, to);
  if (length <= 2 * COPIED_BY_HOST) return s.slice(from, from + COPIED_BY_HOST) + s.slice(from + COPIED_BY_HOST, to);
  // Slicing a concatenation makes the host build it first.
  return ` ${s.slice(from, to)}`.slice(1);
}

/** Pays for `length` more bytes of a result that has `total` so far; raises when it would become too long. */
export function growString(cx: CallContext, total: number, length: number): void {
  if (total + length > cx.limits.stringLength) cx.error("resulting string too large");
  cx.chargeBytes(length);
  cx.allocate(length);
}
