/** Calls into the host's services, which may answer at once or with a promise, handled in one way. */
import { type Awaitable, HostFault } from "../base/host.ts";
import type { CallContext } from "../vm/callContext.ts";
import type { Continuation } from "../vm/value.ts";

/** Units for an operation of the host that has a name to look up: opening, removing, running. Failing is the dearest part. */
export const LOOKUP_COST = 100;
/** Units for an operation on what is open already, beside those for bytes. */
export const ACCESS_COST = 10;

/** How a host call ended. */
export type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: unknown };

/** True for a promise. */
export function isPromise<T>(v: Awaitable<T> | Settled<T>): v is Promise<T> {
  return typeof v === "object" && v !== null && typeof (v as { then?: unknown }).then === "function";
}

/** Makes a host call: its outcome, or the promise that must be awaited for it. */
export function attempt<T>(call: () => Awaitable<T>): Settled<T> | Promise<T> {
  try {
    const value = call();
    return isPromise(value) ? value : { ok: true, value };
  } catch (reason) {
    return { ok: false, reason };
  }
}

/**
 * The fault of a host call that failed.
 * @throws what is not a {@link HostFault}: a bug of the host is not the script's business.
 */
export function faultOf(outcome: { readonly reason: unknown }): HostFault {
  if (outcome.reason instanceof HostFault) return outcome.reason;
  throw outcome.reason;
}

/**
 * Makes a host call and goes on with `k`, which finds the outcome in `cx.settled`: at once, or when the promise has
 * settled. The arguments of the native are not for `k` to read. Not for loops: `k` runs inside.
 */
export function hostCall<S>(cx: CallContext, call: () => Awaitable<unknown>, k: Continuation, state: S): number {
  const outcome = attempt(call);
  if (isPromise(outcome)) return cx.await(outcome, k, state);
  cx.settled = outcome;
  return k.run(cx as never, state as never);
}

/** Argument `i`, a name for the host, as C sees it; charges for its bytes. */
export function nameArgument(cx: CallContext, i: number): string {
  const name = cx.string(i);
  cx.chargeBytes(name.length);
  return cString(name);
}

/** The part of a byte string that C sees of it: up to its first zero byte. */
export function cString(s: string): string {
  const zero = s.indexOf("\0");
  return zero < 0 ? s : s.slice(0, zero);
}
