/** Time in a world (AO 8.7): one clock for timestamps, `os.time`, logs and cron. */
import type { LuaClock } from "../../base/host.ts";
import type { ClockOptions } from "./types.ts";

/** The state of a {@link WorldClock}. */
export interface ClockState {
  /** Seconds; of a clock that follows another one, those beyond it. */
  readonly now: number;
  readonly height: number;
  /** Seconds towards the next block. */
  readonly rest: number;
}

/** The way of a clock that has been moved on: the blocks beyond those of time come first, at the beginning. */
export interface ClockWay {
  /** Seconds at which it began. */
  readonly begin: number;
  /** The height at a moment on it. */
  heightAt(moment: number): number;
  /** The moment of a height on it. */
  momentOf(height: number): number;
}

/** See the file comment. */
export class WorldClock implements LuaClock {
  readonly options: ClockOptions;
  readonly #source: (() => number) | undefined;
  #now: number;
  #height: number;
  #rest = 0;
  #held: { readonly now: number; readonly height: number } | undefined;

  /** @param options or a clock to follow; moving on goes beyond it. @throws TypeError */
  constructor(options: ClockOptions | (() => number), height: number) {
    this.#source = typeof options === "function" ? options : undefined;
    this.options = typeof options === "function" ? {} : options;
    for (const name of ["start", "perMessage", "perBlock"] as const) {
      const value = this.options[name];
      if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
        throw new TypeError(`clock.${name}: not a number of at least 0`);
      }
    }
    if (!(Number.isSafeInteger(height) && height >= 0)) throw new TypeError("blockHeight: not a natural number");
    this.#now = this.options.start ?? 0;
    this.#height = height;
  }

  now(): number {
    return this.#held?.now ?? this.#now + (this.#source?.() ?? 0);
  }

  /** Processor time stands still: what a process does must not show in what it sees. */
  cpu(): number {
    return 0;
  }

  /** In blocks. */
  get height(): number {
    return this.#held?.height ?? this.#height;
  }

  /** Shows this time and height while something is done. */
  during(now: number, height: number, work: () => void): void {
    this.#held = { now, height };
    try {
      work();
    } finally {
      this.#held = undefined;
    }
  }

  /** What messages show as their Timestamp. */
  get timestamp(): number {
    return Math.floor(this.options.unit === "ms" ? this.now() * 1000 : this.now());
  }

  /** A message was queued. */
  onMessage(): void {
    const { perMessage = 0 } = this.options;
    if (perMessage > 0) this.advance(perMessage, 0);
  }

  /** Moves on by seconds, and by blocks beyond those that the seconds bring. */
  advance(seconds: number, blocks: number): ClockWay {
    const { perBlock = 0 } = this.options;
    const begin = this.now();
    const rest = this.#rest;
    this.#now += seconds;
    this.#height += blocks;
    const first = this.#height;
    if (perBlock <= 0) return { begin, heightAt: () => first, momentOf: () => begin };
    this.#rest += seconds;
    const mined = Math.floor(this.#rest / perBlock);
    this.#height += mined;
    this.#rest -= mined * perBlock;
    return {
      begin,
      heightAt: (moment) => first + Math.floor((rest + moment - begin) / perBlock),
      momentOf: (height) => (height <= first ? begin : begin + (height - first) * perBlock - rest),
    };
  }

  get state(): ClockState {
    return { now: this.#now, height: this.#height, rest: this.#rest };
  }

  set state({ now, height, rest }: ClockState) {
    this.#now = now;
    this.#height = height;
    this.#rest = rest;
  }
}
