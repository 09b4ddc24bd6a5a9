/** Takes turns between the executions of an engine that run asynchronously. */
import { Queue } from "../vm/queue.ts";
import { after, hop } from "./hostClock.ts";
import type { ExecutionState, StepResult } from "./stepResult.ts";
import type { LuaValue } from "./values.ts";

/** What the scheduler needs to know of an execution. */
export interface Scheduled {
  readonly state: ExecutionState;
  step(instructions: number): StepResult;
  /** Calls `listener` once, when an execution that waits may go on. */
  whenReady(listener: () => void): void;
  /** Milliseconds until its time is over; Infinity: never. */
  readonly timeLeft: number;
  /** Units it has used so far. */
  readonly used: number;
  /** Calls `listener` once, when a paused execution may go on. */
  whenResumed(listener: () => void): void;
}

/** Units of gas between two hops of the event loop. */
export const DEFAULT_SLICE = 100_000;

/** Turns that did not use their slices, between two hops. */
const MAX_SHORT_TURNS = 32;

interface Entry {
  readonly execution: Scheduled;
  readonly slice: number;
  readonly finish: (result: StepResult) => void;
  /** For what is not the script's failure. */
  readonly fail: (bug: unknown) => void;
}

/**
 * One per engine. Executions that can go on wait in one queue, first come first served: their interleaving depends on nothing but
 * the moments at which the host's promises settle.
 */
export class Scheduler {
  readonly #queue: Queue<Entry> = new Queue();
  #isHopping = false;
  /** The order in which executions of a snapshot stood in the queue; those who come until the first turn take it up. */
  #order: readonly Scheduled[] = [];
  #early: Entry[] = [];
  /** Turns since the last hop of the event loop. */
  #shortTurns = 0;
  /** Told after each slice: gas used. */
  onSlice: ((used: number) => void) | undefined = undefined;
  /** Told when nothing is left that could run. */
  onIdle: (() => void) | undefined = undefined;

  /** The executions that are about to run, the next one first. */
  get queued(): readonly Scheduled[] {
    return [...this.#early, ...this.#queue.toArray()].map(({ execution }) => execution);
  }

  /** Executions that are driven before the next turn come in this order, and before all others. */
  arrange(order: readonly Scheduled[]): void {
    this.#order = order;
  }

  /** Runs an execution to its end. @throws LuaError (rejects) when it fails */
  drive(execution: Scheduled, slice: number = DEFAULT_SLICE, signal?: AbortSignal): Promise<LuaValue[]> {
    if (typeof slice !== "number" || !(slice >= 1)) throw new TypeError("slice: not at least 1");
    return new Promise((resolve, reject) => {
      let stopListening = (): void => {};
      const finish = (result: StepResult): void => {
        stopListening();
        if (result.state === "done") resolve(result.values);
        else if (result.state === "failed") reject(result.error);
      };
      stopListening = this.#listen(execution, signal, finish);
      this.#enqueue({ execution, slice, finish, fail: reject });
    });
  }

  /** Ends the execution at once when the signal says so, unless it is running: a step looks at the signal itself. */
  #listen(execution: Scheduled, signal: AbortSignal | undefined, finish: (result: StepResult) => void): () => void {
    if (signal === undefined) return () => {};
    const abort = (): void => {
      if (execution.state !== "running") finish(execution.step(1));
    };
    signal.addEventListener("abort", abort, { once: true });
    return () => signal.removeEventListener("abort", abort);
  }

  #enqueue(entry: Entry): void {
    if (this.#order.length > 0) this.#early.push(entry);
    else this.#queue.push(entry);
    this.#schedule();
  }

  /** Puts those into the queue that have come in the order that was asked for. */
  #takeEarly(): void {
    const order = this.#order;
    const place = ({ execution }: Entry): number => {
      const i = order.indexOf(execution);
      return i < 0 ? order.length : i;
    };
    for (const entry of this.#early.sort((a, b) => place(a) - place(b))) this.#queue.push(entry);
    this.#early = [];
    this.#order = [];
  }

  #schedule(): void {
    if (this.#isHopping) return;
    this.#isHopping = true;
    // the first turn needs no hop of the event loop, but must not run inside the caller
    queueMicrotask(() => this.#turn());
  }

  /** Gives the first execution in the queue its slice. */
  #turn(): void {
    if (this.#early.length > 0) this.#takeEarly();
    const entry = this.#queue.shift();
    const isShort = entry === undefined || this.#advance(entry);
    if (this.#queue.length === 0) {
      this.#isHopping = false;
      this.onIdle?.();
      return;
    }
    // executions that hand each other values would spend their time with hopping
    if (isShort && ++this.#shortTurns < MAX_SHORT_TURNS) {
      queueMicrotask(() => this.#turn());
      return;
    }
    this.#shortTurns = 0;
    hop(() => this.#turn());
  }

  /** Whether the turn ended before the slice did. */
  #advance(entry: Entry): boolean {
    const { execution } = entry;
    let result: StepResult;
    const { used } = execution;
    try {
      result = execution.step(entry.slice);
    } catch (bug) {
      entry.fail(bug);
      return true;
    }
    this.onSlice?.(execution.used - used);
    if (result.state === "ready" && result.paused !== undefined) execution.whenResumed(() => this.#enqueue(entry));
    else if (result.state === "ready") this.#queue.push(entry);
    else if (result.state === "waiting") this.#await(entry);
    else entry.finish(result);
    return result.state !== "ready";
  }

  #await(entry: Entry): void {
    const { execution } = entry;
    let cancel: (() => void) | undefined;
    // a timer may fire a little early: the step then says that it still waits
    const arm = (): void => {
      const { timeLeft } = execution;
      if (!Number.isFinite(timeLeft)) return;
      cancel = after(timeLeft, () => {
        const result = execution.step(1);
        if (result.state === "waiting") arm();
        else entry.finish(result);
      });
    };
    arm();
    execution.whenReady(() => {
      cancel?.();
      this.#enqueue(entry);
    });
  }
}
