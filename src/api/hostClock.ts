/**
 * The host's clock and event loop, for asynchronous runs and `limits.wallTime`. The only ambient things that the engine uses;
 * no script can see them.
 */

/** Milliseconds of a clock that only goes forward. */
export function readMonotonic(): number {
  return performance.now();
}

/** Calls `work` after at least `ms` milliseconds; returns a function that calls it off. */
export function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, Math.min(ms, MAX_TIMER));
  return () => clearTimeout(timer);
}

const MAX_TIMER = 0x7fff_ffff;

/** Calls `work` in a later turn of the event loop, after timers and input have had theirs. */
export function hop(work: () => void): void {
  const immediate = (globalThis as { setImmediate?: (work: () => void) => void }).setImmediate;
  if (immediate !== undefined) {
    immediate(work);
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => {
    port1.close();
    work();
  });
  port1.start();
  port2.postMessage(null);
}

/** Like {@link after}, for chores: a process that has nothing else to do does not wait for them. */
export function later(ms: number, work: () => void): () => void {
  const timer: unknown = setTimeout(work, Math.min(ms, MAX_TIMER));
  (timer as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer as number);
}
