/** Waiting for other executions: at channels, for a time, for the end of a task. All of it is plain data. */
import { Parking } from "./parking.ts";
import type { LuaValue, Userdata } from "./value.ts";

/** Units of gas for leaving an execution and coming back to it. */
export const WAIT_UNITS = 50;

/** How a wait at channels has ended. */
export interface Outcome {
  /** Position of the case that was taken, from 1. */
  readonly index: number;
  /** A value was received; false for sends and when the channel was closed. */
  readonly ok: boolean;
  readonly value: LuaValue;
  /** A sender found the channel closed. */
  readonly isRefused: boolean;
}

/** One thing that a wait may be ended by: a case of a select, or the only one of a send or receive. */
export interface WaitCase {
  /** The channel value. */
  readonly object: Userdata;
  readonly isSend: boolean;
  /** What is to be sent. */
  readonly value: LuaValue;
  /** Position among the arguments of a select, from 1. */
  readonly index: number;
  /** Called when this case is taken. */
  readonly handler: LuaValue;
}

/**
 * Where an execution, or an operation of the host, waits for others. It stands in the queues of the channels of its cases; when
 * one of them has ended it, the others find out that it is settled.
 */
export class Wait extends Parking {
  readonly cases: readonly WaitCase[];
  /** When it ends by itself: seconds of the engine's time. A snapshot may be restored at another time. */
  deadline: number;
  /** The host waits: no execution of the engine is blocked. */
  readonly isHost: boolean;
  outcome: Outcome | null = null;

  constructor(operation: string, cases: readonly WaitCase[], deadline: number, isHost = false) {
    super(operation);
    this.cases = cases;
    this.deadline = deadline;
    this.isHost = isHost;
  }

  /** For the census: the Lua values in it. */
  *luaReferences(): Iterable<unknown> {
    for (const { object, value, handler } of this.cases) {
      yield object;
      yield value;
      yield handler;
    }
    if (this.outcome !== null) yield this.outcome.value;
  }

  /** Lets it go on with this outcome. */
  end(index: number, ok: boolean, value: LuaValue, isRefused = false): void {
    this.outcome = { index, ok, value, isRefused };
    this.settle({ ok: true, value: undefined });
  }
}

/** Why a wait has failed: everything that runs waits for something that only one of the others could bring. */
export class DeadlockFault {
  /** The executions with their call stacks, in the form that the host made for itself. */
  readonly blocked: readonly unknown[];
  constructor(blocked: readonly unknown[]) {
    this.blocked = blocked;
  }
}
