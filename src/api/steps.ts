/** Work in steps, each of which may be asynchronous or not. */
import type { Awaitable } from "../base/host.ts";

/** Work that yields what it needs the outcome of. */
// biome-ignore lint/suspicious/noExplicitAny: each step has a type of its own, which generators cannot tell apart
export type Steps<T> = Generator<Awaitable<any>, T, any>;

function isPromise(v: unknown): v is Promise<unknown> {
  return typeof v === "object" && v !== null && typeof (v as { then?: unknown }).then === "function";
}

/**
 * Takes all steps: at once as long as their outcomes are there, from the first promise on asynchronously. What a promise
 * is rejected with is thrown where it was yielded.
 */
export function takeSteps<T>(steps: Steps<T>): Awaitable<T> {
  let next = steps.next();
  for (;;) {
    if (next.done === true) return next.value;
    if (isPromise(next.value)) return takeRest(steps, next.value);
    next = steps.next(next.value);
  }
}

async function takeRest<T>(steps: Steps<T>, first: Promise<unknown>): Promise<T> {
  let pending: unknown = first;
  for (;;) {
    let outcome: { readonly ok: boolean; readonly value: unknown };
    try {
      outcome = { ok: true, value: await pending };
    } catch (reason) {
      outcome = { ok: false, value: reason };
    }
    const next = outcome.ok ? steps.next(outcome.value) : steps.throw(outcome.value);
    if (next.done === true) return next.value;
    pending = next.value;
  }
}
