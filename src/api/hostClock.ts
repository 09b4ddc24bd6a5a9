/**
 * The host's clock and event loop, for asynchronous runs and `limits.wallTime`. The only ambient things that the engine uses;
 * no script can see them, unless the host says `clock: "host"`.
 */
import type { LuaClock } from "../base/host.ts";

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

/** The real time. Processor time is the time since this was called: nothing better is to be had everywhere. */
export function hostClock(): LuaClock {
  const started = readMonotonic();
  return {
    now: () => Date.now() / 1000,
    cpu: () => (readMonotonic() - started) / 1000,
    sleep: (seconds, signal) => sleepOnHost(seconds * 1000, signal),
  };
}

/** Resolves after `ms` milliseconds of the host's clock. @throws the signal's reason (rejects) */
export function sleepOnHost(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const until = readMonotonic() + ms;
    let stop = (): void => {};
    const abort = (): void => {
      stop();
      reject(signal.reason as Error);
    };
    // longer than the longest timer: in parts
    const wait = (): void => {
      const left = until - readMonotonic();
      if (left > 0) {
        stop = after(left, wait);
        return;
      }
      signal.removeEventListener("abort", abort);
      resolve();
    };
    signal.addEventListener("abort", abort, { once: true });
    wait();
  });
}
