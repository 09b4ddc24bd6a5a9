/** Tasks: executions that Lua code starts. */
import { SIZE } from "./gas.ts";
import type { LuaValue } from "./value.ts";
import type { Wait } from "./wait.ts";

/** Units of gas for starting a task, and accounted bytes of one. */
export const SPAWN_UNITS = 500;
export const TASK_BYTES = 2048;

/** Where a task stands; the last three are ends. */
export type TaskStatus = "ready" | "running" | "waiting" | "done" | "failed" | "cancelled";

/** Payload of a task value. */
export class Task {
  /** The function and its arguments, until it has started. */
  pending: readonly LuaValue[];
  /** What the function returned. */
  values: readonly LuaValue[] = [];
  /** How it has ended. */
  end: "done" | "failed" | "cancelled" | undefined = undefined;
  /** The error that ended it, if it is one that scripts can catch. */
  error: LuaValue = undefined;
  /** Why it failed otherwise: the text of the fault. */
  fault: string | undefined = undefined;
  /** Those who wait for its end. */
  joiners: Wait[] = [];
  /** Somebody has asked how it ends: then its error is theirs. */
  isJoined = false;

  constructor(pending: readonly LuaValue[]) {
    this.pending = pending;
  }

  /** For the census. */
  get referencedBytes(): number {
    return TASK_BYTES + SIZE.item * (this.pending.length + this.values.length);
  }
  /** For the census. */
  luaReferences(): Iterable<unknown> {
    return [this.pending, this.values, this.error];
  }

  /** Lets go on who waits for its end. */
  wakeJoiners(): void {
    const { joiners } = this;
    this.joiners = [];
    for (const wait of joiners) wait.end(0, false, undefined);
  }
}

/** What runs tasks: the host's side, found in `libraryData` under {@link TASK_HOST}. */
export interface TaskHost {
  /** Starts the execution of a task; its spawner is the execution that is running. */
  spawn(task: Task): void;
  statusOf(task: Task): TaskStatus;
  /** Ends it; false when it has ended already. Not for tasks that are running. */
  cancel(task: Task): boolean;
  /** Tasks that have not ended. */
  readonly taskCount: number;
}

/** Key of the {@link TaskHost} in the state's `libraryData`. */
export const TASK_HOST = "tasks";
