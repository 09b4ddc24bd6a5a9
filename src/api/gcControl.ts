/** The engine's collector as a host sees it. */
import { type CallContext, nativeFunction } from "../vm/callContext.ts";
import { accountedBytes, requireCensus, runCensus, setCollectorRunning } from "../vm/census.ts";
import { runFinalizers } from "../vm/finalizers.ts";
import type { LuaValue as Value } from "../vm/value.ts";

/**
 * Collections of the engine: they clear weak tables, run finalisers and measure what is alive. The memory itself is freed
 * by JavaScript.
 */
export interface GcControl {
  /**
   * Collects now and runs the finalisers that are due. It is charged for, like `collectgarbage ()`.
   * @returns bytes that were accounted for and are garbage now
   * @throws LuaLimitError, LuaClosedError
   */
  collect(): { freed: number };
  /** Kilobytes in use, as `collectgarbage "count"`: live ones at the last collection and all allocated since. */
  readonly count: number;
  /** Whether collections run by themselves, when enough has been allocated. */
  auto: boolean;
}

/** What it needs of its engine. */
export interface GcHost {
  readonly cx: CallContext;
  run(fn: Value, args: readonly Value[]): Value[];
}

const BYTES = 1024;

const COLLECT = nativeFunction("collectgarbage", (cx) => {
  requireCensus(cx);
  runCensus(cx);
  return runFinalizers(cx, "collect", undefined);
});

/** The engine's {@link GcControl}. */
export class CollectorControl implements GcControl {
  readonly #host: GcHost;

  constructor(host: GcHost) {
    this.#host = host;
  }

  collect(): { freed: number } {
    const { cx } = this.#host;
    const before = accountedBytes(cx);
    this.#host.run(COLLECT, []);
    return { freed: Math.max(before - accountedBytes(cx), 0) };
  }

  get count(): number {
    return accountedBytes(this.#host.cx) / BYTES;
  }

  get auto(): boolean {
    const { running, needed } = this.#host.cx.collector;
    return running && needed;
  }
  set auto(value: boolean) {
    const { cx } = this.#host;
    if (value) requireCensus(cx);
    setCollectorRunning(cx, value);
  }
}
