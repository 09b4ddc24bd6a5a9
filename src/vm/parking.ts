/** How what a native waited for has ended. */
export type Settled = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: unknown };

/**
 * A place where a native waits: for a promise of the host, or until another execution wakes it (channels). The run that it
 * belongs to goes on when it is settled.
 */
export class Parking {
  /** Which native waits: "io.read". */
  readonly operation: string;
  /** What the host promised, when that is what is waited for. */
  readonly promise: PromiseLike<unknown> | null;
  settled: Settled | null = null;
  /** Told once, when it is settled. */
  listener: (() => void) | null = null;

  constructor(operation: string, promise: PromiseLike<unknown> | null = null) {
    this.operation = operation;
    this.promise = promise;
  }

  /** Lets the run go on. Only the first call counts. */
  settle(settled: Settled): void {
    if (this.settled !== null) return;
    this.settled = settled;
    const { listener } = this;
    this.listener = null;
    listener?.();
  }
}
