/** A clock that only the host moves. */
import type { LuaClock } from "../base/host.ts";
import { hop } from "./hostClock.ts";

/** Options of {@link VirtualClock}. */
export interface VirtualClockOptions {
  /** Seconds since 1970-01-01 00:00:00 UTC at the start; default 0. */
  readonly start?: number;
  /**
   * Seconds by which a unit of gas moves the clock on for the scripts of the engine that has used it; default 1e-9. The
   * host, and sleepers, see only what {@link VirtualClock.advance} does.
   */
  readonly perInstruction?: number;
}

const DEFAULT_PER_INSTRUCTION = 1e-9;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time for engines, moved on by {@link VirtualClock.advance}. May be shared by several. */
export class VirtualClock implements LuaClock {
  readonly perInstruction: number;
  #start: number;
  #now: number;
  /** In the order in which they went to sleep. */
  readonly #sleepers: Set<Sleeper> = new Set();
  #advancing: Promise<void> = Promise.resolve();

  /** @throws TypeError */
  constructor(options: VirtualClockOptions = {}) {
    const { start = 0, perInstruction = DEFAULT_PER_INSTRUCTION } = options;
    if (!Number.isFinite(start)) throw new TypeError("VirtualClock: start is no finite number");
    if (!(Number.isFinite(perInstruction) && perInstruction >= 0)) {
      throw new TypeError("VirtualClock: perInstruction is no finite number of at least 0");
    }
    this.#start = start;
    this.#now = start;
    this.perInstruction = perInstruction;
  }

  now(): number {
    return this.#now;
  }

  /** Seconds since 1970 at which it began: {@link VirtualClock.cpu} counts from there. */
  get start(): number {
    return this.#start;
  }

  /** Puts the clock to another time, back or forth, as restoring a snapshot does. Nobody wakes. @throws TypeError */
  set(now: number, start: number): void {
    if (!(Number.isFinite(now) && Number.isFinite(start))) throw new TypeError("set: no finite number");
    this.#now = now;
    this.#start = start;
  }

  /** Seconds that have gone by since the start. */
  cpu(): number {
    return this.#now - this.#start;
  }

  /** Resolves when the clock has been moved on by so many seconds; at once for 0. @throws the signal's reason (rejects) */
  sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      if (!(seconds > 0)) {
        resolve();
        return;
      }
      const abort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const sleeper: Sleeper = {
        until: this.#now + seconds,
        wake: () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  /**
   * Moves the clock on. Sleepers wake one by one in the order of their times, each at its time, and may go to sleep again
   * before the next: the event loop turns in between. Resolves when the clock has arrived. @throws TypeError
   */
  advance(seconds: number): Promise<void> {
    if (!(Number.isFinite(seconds) && seconds >= 0)) {
      throw new TypeError("advance: seconds is no finite number of at least 0");
    }
    // one after the other, or the clock would go back
    this.#advancing = this.#advancing.then(() => this.#moveTo(this.#now + seconds));
    return this.#advancing;
  }

  async #moveTo(target: number): Promise<void> {
    // what the host has just started may be about to go to sleep
    await turn();
    for (let next = this.#next(target); next !== undefined; next = this.#next(target)) {
      this.#sleepers.delete(next);
      this.#now = Math.max(this.#now, next.until);
      next.wake();
      await turn();
    }
    this.#now = target;
  }

  /** The sleeper that wakes first, if it does until `target`. */
  #next(target: number): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until <= target && (first === undefined || sleeper.until < first.until)) first = sleeper;
    }
    return first;
  }
}

/** Turns the event loop often enough for an engine to take up what it waited for and to wait again. */
async function turn(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise<void>((resolve) => hop(resolve));
}
