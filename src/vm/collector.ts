/**
 * What the engine remembers between two censuses (§2.5). The work itself is in census.ts, finalisers in finalizers.ts.
 */
import type { Liveness } from "./liveness.ts";
import type { Parking } from "./parking.ts";
import type { LuaTable } from "./table.ts";
import type { Code, Coroutine, Frame, LuaValue, NativeFunction, Userdata } from "./value.ts";

/** An object that can have a finaliser. */
export type Finalizable = LuaTable | Userdata;

/** The native under way in a coroutine; `native` null when none is. */
export interface NativeCall {
  readonly current: Coroutine;
  readonly native: NativeFunction | null;
  /** Its frame, when it runs as a continuation. */
  readonly nativeFrame: Frame | null;
  readonly base: number;
  readonly nargs: number;
  readonly resBase: number;
  readonly top: number;
}

/** A run that has paused: the host holds it, and may go on with it. */
export interface ParkedRun {
  /** In the order in which runs began. */
  readonly id: number;
  /** It paused inside a finaliser. */
  readonly finalizing: boolean;
  /** Units it has used. */
  readonly used: number;
  readonly root: Coroutine | null;
  /** Where it goes on. */
  readonly current: Coroutine | null;
  /** What it waits for. */
  readonly parking: Parking | null;
}

/** Data of the collector: part of the state of an engine. */
export class Collector {
  /** Number of the last census: objects that it reached bear it in their `mark`. */
  epoch = 0;
  /**
   * Whether censuses run by themselves. They do from the first time that something depends on them: a weak table, a
   * finaliser, `collectgarbage "count"`, or a host that wants to know. Other programs pay nothing.
   */
  needed = false;
  /** A table known to be used as a metatable got a `__mode` field: it may be that censuses are needed. */
  modeAssigned = false;
  /** Least number of bytes allocated between two censuses. */
  step: number = 1 << 20;
  /** False after `collectgarbage "stop"`: then only explicit ones run. */
  running = true;
  /** A limit or the host ended a run: no finaliser runs when the engine is closed. */
  limitReached = false;
  /** The state is being closed: no new finalisers. */
  closing = false;
  /** Live bytes at the last census, and `State.allocated` then. */
  live = 0;
  allocatedBefore = 0;
  /** Most bytes accounted for just before a census. */
  peak = 0;
  /** Objects with a finaliser, in the order they were marked for finalisation (§2.5.3). */
  readonly finalizable: Set<Finalizable> = new Set();
  /** Those whose finaliser is to be run, next last; and the same as a set. */
  toFinalize: Finalizable[] = [];
  readonly queued: Set<Finalizable> = new Set();
  /** What the host was doing when it entered the machine, one element for each nested entry. */
  readonly entries: NativeCall[] = [];
  /**
   * Runs that have paused. They are roots until they end or are cancelled, however the host holds them: asking
   * JavaScript whether it still does would make results depend on its collector.
   */
  readonly parked: Set<ParkedRun> = new Set();
  /** Number of runs begun so far. */
  runs = 0;
  /** Objects that the host keeps, and how often: see `pin` in census.ts. */
  readonly pins: Map<object, number> = new Map();
  /** Values of to-be-closed variables of the main coroutine whose run ended before they were closed, outermost first. */
  unclosed: LuaValue[] = [];
  /** Shows a warning (§6.1 warn); null when the base library is not open. */
  warn: ((state: never, message: string) => void) | null = null;
  /** Liveness of the functions met in frames. */
  readonly liveness: WeakMap<Code, Liveness> = new WeakMap();
}
