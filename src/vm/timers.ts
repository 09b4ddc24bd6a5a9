/** The engine's time, and what is to happen at some point of it. */
import type { State } from "./state.ts";
import type { Wait } from "./wait.ts";

/** Seconds that one unit of gas takes when the host gives no clock. */
const SECONDS_PER_UNIT = 1e-9;
const LIBRARY_DATA = "timers";
const MIN_PURGE = 64;

/** One deadline of a wait. */
export interface Timer {
  readonly wait: Wait;
  readonly index: number;
  /** Which of those with the same deadline was set first. */
  readonly order: number;
}

/** What snapshots keep of {@link Timers}. `time`: the engine's time when they were saved. */
export interface SavedTimers {
  readonly heap: readonly Timer[];
  readonly purgeAt: number;
  readonly order: number;
  readonly skipped: number;
  readonly time: number;
}

/** The timers of an engine: a binary heap, the earliest one first. */
export class Timers {
  private heap: Timer[] = [];
  private purgeAt = MIN_PURGE;
  private order = 0;
  private savedAt = 0;
  /** Seconds by which the time of an engine without a clock has been put forward, because all its executions slept. */
  skipped = 0;

  /** Ends `wait` as its case `index` at its deadline. */
  add(wait: Wait, index: number): void {
    if (this.heap.length >= this.purgeAt) this.purge();
    this.insert({ wait, index, order: this.order++ });
  }

  /** The earliest deadline; Infinity: there is none. */
  next(): number {
    const { heap } = this;
    while (heap.length > 0 && heap[0]!.wait.settled !== null) this.removeFirst();
    return heap.length === 0 ? Number.POSITIVE_INFINITY : heap[0]!.wait.deadline;
  }

  /** Ends all waits whose deadline is not after `now`. */
  fire(now: number): void {
    // looking at the next one drops those that are over
    while (this.next() <= now && this.heap.length > 0) {
      const { wait, index } = this.removeFirst();
      wait.end(index, false, undefined);
    }
  }

  save(state: State): SavedTimers {
    const { heap, purgeAt, order, skipped } = this;
    // without a deadline the time does not matter, and equal states look equal
    const time = heap.length === 0 ? 0 : engineTime(state);
    return { heap, purgeAt, order, skipped, time };
  }

  /** As they were saved; {@link Timers.settle} them in the state that they are for. */
  static restore({ heap, purgeAt, order, skipped, time }: SavedTimers): Timers {
    const timers = new Timers();
    timers.heap = [...heap];
    timers.purgeAt = Math.max(purgeAt, MIN_PURGE);
    timers.order = order;
    timers.skipped = skipped;
    timers.savedAt = time;
    return timers;
  }

  /** Sleepers sleep on as long as they had to when they were saved, whatever the time is here. */
  settle(state: State): void {
    if (this.heap.length === 0) return;
    const delay = engineTime(state) - this.savedAt;
    if (delay === 0) return;
    for (const wait of new Set(this.heap.map((timer) => timer.wait))) wait.deadline += delay;
  }

  private purge(): void {
    const live = this.heap.filter(({ wait }) => wait.settled === null);
    this.heap = [];
    for (const timer of live) this.insert(timer);
    this.purgeAt = Math.max(live.length * 2, MIN_PURGE);
  }

  private insert(timer: Timer): void {
    const { heap } = this;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (isBefore(heap[parent]!, timer)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = timer;
  }

  private removeFirst(): Timer {
    const { heap } = this;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (isBefore(last, heap[child]!)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.wait.deadline < b.wait.deadline || (a.wait.deadline === b.wait.deadline && a.order < b.order);
}

/** The timers of an engine, made when first used. */
export function timersOf(state: State): Timers {
  let timers = state.libraryData.get(LIBRARY_DATA) as Timers | undefined;
  if (timers === undefined) {
    timers = new Timers();
    state.libraryData.set(LIBRARY_DATA, timers);
  }
  return timers;
}

/** True when the host gives no clock: time passes with the work, and jumps when there is none. */
export function hasVirtualTime(state: State): boolean {
  return state.env.clock === undefined;
}

/** Seconds of the engine's time. */
export function engineTime(state: State): number {
  const { clock } = state.env;
  if (clock === undefined) return state.used * SECONDS_PER_UNIT + timersOf(state).skipped;
  return clock.now() + (clock.perInstruction === undefined ? 0 : state.used * clock.perInstruction);
}
