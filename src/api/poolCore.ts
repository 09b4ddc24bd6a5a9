/**
 * Lending things that are costly to make, each to one customer at a time: what the pool of engines and that of worker
 * threads have in common.
 */
import { later } from "./hostClock.ts";

/** Numbers of a pool. */
export interface PoolStats {
  /** Engines there are, lent, idle or being made. */
  readonly size: number;
  readonly idle: number;
  /** Customers that wait for one. */
  readonly waiting: number;
  /** Engines made so far. */
  readonly created: number;
  /** How often one that came back was kept for another customer. */
  readonly recycled: number;
}

/** Sizes and times of a pool. */
export interface PoolLimits {
  /** Most engines at a time, default 8. */
  readonly max?: number;
  /** Engines kept ready although nobody uses them, default 0. */
  readonly min?: number;
  /** How often one engine is lent, where engines are used again; default: any number. */
  readonly maxUses?: number;
  /** Milliseconds after which an idle engine beyond `min` is given up; default: never. */
  readonly idleTime?: number;
}

/** Options of a wait. */
export interface AcquireOptions {
  /** Ends the wait, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How the things are made and cared for. */
export interface PoolCare<T> {
  create(): T | Promise<T>;
  /** Gets one that came back ready for another customer; false when it cannot be used again. */
  recycle(item: T): boolean | Promise<boolean>;
  /** Whether an idle one is still good. */
  isUsable(item: T): boolean;
  destroy(item: T): void | Promise<void>;
  /** Why nothing is lent any more. */
  closedError(): Error;
}

interface Waiter<T> {
  readonly resolve: (item: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** See the file comment. Customers are served in the order in which they came. */
export class PoolCore<T extends object> {
  readonly #care: PoolCare<T>;
  readonly #max: number;
  readonly #min: number;
  readonly #maxUses: number;
  readonly #idleTime: number;
  readonly #idle: T[] = [];
  readonly #lent: Set<T> = new Set();
  readonly #uses: WeakMap<T, number> = new WeakMap();
  readonly #timers: Map<T, () => void> = new Map();
  readonly #waiters: Waiter<T>[] = [];
  /** Those being made, reset or destroyed. */
  #busy = 0;
  #created = 0;
  #recycled = 0;
  #closed = false;
  #whenEmpty: (() => void)[] = [];

  constructor(care: PoolCare<T>, limits: PoolLimits) {
    this.#care = care;
    this.#max = count(limits.max, "max", 8, 1);
    this.#min = Math.min(count(limits.min, "min", 0, 0), this.#max);
    this.#maxUses = count(limits.maxUses, "maxUses", Number.POSITIVE_INFINITY, 1);
    this.#idleTime = count(limits.idleTime, "idleTime", Number.POSITIVE_INFINITY, 0);
    this.#fill();
  }

  get stats(): PoolStats {
    return {
      size: this.#size,
      idle: this.#idle.length,
      waiting: this.#waiters.length,
      created: this.#created,
      recycled: this.#recycled,
    };
  }

  get #size(): number {
    return this.#idle.length + this.#lent.size + this.#busy;
  }

  /** Runs `work` with a thing of its own, and takes that back whatever happens. */
  async use<R>(work: (item: T) => R | Promise<R>, options: AcquireOptions = {}): Promise<R> {
    const item = await this.acquire(options);
    try {
      return await work(item);
    } finally {
      this.release(item);
    }
  }

  /** Lends one; waits while all are lent. Rejects with the signal's reason. */
  acquire({ signal }: AcquireOptions = {}): Promise<T> {
    if (this.#closed) return Promise.reject(this.#care.closedError());
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const waiter: Waiter<T> = {
        resolve: (item) => {
          signal?.removeEventListener("abort", abort);
          resolve(item);
        },
        reject: (reason) => {
          signal?.removeEventListener("abort", abort);
          reject(reason);
        },
      };
      const abort = (): void => {
        const at = this.#waiters.indexOf(waiter);
        if (at >= 0) this.#waiters.splice(at, 1);
        waiter.reject(signal!.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiters.push(waiter);
      this.#serve();
    });
  }

  /** Takes one back. @throws TypeError when it is not lent */
  release(item: T): void {
    if (!this.#lent.delete(item)) throw new TypeError("release: not lent by this pool");
    this.#busy++;
    void this.#takeBack(item);
  }

  /** A thing is no good any more, lent or not: another one may be made in its place. */
  discard(item: T): void {
    const at = this.#idle.indexOf(item);
    if (at < 0) return;
    this.#idle.splice(at, 1);
    this.#stopTimer(item);
    this.#busy++;
    void this.#destroy(item);
  }

  async #takeBack(item: T): Promise<void> {
    let keeps = false;
    try {
      const isWorn = (this.#uses.get(item) ?? 0) >= this.#maxUses;
      keeps = !isWorn && !this.#closed && this.#care.isUsable(item) && (await this.#care.recycle(item));
      // it may have broken meanwhile
      keeps = keeps && !this.#closed && this.#care.isUsable(item);
    } catch {
      // one that cannot be reset is not used again
    }
    if (!keeps) {
      await this.#destroy(item);
      return;
    }
    this.#busy--;
    this.#recycled++;
    this.#rest(item);
    this.#serve();
  }

  async #destroy(item: T): Promise<void> {
    try {
      await this.#care.destroy(item);
    } catch {
      // it is gone in any case
    }
    this.#busy--;
    this.#fill();
    this.#serve();
    this.#noteEmpty();
  }

  /** Puts one among those that wait for customers. */
  #rest(item: T): void {
    this.#idle.push(item);
    if (!Number.isFinite(this.#idleTime)) return;
    const cancel = later(this.#idleTime, () => {
      this.#timers.delete(item);
      if (this.#size > this.#min) this.discard(item);
    });
    this.#timers.set(item, cancel);
  }

  #stopTimer(item: T): void {
    this.#timers.get(item)?.();
    this.#timers.delete(item);
  }

  /** Gives waiting customers what there is, and makes more if there may be more. */
  #serve(): void {
    while (this.#waiters.length > 0 && this.#idle.length > 0) {
      // the one used last: the others get a chance to be given up
      const item = this.#idle.pop()!;
      this.#stopTimer(item);
      if (!this.#care.isUsable(item)) {
        this.#busy++;
        void this.#destroy(item);
        continue;
      }
      this.#uses.set(item, (this.#uses.get(item) ?? 0) + 1);
      this.#lent.add(item);
      this.#waiters.shift()!.resolve(item);
    }
    let missing = this.#waiters.length - this.#busy;
    while (missing-- > 0 && this.#size < this.#max) void this.#make();
  }

  #fill(): void {
    while (!this.#closed && this.#size < this.#min) void this.#make();
  }

  async #make(): Promise<void> {
    this.#busy++;
    let item: T;
    try {
      item = await this.#care.create();
    } catch (error) {
      this.#busy--;
      // whoever waits longest hears of it; the next customer makes the next attempt
      this.#waiters.shift()?.reject(error);
      this.#noteEmpty();
      if (this.#waiters.length > 0) this.#serve();
      return;
    }
    this.#created++;
    if (this.#closed) {
      await this.#destroy(item);
      return;
    }
    this.#busy--;
    this.#rest(item);
    this.#serve();
  }

  /** Lends nothing any more; resolves when everything that was lent has come back and is destroyed. */
  close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#care.closedError());
    for (const item of [...this.#idle]) this.discard(item);
    return new Promise((resolve) => {
      this.#whenEmpty.push(resolve);
      this.#noteEmpty();
    });
  }

  #noteEmpty(): void {
    if (!this.#closed || this.#size > 0) return;
    for (const listener of this.#whenEmpty.splice(0)) listener();
  }
}

function count(value: number | undefined, name: string, fallback: number, least: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== "number" || !(value >= least)) throw new TypeError(`${name}: not a number of at least ${least}`);
  return value;
}
