/** Executions: runs of the engine as the host sees them, stepped by it or by the scheduler. */
import { AbortFault, LimitFault } from "../vm/errors.ts";
import type { Run } from "../vm/run.ts";
import type { LuaValue as Value } from "../vm/value.ts";
import type { DebugPause } from "./debugControl.ts";
import { LuaAbortError, LuaClosedError, LuaError, LuaLimitError } from "./errors.ts";
import type { LuaFrame } from "./frames.ts";
import { readMonotonic } from "./hostClock.ts";
import { checkedUnits, type Meter, type Metered } from "./meter.ts";
import type { Scheduled, Scheduler } from "./scheduler.ts";
import type { ExecutionState, StepResult } from "./stepResult.ts";
import type { LuaValue } from "./values.ts";

/** Options of {@link Execution.run}. */
export interface DriveOptions {
  /** Ends the execution with a {@link LuaAbortError} when it is aborted. */
  signal?: AbortSignal;
  /** Units of gas between two hops of the event loop. */
  slice?: number;
}

/** One run of a chunk or function: the primitive that everything else is made of; see `Lua.start`. */
export interface Execution {
  /** Number of the execution in its engine, from 1. */
  readonly id: number;
  readonly state: ExecutionState;
  /** What this execution has used. */
  readonly meter: Meter;
  /**
   * Runs at most `instructions` units (a native may overrun by its last charge); never throws for a failure of the
   * script. After the end it answers as it did last. An execution that ran out of its budget and is to be suspended
   * answers "failed" with a {@link LuaLimitError} and stays "ready": {@link Execution.refill} it and go on.
   * @throws Error when called from within a step of the same execution
   */
  step(instructions?: number): StepResult;
  /**
   * Runs it to its end in slices, letting the event loop turn in between. Several executions of an engine take turns in the order in
   * which they became ready.
   * @throws LuaError, as the script failed
   */
  run(options?: DriveOptions): Promise<LuaValue[]>;
  /** Grants more units to an execution with a budget of its own; without one, to the engine. */
  refill(instructions: number): void;
  /** Where it stands, innermost frame first, through all its coroutines; empty before it starts and after it has ended. */
  traceback(): readonly LuaFrame[];
  /** Ends it: no code of it runs any more, later steps report a {@link LuaAbortError}. Not from within a step. */
  cancel(reason?: unknown): void;
  /** Why a debugger has paused it; undefined when none has. A step goes on from there. */
  readonly paused: DebugPause | undefined;
  /** Lets a paused execution that `run` drives go on; `step` does for others. */
  resume(): void;
}

/** What an execution needs of its engine. */
export interface ExecutionHost {
  readonly name: string | undefined;
  readonly closed: boolean;
  readonly scheduler: Scheduler;
  /** The execution that is being stepped. */
  current: SteppedRun | undefined;
  nextExecutionId(): number;
  /** Runs `work`, turning what the machine throws into host errors. */
  guard<T>(work: () => T): T;
  toHost(v: Value): LuaValue;
  /** An error that stands for another: scripts further out can catch it no more than that one. */
  replaced(error: LuaError, by: LuaError): void;
  /** Grants the engine more gas. */
  grant(units: number): void;
  meterOf(execution: SteppedRun): Meter;
  /** Executions that have not ended. */
  live: number;
  /** Around each step of an execution: which one is running. */
  begin(execution: SteppedRun | undefined): void;
  /** There is more to use: suspended tasks go on. */
  refilled(): void;
  /** The host goes on with an execution: so do the tasks of a snapshot that the engine was restored from. */
  awaken(): void;
  /** An execution waits or has ended, failed if there is an error. */
  changed(execution: SteppedRun, error: LuaError | undefined): void;
  /** The error of a task that it has spawned and nobody has joined. */
  failureWithin(execution: SteppedRun): LuaError | undefined;
  /** Told whenever a run has stopped, for good or not. */
  stopped(run: Run): void;
  /** Runs the `__close` metamethods that a limit or abort left behind. */
  closeAfter(run: Run, grace: number): void;
  /** It has failed. */
  onFailed(execution: SteppedRun, error: LuaError): void;
  /** Its budget is used up; it can be refilled. */
  onExhausted(error: LuaLimitError): void;
  /** It has ended, however it did. */
  onEnded(): void;
  /** Why a debugger has just stopped the machine. */
  takePause(): DebugPause | undefined;
  onHalted(execution: Execution, pause: DebugPause): void;
  traceback(run: Run): readonly LuaFrame[];
}

/** Limits of an execution that the machine does not keep itself. */
export interface ExecutionLimits {
  /** Milliseconds of the host's clock from its first step on; Infinity: any. */
  readonly wallTime: number;
  /** Units it may use; Infinity: as many as the engine has. */
  readonly instructions: number;
  /** Units for `__close` metamethods after a limit or an abort. */
  readonly closeGrace: number;
}

/** Between two looks at the host's clock, and at an abort signal. */
const CLOCK_UNITS = 10_000;
const SIGNAL_UNITS = 1_000;
const READY: StepResult = Object.freeze({ state: "ready" });

/** The engine's {@link Execution}. */
export class SteppedRun implements Execution, Scheduled, Metered {
  readonly id: number;
  readonly vm: Run;
  /** A script has started it. */
  isTask = false;
  readonly #host: ExecutionHost;
  readonly #limits: ExecutionLimits;
  #state: ExecutionState = "ready";
  #last: StepResult = READY;
  /** The host's clock at the first step, when its time is limited. */
  #startedAt: number | undefined;
  #signal: AbortSignal | undefined;
  #budget: number;
  #paused: DebugPause | undefined;
  /** The execution inside which this one was stepped last. */
  #outer: SteppedRun | undefined;
  #resumed: (() => void) | undefined;
  /** Of the signal that host functions get. */
  #controller: AbortController | undefined;

  constructor(host: ExecutionHost, run: Run, limits: ExecutionLimits, signal?: AbortSignal) {
    this.id = host.nextExecutionId();
    this.vm = run;
    this.#host = host;
    this.#limits = limits;
    this.#signal = signal;
    this.#budget = limits.instructions;
    run.budget = limits.instructions;
  }

  get state(): ExecutionState {
    return this.#state;
  }

  /** For host functions: aborted when the execution ends other than by returning. */
  get signal(): AbortSignal {
    let controller = this.#controller;
    if (controller === undefined) {
      const made = new AbortController();
      controller = made;
      this.#controller = made;
      const outer = this.#signal;
      outer?.addEventListener("abort", () => made.abort(outer.reason), { once: true });
    }
    return controller.signal;
  }

  get meter(): Meter {
    return this.#host.meterOf(this);
  }

  get paused(): DebugPause | undefined {
    return this.#paused;
  }

  traceback(): readonly LuaFrame[] {
    return this.#host.traceback(this.vm);
  }

  get used(): number {
    return this.vm.used;
  }

  /** Units granted in all; Infinity: no budget of its own. */
  get granted(): number {
    return this.#budget;
  }

  /** The limits of executions that this one starts: what is left of its own. */
  get limitsLeft(): ExecutionLimits {
    const { closeGrace } = this.#limits;
    return { wallTime: this.timeLeft, instructions: this.vm.budget, closeGrace };
  }

  /** The limits that it was given. */
  get limits(): ExecutionLimits {
    return this.#limits;
  }

  /** It comes from a snapshot, in which it was waiting. */
  markWaiting(): void {
    this.#state = "waiting";
  }

  /** The signal that ends it, which ends those that it starts as well. */
  get givenSignal(): AbortSignal | undefined {
    return this.#signal;
  }

  get timeLeft(): number {
    const { wallTime } = this.#limits;
    if (this.#startedAt === undefined || !Number.isFinite(wallTime)) return wallTime;
    return Math.max(0, wallTime - (readMonotonic() - this.#startedAt));
  }

  step(instructions: number = Number.MAX_SAFE_INTEGER): StepResult {
    this.#refuseWhileRunning("step");
    this.#host.awaken();
    if (typeof instructions !== "number" || !(instructions >= 1)) throw new TypeError("instructions: not at least 1");
    if (this.#state !== "ready" && this.#state !== "waiting") return this.#last;
    const ending = this.#endingBefore();
    if (ending !== undefined) return ending;
    if (this.#state === "waiting" && this.vm.parking?.settled === null) return this.#waiting();
    this.#state = "running";
    this.#paused = undefined;
    const outer = this.#host.current;
    this.#outer = outer;
    this.#host.begin(this);
    try {
      const values = this.#host.guard(() => this.#advance(Math.floor(instructions)));
      if (values !== undefined) {
        const failure = this.#host.failureWithin(this);
        if (failure !== undefined) return this.#fail(failure);
        return this.#end("done", { state: "done", values: values.map((v) => this.#host.toHost(v)) });
      }
      if (this.vm.pause === "waiting") return this.#park();
      this.#state = "ready";
      if (this.vm.pause === "halted") return this.#halt();
      return this.vm.pause === "budget" ? { state: "failed", error: this.#exhausted() } : READY;
    } catch (error) {
      if (error instanceof LuaError) return this.#fail(this.#named(error));
      this.#fail(new LuaAbortError(error, this.#host.name));
      throw error;
    } finally {
      this.#outer = undefined;
      this.#host.begin(outer);
    }
  }

  #halt(): StepResult {
    const paused = this.#host.takePause();
    if (paused === undefined) return READY;
    this.#paused = paused;
    // its listeners may resume it at once
    this.#host.onHalted(this, paused);
    return { state: "ready", paused };
  }

  /** What ends it before it does anything. */
  #endingBefore(): StepResult | undefined {
    const { name, closed } = this.#host;
    if (closed) return this.#fail(new LuaClosedError(name));
    if (this.#signal?.aborted === true) {
      this.#stop();
      return this.#fail(new LuaAbortError(this.#signal.reason, name));
    }
    if (this.timeLeft > 0) return undefined;
    this.#stop();
    const { wallTime } = this.#limits;
    return this.#fail(new LuaLimitError("wallTime", wallTime, wallTime, name, this));
  }

  /** Steps the machine; in small portions when a clock or a signal is to be looked at. */
  #advance(units: number): readonly Value[] | undefined {
    const isTimed = Number.isFinite(this.#limits.wallTime);
    if (isTimed) this.#startedAt ??= readMonotonic();
    const hasSignal = this.#signal !== undefined;
    const portion = hasSignal ? SIGNAL_UNITS : isTimed ? CLOCK_UNITS : units;
    // natives do not stop at the end of a portion
    this.vm.poll = hasSignal || isTimed ? () => this.#look() : null;
    try {
      for (let left = units; left >= 1; ) {
        const { used } = this.vm;
        const values = this.vm.step(Math.min(portion, left));
        if (values !== undefined || this.vm.pause !== "slice") return values;
        left -= this.vm.used - used;
        // the next step ends it
        if (this.#signal?.aborted === true || (isTimed && this.timeLeft <= 0)) return undefined;
      }
      return undefined;
    } catch (fault) {
      const isStopped = fault instanceof LimitFault || fault instanceof AbortFault;
      if (isStopped) this.#host.closeAfter(this.vm, this.#limits.closeGrace);
      throw fault;
    } finally {
      this.#host.stopped(this.vm);
    }
  }

  /**
   * Ends this execution, or one that it runs inside, when the time is over or a signal says so.
   * @throws LimitFault, AbortFault
   */
  #look(): void {
    const { wallTime } = this.#limits;
    if (this.#signal?.aborted === true) throw new AbortFault(this.#signal.reason);
    if (this.timeLeft <= 0) throw new LimitFault("wallTime", wallTime, wallTime);
    if (this.#outer !== undefined) this.#outer.#look();
  }

  run(options: DriveOptions = {}): Promise<LuaValue[]> {
    this.#refuseWhileRunning("run");
    this.#host.awaken();
    if (options.signal !== undefined) this.#signal = options.signal;
    return this.#host.scheduler.drive(this, options.slice, this.#signal);
  }

  whenReady(listener: () => void): void {
    const { parking } = this.vm;
    if (parking === null || parking.settled !== null) {
      listener();
      return;
    }
    const { listener: other } = parking;
    parking.listener = () => {
      other?.();
      listener();
    };
  }

  whenResumed(listener: () => void): void {
    if (this.#paused === undefined) listener();
    else this.#resumed = listener;
  }

  resume(): void {
    const listener = this.#resumed;
    this.#paused = undefined;
    this.#resumed = undefined;
    listener?.();
  }

  refill(instructions: number): void {
    const units = checkedUnits(instructions);
    if (Number.isFinite(this.vm.budget)) {
      this.vm.budget += units;
      this.#budget += units;
    } else this.#host.grant(units);
    this.#host.refilled();
  }

  cancel(reason?: unknown): void {
    this.#refuseWhileRunning("cancel");
    if (this.#state !== "ready" && this.#state !== "waiting") return;
    this.#stop();
    this.#end("cancelled", { state: "failed", error: new LuaAbortError(reason, this.#host.name) });
  }

  /** Ends it with an error that came about elsewhere; nothing happens when it is running or has ended. */
  failWith(error: LuaError): void {
    if (this.#state !== "ready" && this.#state !== "waiting") return;
    this.#stop();
    this.#fail(error);
  }

  #stop(): void {
    const { parking } = this.vm;
    this.vm.abandon();
    this.#host.closeAfter(this.vm, this.#limits.closeGrace);
    parking?.settle({ ok: false, reason: undefined });
    this.#host.stopped(this.vm);
  }

  #park(): StepResult {
    this.#state = "waiting";
    const { parking } = this.vm;
    const promise = parking!.promise;
    if (promise !== null) {
      promise.then(
        (value) => parking!.settle({ ok: true, value }),
        (reason: unknown) => parking!.settle({ ok: false, reason }),
      );
    }
    this.#host.changed(this, undefined);
    return this.#waiting();
  }

  #waiting(): StepResult {
    const ready = (): Promise<void> => new Promise((resolve) => this.whenReady(resolve));
    return {
      state: "waiting",
      get on(): Promise<void> {
        return ready();
      },
    };
  }

  #exhausted(): LuaLimitError {
    const { name } = this.#host;
    const error = new LuaLimitError("instructions", this.vm.used, this.#allowed(), name, this);
    this.#host.onExhausted(error);
    return error;
  }

  #allowed(): number {
    return Number.isFinite(this.#budget) && this.vm.budget <= 0 ? this.#budget : this.vm.used;
  }

  /** A limit of the execution itself is reported in its own numbers. */
  #named(error: LuaError): LuaError {
    if (!(error instanceof LuaLimitError) || error.execution !== undefined) return error;
    const isOwn = error.limit === "instructions" && Number.isFinite(this.#budget) && this.vm.budget <= 0;
    const { limit } = error;
    const frames = (): readonly LuaFrame[] => error.traceback;
    const [used, allowed] = isOwn ? [this.#budget, this.#budget] : [error.used, error.allowed];
    const named = new LuaLimitError(limit, used, allowed, this.#host.name, this, frames);
    this.#host.replaced(error, named);
    return named;
  }

  #fail(error: LuaError): StepResult {
    const result = this.#end("failed", { state: "failed", error });
    this.#host.onFailed(this, error);
    return result;
  }

  #end(state: ExecutionState, last: StepResult): StepResult {
    this.#state = state;
    this.#last = last;
    this.#host.onEnded();
    this.resume();
    if (last.state === "failed") {
      const { error } = last;
      this.#controller?.abort(error instanceof LuaAbortError ? error.reason : error);
    }
    this.#host.changed(this, last.state === "failed" ? last.error : undefined);
    return last;
  }

  #refuseWhileRunning(operation: string): void {
    if (this.#state === "running") throw new Error(`${operation}: the execution is running`);
  }
}
