/** What snapshots keep of the executions of an engine, beside what the machine knows of their runs. */
import { TASK } from "../stdlib/snapshotInternals.ts";
import { malformed } from "../vm/snapshot/format.ts";
import { DOUBLE, INTEGER, list, NATURAL, optional, record, type Schema } from "../vm/snapshot/schema.ts";
import type { Task } from "../vm/task.ts";

/** One execution; numbers of others are their places among all. */
export interface SavedExecution {
  /** Units granted in all; Infinity: no budget of its own. */
  readonly granted: number;
  readonly wallTime: number;
  readonly closeGrace: number;
  /** Undefined: the host has started it. */
  readonly task: Task | undefined;
  /** The execution that has spawned the task, -1 when it has ended. */
  readonly spawner: number;
  /** The first execution of those that a limit ends together with this one. */
  readonly family: number;
  /** Tasks it has spawned that failed. */
  readonly failures: readonly Task[];
}

/** All of them, in the order of their runs. */
export interface SavedExecutions {
  readonly list: readonly SavedExecution[];
  /** Those that were about to run, the next one first. */
  readonly queue: readonly number[];
  /** Tasks that have used up a budget that can be refilled. */
  readonly suspended: readonly number[];
}

/** How {@link SavedExecutions} are written. */
export const EXECUTIONS: Schema = record({
  list: list(
    record({
      granted: DOUBLE,
      wallTime: DOUBLE,
      closeGrace: DOUBLE,
      task: optional(TASK),
      spawner: INTEGER,
      family: NATURAL,
      failures: list(TASK),
    }),
  ),
  queue: list(NATURAL),
  suspended: list(NATURAL),
});

/** Holds them against the number of runs. @throws SnapshotFault */
export function checkExecutions({ list: executions, queue, suspended }: SavedExecutions, runs: number): void {
  if (executions.length !== runs) malformed("executions");
  const tasks = new Set<Task>();
  for (const [i, { granted, wallTime, closeGrace, task, spawner, family }] of executions.entries()) {
    if ([granted, wallTime, closeGrace].some(Number.isNaN)) malformed("limits of an execution");
    if (spawner < -1 || spawner >= runs || spawner === i) malformed("spawner of a task");
    if (family > i || executions[family]!.family !== family) malformed("family of an execution");
    if (task === undefined) continue;
    if (tasks.has(task) || task.end !== undefined) malformed("task");
    tasks.add(task);
  }
  for (const indices of [queue, suspended]) {
    if (indices.some((i) => i >= runs) || new Set(indices).size !== indices.length) malformed("order of executions");
  }
  if (suspended.some((i) => executions[i]!.task === undefined)) malformed("suspended task");
}
