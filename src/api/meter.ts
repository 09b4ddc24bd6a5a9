/** What an engine or an execution has used. */
import type { CallContext } from "../vm/callContext.ts";
import { accountedBytes } from "../vm/census.ts";
import { readMonotonic } from "./hostClock.ts";

/** Readings of consumption; the engine's since it was made or last {@link Meter.reset}, an execution's own. */
export interface Meter {
  /** Units of gas used: 1 per instruction, plus work in natives (docs/GAS.md). */
  readonly instructions: number;
  /** Units granted in all, and those left of them. */
  readonly limit: number;
  readonly remaining: number;
  /** Accounted bytes: live ones at the last census and all allocated since; the most there were; all ever allocated. */
  readonly memory: number;
  readonly peakMemory: number;
  readonly allocated: number;
  /**
   * Calls of host functions, and milliseconds they took on the host's clock: what Lua code took that they called is part
   * of it, waiting for their promises is not.
   */
  readonly hostCalls: number;
  readonly hostTime: number;
  /** Bytes written to standard output and standard error. */
  readonly outputBytes: number;
  /** Turns of asynchronous runs. */
  readonly slices: number;
  /** Grants more units. */
  refill(instructions: number): void;
  /** Counts from zero again; limits stay. */
  reset(): void;
  /** The readings as they are now, with the units natives charged by library once that was asked for. */
  snapshot(): MeterReading;
}

/** See {@link Meter.snapshot}. */
export interface MeterReading {
  readonly instructions: number;
  readonly allocated: number;
  readonly peakMemory: number;
  readonly hostCalls: number;
  readonly outputBytes: number;
  /** Units that natives charged, by library ("string"). Collected from the first call of {@link Meter.snapshot} on. */
  readonly byLibrary?: Record<string, number>;
}

/** What the engine counts beside the machine. */
export class HostUsage {
  hostCalls = 0;
  hostTime = 0;
  slices = 0;
  /** Host functions under way, one inside the other, and when the outermost began. */
  #depth = 0;
  #since = 0;

  /** Host code is about to run. */
  enter(): void {
    if (this.#depth++ === 0) this.#since = readMonotonic();
  }

  /** It has returned or thrown. */
  leave(): void {
    if (--this.#depth === 0) this.hostTime += readMonotonic() - this.#since;
  }
}

/** Checks a number of units. @throws TypeError */
export function checkedUnits(instructions: number): number {
  if (typeof instructions !== "number" || !(instructions >= 0)) throw new TypeError("instructions: not at least 0");
  return Math.floor(Math.min(instructions, Number.MAX_SAFE_INTEGER));
}

/** Grants an engine more gas. */
export function grant(cx: CallContext, units: number): void {
  const more = Math.min(units, Number.MAX_SAFE_INTEGER - cx.granted);
  cx.granted += more;
  cx.reserve += more;
}

/** The meter of an engine. */
export class EngineMeter implements Meter {
  readonly #cx: CallContext;
  readonly #usage: HostUsage;
  #before = { instructions: 0, allocated: 0, hostCalls: 0, hostTime: 0, outputBytes: 0, slices: 0 };

  constructor(cx: CallContext, usage: HostUsage) {
    this.#cx = cx;
    this.#usage = usage;
  }
  get instructions(): number {
    return this.#cx.used - this.#before.instructions;
  }
  get limit(): number {
    return this.#cx.granted;
  }
  get remaining(): number {
    return this.#cx.granted - this.#cx.used;
  }
  get memory(): number {
    return accountedBytes(this.#cx);
  }
  get peakMemory(): number {
    return this.#cx.peakMemory;
  }
  get allocated(): number {
    return this.#cx.allocated - this.#before.allocated;
  }
  get hostCalls(): number {
    return this.#usage.hostCalls - this.#before.hostCalls;
  }
  get hostTime(): number {
    return this.#usage.hostTime - this.#before.hostTime;
  }
  get outputBytes(): number {
    return this.#cx.outputBytes - this.#before.outputBytes;
  }
  get slices(): number {
    return this.#usage.slices - this.#before.slices;
  }
  refill(instructions: number): void {
    grant(this.#cx, checkedUnits(instructions));
  }
  reset(): void {
    const { used: instructions, allocated, outputBytes } = this.#cx;
    const { hostCalls, hostTime, slices } = this.#usage;
    this.#before = { hostCalls, hostTime, slices, instructions, allocated, outputBytes };
    this.#cx.tally?.clear();
  }
  snapshot(): MeterReading {
    return reading(this, this.#cx);
  }
}

function reading(meter: Meter, cx: CallContext): MeterReading {
  cx.tally ??= new Map();
  const { instructions, allocated, peakMemory, hostCalls, outputBytes } = meter;
  const byLibrary = Object.fromEntries(cx.tally);
  return { instructions, allocated, peakMemory, hostCalls, outputBytes, byLibrary };
}

/** What a meter of an execution asks it. */
export interface Metered {
  readonly used: number;
  readonly granted: number;
  refill(instructions: number): void;
}

/** The meter of an execution: its instructions are its own, the rest is the engine's. */
export class ExecutionMeter implements Meter {
  readonly #execution: Metered;
  readonly #engine: Meter;
  readonly #cx: CallContext;
  #before = 0;

  constructor(execution: Metered, engine: Meter, cx: CallContext) {
    this.#execution = execution;
    this.#engine = engine;
    this.#cx = cx;
  }
  get instructions(): number {
    return this.#execution.used - this.#before;
  }
  get limit(): number {
    const { granted } = this.#execution;
    return Number.isFinite(granted) ? granted : this.#engine.limit;
  }
  get remaining(): number {
    const { granted, used } = this.#execution;
    return Math.min(granted - used, this.#engine.remaining);
  }
  get memory(): number {
    return this.#engine.memory;
  }
  get peakMemory(): number {
    return this.#engine.peakMemory;
  }
  get allocated(): number {
    return this.#engine.allocated;
  }
  get hostCalls(): number {
    return this.#engine.hostCalls;
  }
  get hostTime(): number {
    return this.#engine.hostTime;
  }
  get outputBytes(): number {
    return this.#engine.outputBytes;
  }
  get slices(): number {
    return this.#engine.slices;
  }
  refill(instructions: number): void {
    this.#execution.refill(instructions);
  }
  reset(): void {
    this.#before = this.#execution.used;
  }
  snapshot(): MeterReading {
    return reading(this, this.#cx);
  }
}
