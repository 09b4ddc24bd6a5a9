/** Starts executions of an engine and runs them; the engine's side of {@link Execution}. */
import { wakeRequires } from "../stdlib/require.ts";
import type { CallContext } from "../vm/callContext.ts";
import { AbortFault, LimitFault, LuaThrow } from "../vm/errors.ts";
import { MetaEvent } from "../vm/metaEvent.ts";
import { Run, type SavedRun } from "../vm/run.ts";
import { metamethod } from "../vm/types.ts";
import type { LuaValue as Value } from "../vm/value.ts";
import type { Bridge } from "./bridge.ts";
import type { DebugPause } from "./debugControl.ts";
import { LuaAbortError, type LuaError, LuaLimitError } from "./errors.ts";
import type { Events } from "./events.ts";
import { type Execution, type ExecutionHost, type ExecutionLimits, SteppedRun } from "./execution.ts";
import type { LuaFrame } from "./frames.ts";
import type { FrameViews } from "./frameViews.ts";
import { EngineMeter, ExecutionMeter, grant, HostUsage, type Meter } from "./meter.ts";
import { checkedHostLimits, type HostLimits, type Limits, runLimits } from "./options.ts";
import type { SavedExecutions } from "./savedExecutions.ts";
import { Scheduler } from "./scheduler.ts";
import { TaskRunner } from "./tasks.ts";
import type { LuaValue } from "./values.ts";

/** What every kind of run can be given. */
export interface CallOptions {
  /** For this run; at most those of the engine. */
  limits?: Limits;
  /** Ends the run with a {@link LuaAbortError} when it is aborted. */
  signal?: AbortSignal;
  /** Asynchronous runs: units of gas between two turns of the event loop. Default 100,000. */
  slice?: number;
}

/** See the file comment. */
export class Runner implements ExecutionHost {
  readonly name: string | undefined;
  readonly scheduler: Scheduler = new Scheduler();
  readonly meter: Meter;
  readonly usage: HostUsage = new HostUsage();
  /** The executions together. */
  readonly tasks: TaskRunner;
  readonly #cx: CallContext;
  readonly #bridge: Bridge;
  readonly #limits: HostLimits;
  readonly #events: Events;
  readonly #frames: FrameViews;
  #executions = 0;
  /** Executions that have not ended. */
  live = 0;
  /** Whether an execution has met a limit. */
  limitMet = false;
  /** Why a debugger has just stopped the machine; once. */
  takePause: () => DebugPause | undefined = () => undefined;
  /** The execution that is being stepped. */
  current: SteppedRun | undefined;

  constructor(
    cx: CallContext,
    bridge: Bridge,
    name: string | undefined,
    limits: Limits,
    watch: { readonly events: Events; readonly frames: FrameViews },
  ) {
    this.#events = watch.events;
    this.#frames = watch.frames;
    this.name = name;
    this.#cx = cx;
    this.#bridge = bridge;
    this.#limits = checkedHostLimits(limits);
    this.meter = new EngineMeter(cx, this.usage);
    this.tasks = new TaskRunner(cx, this, watch.events);
    this.scheduler.onSlice = (instructions) => {
      this.usage.slices++;
      this.#events.emit("slice", { instructions });
    };
  }

  get closed(): boolean {
    return this.#bridge.closed;
  }

  /** Aborted when the execution under way ends other than by returning. */
  get currentSignal(): AbortSignal {
    return this.current?.signal ?? new AbortController().signal;
  }

  nextExecutionId(): number {
    return ++this.#executions;
  }

  guard<T>(work: () => T): T {
    return this.#bridge.guard(work);
  }

  toHost(v: Value): LuaValue {
    return this.#bridge.toHost(v);
  }

  replaced(error: LuaError, by: LuaError): void {
    const { faults } = this.#bridge;
    const fault = faults.get(error);
    if (fault !== undefined) faults.set(by, fault);
  }

  grant(units: number): void {
    this.#bridge.touched = true;
    grant(this.#cx, units);
  }

  meterOf(execution: SteppedRun): Meter {
    return new ExecutionMeter(execution, this.meter, this.#cx);
  }

  onFailed(execution: SteppedRun, error: LuaError): void {
    if (error instanceof LuaLimitError) this.limitMet = true;
    // the errors of tasks belong to those who join them, or to their spawners
    if (!execution.isTask) this.#events.failed(execution, error);
  }

  onExhausted(error: LuaLimitError): void {
    this.#events.limitMet(error);
  }

  onEnded(): void {
    this.live--;
  }

  onHalted(execution: Execution, pause: DebugPause): void {
    this.#events.emit("pause", { execution, pause });
  }

  traceback(run: Run): readonly LuaFrame[] {
    return this.#frames.list(run.levels);
  }

  /** Prepares a run. `canWait`: the host will wait for it. */
  start(fn: Value, args: readonly Value[], options: CallOptions, canWait: boolean): SteppedRun {
    const given = options.limits ?? {};
    const { wallTime, suspends, closeGrace } = checkedHostLimits(given, this.#limits);
    const cx = this.#cx;
    const spent = { allocation: cx.allocated, outputBytes: cx.outputBytes };
    const run = new Run(cx, fn, args, { canWait, suspends, limits: runLimits(given, cx.limits, spent) });
    const instructions = given.instructions ?? Number.POSITIVE_INFINITY;
    this.live++;
    const execution = new SteppedRun(this, run, { wallTime, closeGrace, instructions }, options.signal);
    if (canWait) this.tasks.add(execution);
    return execution;
  }

  begin(execution: SteppedRun | undefined): void {
    this.current = execution;
    // nobody is left whom it could end
    if (this.#cx.collector.entries.length === 0) this.#bridge.ending = null;
    if (execution !== undefined) this.tasks.begin(execution);
  }

  refilled(): void {
    this.tasks.resumeSuspended();
  }

  changed(execution: SteppedRun, error: LuaError | undefined): void {
    this.tasks.changed(execution, error);
  }

  failureWithin(execution: SteppedRun): LuaError | undefined {
    return this.tasks.failureWithin(execution);
  }

  awaken(): void {
    this.tasks.awaken();
  }

  /** The runs that have not ended, in the order in which they began: those that have paused, and those that are prepared. */
  get unfinished(): Run[] {
    const runs = new Set(this.#cx.collector.parked as Set<Run>);
    for (const { vm } of this.tasks.executions) if (!vm.ended) runs.add(vm);
    return [...runs].sort((a, b) => a.id - b.id);
  }

  /** The state of the engine has been replaced by another one: whatever ran in it has ended. */
  abandon(old: readonly Run[]): void {
    for (const run of old) run.discard();
    this.tasks.abandon(new LuaAbortError("restored", this.name));
  }

  /** The executions of the runs of a snapshot or another engine, tasks included. Returns those that the host had started. */
  adopt(runs: readonly SavedRun[], saved: SavedExecutions): Execution[] {
    const own = this.#limits;
    const restored = Run.restore(this.#cx, runs);
    const executions = restored.map((run, i) => {
      const { wallTime, closeGrace, granted } = saved.list[i]!;
      const limits: ExecutionLimits = {
        wallTime: Math.min(wallTime, own.wallTime),
        closeGrace: Math.min(closeGrace, own.closeGrace),
        instructions: granted,
      };
      const { budget } = run;
      const execution = new SteppedRun(this, run, limits, undefined);
      run.budget = budget;
      if (run.parking !== null) execution.markWaiting();
      this.live++;
      return execution;
    });
    this.tasks.adopt(executions, saved);
    return executions.filter(({ isTask }) => !isTask);
  }

  /** Runs a function to its end in slices. @throws LuaError (rejects) */
  async run(fn: Value, args: readonly Value[], options: CallOptions): Promise<LuaValue[]> {
    const execution = this.start(fn, args, options, true);
    return execution.run(options.slice === undefined ? {} : { slice: options.slice });
  }

  /** Runs a function to its end at once. @throws LuaError */
  runSync(fn: Value, args: readonly Value[], options: CallOptions): LuaValue[] {
    const execution = this.start(fn, args, options, false);
    for (;;) {
      const result = execution.step();
      if (result.state === "done") return result.values;
      if (result.state !== "failed") continue;
      this.#passOn(result.error, options);
      throw result.error;
    }
  }

  /** A limit or an abort that is not the run's own ends the run around it as well, whatever the host does with the error. */
  #passOn(error: LuaError, { limits, signal }: CallOptions): void {
    if (this.#cx.collector.entries.length === 0) return;
    const fault = this.#bridge.faults.get(error);
    const isOwn = fault instanceof LimitFault ? limits?.[fault.limit] === fault.allowed : signal?.aborted === true;
    if (!isOwn && (fault instanceof LimitFault || fault instanceof AbortFault)) this.#bridge.ending = fault;
  }

  stopped(run: Run): void {
    this.#bridge.touched = true;
    wakeRequires(this.#cx, run);
  }

  closeAfter(run: Run, grace: number): void {
    const pending = run.takePending();
    if (grace < 1 || pending.length === 0) return;
    const cx = this.#cx;
    cx.collector.unclosed = [];
    let left = grace;
    for (const value of pending) {
      const close = metamethod(cx, value, MetaEvent.CLOSE);
      if (close === undefined || left < 1) continue;
      left -= this.#runWithin(close, [value, "execution ended"], left);
    }
  }

  /** Runs a function with units of its own, whatever is left of the engine's; what goes wrong is dropped. */
  #runWithin(fn: Value, args: readonly Value[], units: number): number {
    const cx = this.#cx;
    // counts stay exact: an engine without a limit has no more to be given
    const more = Math.min(units, Number.MAX_SAFE_INTEGER - cx.granted);
    cx.granted += more;
    cx.reserve += more;
    const run = new Run(cx, fn, args);
    run.budget = units;
    try {
      run.step(units);
    } catch (fault) {
      if (!(fault instanceof LuaThrow) && !run.ended) throw fault;
    }
    const rest = Math.max(more - run.used, 0);
    cx.granted -= rest;
    cx.reserve -= rest;
    return run.used;
  }
}
