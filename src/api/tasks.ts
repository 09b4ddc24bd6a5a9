/** The executions of an engine together: tasks, the passing of time, and deadlocks. */
import { encodeUtf8 } from "../base/byteString.ts";
import type { CallContext } from "../vm/callContext.ts";
import { channelOf } from "../vm/channel.ts";
import { LimitFault, LuaThrow } from "../vm/errors.ts";
import { Run } from "../vm/run.ts";
import { TASK_HOST, type Task, type TaskHost, type TaskStatus } from "../vm/task.ts";
import { engineTime, hasVirtualTime, timersOf } from "../vm/timers.ts";
import { DeadlockFault, Wait } from "../vm/wait.ts";
import { LuaAbortError, type LuaError, LuaExitError, LuaLimitError, LuaRuntimeError } from "./errors.ts";
import type { Events } from "./events.ts";
import { type Execution, type ExecutionHost, SteppedRun } from "./execution.ts";
import { after, hop } from "./hostClock.ts";
import type { SavedExecution, SavedExecutions } from "./savedExecutions.ts";

/** What is kept of an execution that can wait. */
interface Member {
  readonly execution: SteppedRun;
  /** Undefined: the host started it. */
  readonly task: Task | undefined;
  /** Undefined as well when it has ended itself: else each would keep all before it. */
  spawner: Member | undefined;
  /** Tasks it has spawned that failed, with their errors. */
  readonly failures: { task: Task; error: LuaError }[];
  /** The execution that the host started, and all tasks below it. */
  readonly family: Family;
  hasEnded: boolean;
}

/** They share a budget; a limit or the host ends them together. */
interface Family {
  readonly members: Set<Member>;
  isEnding: boolean;
}

/** What is kept of an execution that cannot wait. */
const NO_MEMBER: SavedExecution = Object.freeze({
  granted: Number.POSITIVE_INFINITY,
  wallTime: Number.POSITIVE_INFINITY,
  closeGrace: 0,
  task: undefined,
  spawner: -1,
  family: 0,
  failures: [],
});

/** Seconds by which timers of the event loop may be early. */
const TIMER_SLACK = 0.002;

/** One per engine. */
export class TaskRunner implements TaskHost {
  readonly #cx: CallContext;
  readonly #host: ExecutionHost;
  readonly #members: Map<SteppedRun, Member> = new Map();
  #executions: WeakMap<Task, SteppedRun> | undefined;
  /** Tasks that have not ended. */
  taskCount = 0;
  #isCheckDue = false;
  /** The alarm that is set with the host: for when, and how to call it off. */
  #alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  /** Tasks that have used up a budget that can be refilled. */
  readonly #suspended: SteppedRun[] = [];
  /** Those that wait for other executions or for a time: all others can go on, or the host has promised that they will. */
  readonly #idle: Set<Member> = new Set();
  /** Executions that the host has started. */
  #hostExecutions = 0;
  /** Operations of the host that wait at channels. */
  readonly hostWaits: Set<Wait> = new Set();
  readonly #events: Events;
  /** What comes from a snapshot and has not gone on yet: tasks to be driven, and the order in which all were to run. */
  #asleep: { readonly tasks: readonly SteppedRun[]; readonly order: readonly SteppedRun[] } | undefined;

  constructor(cx: CallContext, host: ExecutionHost, events: Events) {
    this.#events = events;
    this.#cx = cx;
    this.#host = host;
    cx.libraryData.set(TASK_HOST, this);
  }

  /** For the census: tasks that have not ended, however their handles are held. */
  *luaReferences(): Iterable<unknown> {
    for (const { task } of this.#members.values()) if (task !== undefined) yield task;
  }

  // ---------------------------------------------------------------- snapshots

  /** The executions that can wait and have not ended. */
  get executions(): Iterable<SteppedRun> {
    return this.#members.keys();
  }

  /** What there is to keep of the executions of these runs. */
  save(runs: readonly Run[]): SavedExecutions {
    const byRun = new Map([...this.#members.values()].map((member) => [member.execution.vm, member]));
    const members = runs.map((run) => byRun.get(run));
    const families = new Map<Family, number>();
    const list = members.map((member, i): SavedExecution => {
      if (member === undefined) return { ...NO_MEMBER, family: i };
      const { execution, task, spawner, failures, family } = member;
      if (!families.has(family)) families.set(family, i);
      const { wallTime, closeGrace } = execution.limits;
      return {
        granted: execution.granted,
        wallTime,
        closeGrace,
        task,
        spawner: spawner === undefined ? -1 : members.indexOf(spawner),
        family: families.get(family)!,
        failures: failures.map((failure) => failure.task),
      };
    });
    const places = (executions: readonly unknown[]): number[] =>
      executions.map((one) => members.findIndex((member) => member?.execution === one)).filter((i) => i >= 0);
    const isReady = (execution: unknown): boolean => (execution as SteppedRun).vm.parking?.settled !== null;
    const queue = this.#asleep?.order ?? this.#host.scheduler.queued.filter(isReady);
    return { list, queue: places(queue), suspended: places(this.#suspended) };
  }

  /** Takes up the executions that were saved. Nothing goes on before the host does something. */
  adopt(executions: readonly SteppedRun[], saved: SavedExecutions): void {
    const members: Member[] = [];
    for (const [i, execution] of executions.entries()) {
      const { task, family } = saved.list[i]!;
      const member = this.#enter(execution, task, members[family]);
      member.spawner = undefined;
      members.push(member);
      if (task !== undefined) this.#noteTask(execution, task);
      if (execution.vm.parking !== null) this.#noteIdle(member);
    }
    for (const [i, { spawner, failures }] of saved.list.entries()) {
      const member = members[i]!;
      if (spawner >= 0) member.spawner = members[spawner];
      for (const task of failures) member.failures.push({ task, error: this.#errorOf(task) });
    }
    for (const i of saved.suspended) this.#suspended.push(executions[i]!);
    const tasks = executions.filter((execution) => execution.isTask && !this.#suspended.includes(execution));
    const order = saved.queue.map((i) => executions[i]!);
    this.#asleep = executions.length === 0 ? undefined : { tasks, order };
  }

  /** The error of a task that has failed, for the host. */
  #errorOf({ error, fault }: Task): LuaError {
    const { name } = this.#host;
    if (fault !== undefined) return new LuaRuntimeError(fault, fault, "", name);
    try {
      return this.#host.guard((): never => {
        throw new LuaThrow(error);
      });
    } catch (mapped) {
      return mapped as LuaError;
    }
  }

  /** The host does something: the executions of a snapshot go on. */
  awaken(): void {
    const asleep = this.#asleep;
    if (asleep === undefined) return;
    this.#asleep = undefined;
    this.#host.scheduler.arrange(asleep.order);
    for (const task of asleep.tasks) this.#drive(task);
    if (this.#idle.size === 0) return;
    this.#arm();
    this.check();
  }

  /** Ends all without running anything: the state that they belonged to is gone. */
  abandon(error: LuaError): void {
    this.#asleep = undefined;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#suspended.length = 0;
    const members = [...this.#members.values()];
    for (const member of members) {
      member.family.isEnding = true;
      member.failures.length = 0;
    }
    for (const { execution } of members) execution.failWith(error);
    for (const wait of [...this.hostWaits]) wait.settle({ ok: false, reason: error });
  }

  // ---------------------------------------------------------------- executions come and go

  /** An execution of the host that can wait. */
  add(execution: SteppedRun): void {
    this.#enter(execution, undefined, undefined);
  }

  #enter(execution: SteppedRun, task: Task | undefined, spawner: Member | undefined): Member {
    const family = spawner?.family ?? { members: new Set(), isEnding: false };
    const member: Member = { execution, task, spawner, failures: [], family, hasEnded: false };
    family.members.add(member);
    this.#members.set(execution, member);
    if (task === undefined) this.#hostExecutions++;
    return member;
  }

  /** An execution begins a step. */
  begin(execution: SteppedRun): void {
    this.resumeSuspended();
    const task = this.#members.get(execution)?.task;
    if (task !== undefined) task.pending = [];
  }

  /** The error of a task that an execution has spawned and nobody has joined. */
  failureWithin(execution: SteppedRun): LuaError | undefined {
    return this.#members.get(execution)?.failures.find(({ task }) => !task.isJoined)?.error;
  }

  /** An execution waits, or has ended. */
  changed(execution: SteppedRun, error: LuaError | undefined): void {
    const member = this.#members.get(execution);
    if (member === undefined) return;
    const { state } = execution;
    if (state === "waiting") {
      const { parking } = execution.vm;
      if (parking === null || parking.promise !== null) return;
      // at once: a clock that the host moves on must know of all who sleep
      if (parking instanceof Wait && parking.deadline < Number.POSITIVE_INFINITY) this.#arm();
      this.#noteIdle(member);
      this.check();
      return;
    }
    if (state === "ready" || state === "running") return;
    member.hasEnded = true;
    this.#members.delete(execution);
    member.family.members.delete(member);
    this.#idle.delete(member);
    if (member.task === undefined) this.#hostExecutions--;
    if (member.task !== undefined) this.#taskEnded(member, member.task, error);
    for (const failure of member.failures) {
      if (failure.error !== error && !failure.task.isJoined) this.#report(failure.error, execution);
    }
    const isStopped = [LuaLimitError, LuaAbortError, LuaExitError].some((kind) => error instanceof kind);
    if (isStopped && (state === "failed" || member.task === undefined)) this.#endFamily(member.family, error!);
    member.spawner = undefined;
    if (this.#members.size > 0 || this.#alarm !== undefined) this.check();
  }

  #noteIdle(member: Member): void {
    this.#idle.add(member);
    member.execution.whenReady(() => this.#idle.delete(member));
  }

  /** What ends one for good ends all: otherwise a limit would only be the beginning. */
  #endFamily(family: Family, error: LuaError): void {
    if (family.isEnding) return;
    family.isEnding = true;
    for (const { execution } of [...family.members]) execution.failWith(error);
  }

  #taskEnded(member: Member, task: Task, error: LuaError | undefined): void {
    this.taskCount--;
    const { execution, spawner } = member;
    const { vm, state } = execution;
    task.pending = [];
    task.end = state as "done" | "failed" | "cancelled";
    task.values = state === "done" ? vm.results : [];
    if (state === "failed" && error !== undefined) {
      if (vm.thrown instanceof LuaThrow) task.error = vm.thrown.value;
      else task.fault = error.message;
      if (!task.isJoined && !member.family.isEnding) {
        if (spawner === undefined || spawner.hasEnded) this.#report(error, execution);
        else spawner.failures.push({ task, error });
      }
    }
    task.wakeJoiners();
  }

  #report(error: LuaError, execution: Execution): void {
    this.#events.failed(execution, error);
    if (this.#events.has("uncaught")) return;
    try {
      this.#cx.collector.warn?.(this.#cx as never, encodeUtf8(`error in task (${error.message})`));
    } catch (fault) {
      // no output is left for it
      if (!(fault instanceof LimitFault)) throw fault;
    }
  }

  // ---------------------------------------------------------------- tasks

  spawn(task: Task): void {
    const current = this.#host.current!;
    const spawner = this.#members.get(current);
    const [fn, ...args] = task.pending;
    const run = new Run(this.#cx, fn, args, current.vm.mode);
    // what it uses is taken from its spawner's budget: there is no way to more
    run.shareBudget(current.vm);
    const execution = new SteppedRun(this.#host, run, current.limitsLeft, current.givenSignal);
    this.#host.live++;
    this.#noteTask(execution, task);
    this.#enter(execution, task, spawner);
    // how it ended is noted by `changed`; what is no error of the script goes to the host's own handler
    this.#drive(execution);
  }

  #noteTask(execution: SteppedRun, task: Task): void {
    this.taskCount++;
    this.#executions ??= new WeakMap();
    this.#executions.set(task, execution);
    execution.isTask = true;
  }

  #drive(execution: SteppedRun): void {
    execution.run().catch((reason: unknown) => {
      if (execution.state === "ready") {
        this.#suspended.push(execution);
        this.#report(reason as LuaError, execution);
      } else if (execution.state !== "failed" && execution.state !== "cancelled") throw reason;
    });
  }

  /** Tasks whose budget was used up go on when there is one again. */
  resumeSuspended(): void {
    if (this.#suspended.length === 0) return;
    const { granted, used } = this.#cx;
    if (granted - used < 1) return;
    for (const execution of this.#suspended.splice(0)) {
      if (execution.vm.budget >= 1) this.#drive(execution);
      else this.#suspended.push(execution);
    }
  }

  statusOf(task: Task): TaskStatus {
    return task.end ?? this.#executions?.get(task)?.state ?? "cancelled";
  }

  cancel(task: Task): boolean {
    const execution = this.#executions?.get(task);
    if (task.end !== undefined || execution === undefined) return false;
    execution.cancel("cancelled");
    return true;
  }

  /** The engine is closed: everybody waits in vain. */
  close(reason: LuaError): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    for (const { execution } of [...this.#idle]) execution.failWith(reason);
    for (const wait of [...this.hostWaits]) wait.settle({ ok: false, reason });
  }

  // ---------------------------------------------------------------- time and deadlocks

  /**
   * Looks, in a later turn of the event loop, whether time must be put forward or everything is blocked. Later: what the host does
   * as soon as it hears of a result must come first.
   */
  check(): void {
    if (this.#isCheckDue) return;
    this.#isCheckDue = true;
    hop(() => {
      this.#isCheckDue = false;
      this.#look();
    });
  }

  #look(): void {
    this.#arm();
    // tasks whose spawners have gone wait until the host runs something again
    if (this.#idle.size < this.#members.size || this.#hostExecutions === 0) return;
    if (timersOf(this.#cx).next() < Number.POSITIVE_INFINITY) this.#skipTime();
    else if (![...this.#idle].some(isHeld)) this.#breakDeadlock();
  }

  /** Nothing can happen before the next deadline: without a clock it is now. */
  #skipTime(): void {
    const cx = this.#cx;
    if (!hasVirtualTime(cx)) return;
    const timers = timersOf(cx);
    timers.skipped += Math.max(0, timers.next() - engineTime(cx));
    // one after the other, so that what one causes comes before the next deadline; rounding must not stop time
    timers.fire(timers.next());
  }

  /** Sets the alarm for the next deadline on the host's clock. */
  #arm(): void {
    const cx = this.#cx;
    const { clock } = cx.env;
    if (clock === undefined) return;
    const at = timersOf(cx).next();
    if (this.#alarm?.at === at) return;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const ring = (early: number): void => {
      this.#alarm = undefined;
      timersOf(cx).fire(engineTime(cx) + early);
      this.#arm();
    };
    const seconds = Math.max(0, at - engineTime(cx));
    if (clock.sleep === undefined) {
      this.#alarm = { at, cancel: after(seconds * 1000, () => ring(TIMER_SLACK)) };
      return;
    }
    const control = new AbortController();
    this.#alarm = { at, cancel: () => control.abort() };
    clock.sleep(seconds, control.signal).then(
      // it says that the time is over, whatever rounding makes of it
      () => !control.signal.aborted && ring(Math.max(0, at - engineTime(cx))),
      () => {},
    );
  }

  #breakDeadlock(): void {
    const members = [...this.#members.values()];
    const blocked = members.map(({ execution }) => ({
      execution: execution.id,
      traceback: execution.traceback(),
    }));
    const reason = new DeadlockFault(blocked);
    for (const { execution } of members) execution.vm.parking?.settle({ ok: false, reason });
  }
}

/** Whether the host may end what it waits for. */
function isHeld({ execution }: Member): boolean {
  const { parking } = execution.vm;
  return parking instanceof Wait && parking.cases.some(({ object }) => channelOf(object)!.isHeld);
}
