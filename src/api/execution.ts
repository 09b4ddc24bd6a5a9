/** Runs that the host steps. */
import type { Run } from "../vm/run.ts";
import type { Bridge } from "./bridge.ts";
import { LuaAbortError, LuaClosedError, LuaError } from "./errors.ts";
import type { LuaValue } from "./values.ts";

/** A run that the host steps; see `Lua.start`. */
export interface Execution {
  readonly state: "ready" | "running" | "done" | "failed" | "cancelled";
  /**
   * Runs at most `instructions` units (a native may overrun by its last charge); never throws for a failure of the
   * script. After the end it answers as it did last.
   * @throws Error when called from within a step of the same execution
   */
  step(instructions?: number): StepResult;
  /** Ends it: no code of it runs any more, later steps report a {@link LuaAbortError}. Not from within a step. */
  cancel(reason?: unknown): void;
}

/** How a step ended. */
export type StepResult =
  | { readonly state: "ready" }
  | { readonly state: "done"; readonly values: LuaValue[] }
  | { readonly state: "failed"; readonly error: LuaError };

/** The engine's {@link Execution}. */
export class SteppedRun implements Execution {
  readonly #bridge: Bridge;
  readonly #run: Run;
  readonly #engine: string | undefined;
  #state: Execution["state"] = "ready";
  #last: StepResult = { state: "ready" };

  constructor(bridge: Bridge, run: Run, engine: string | undefined) {
    this.#bridge = bridge;
    this.#run = run;
    this.#engine = engine;
  }

  get state(): Execution["state"] {
    return this.#state;
  }

  step(instructions: number = Number.MAX_SAFE_INTEGER): StepResult {
    this.#refuseWhileRunning("step");
    if (typeof instructions !== "number" || !(instructions >= 1)) throw new TypeError("instructions: not at least 1");
    if (this.#state !== "ready") return this.#last;
    if (this.#bridge.closed) return this.#end("failed", { state: "failed", error: new LuaClosedError(this.#engine) });
    this.#state = "running";
    try {
      const values = this.#bridge.guard(() => this.#run.step(Math.floor(instructions)));
      if (values === undefined) {
        this.#state = "ready";
        return this.#last;
      }
      return this.#end("done", { state: "done", values: values.map((v) => this.#bridge.toHost(v)) });
    } catch (error) {
      if (error instanceof LuaError) return this.#end("failed", { state: "failed", error });
      this.#end("failed", { state: "failed", error: new LuaAbortError(error, this.#engine) });
      throw error;
    }
  }

  cancel(reason?: unknown): void {
    this.#refuseWhileRunning("cancel");
    if (this.#state !== "ready") return;
    this.#bridge.guard(() => this.#run.abandon());
    this.#end("cancelled", { state: "failed", error: new LuaAbortError(reason, this.#engine) });
  }

  #end(state: Execution["state"], last: StepResult): StepResult {
    this.#state = state;
    this.#last = last;
    return last;
  }

  #refuseWhileRunning(operation: string): void {
    if (this.#state === "running") throw new Error(`${operation}: the execution is running`);
  }
}
