import type { DebugPause } from "./debugControl.ts";
import type { LuaError } from "./errors.ts";
import type { LuaValue } from "./values.ts";

/** Where an execution stands: "waiting" for the host or another execution; the last three are ends. */
export type ExecutionState = "ready" | "running" | "waiting" | "done" | "failed" | "cancelled";

/** How a step ended. `paused`: not because its units were used up, but because a debugger asked for it. */
export type StepResult =
  | { readonly state: "ready"; readonly paused?: DebugPause }
  | { readonly state: "waiting"; readonly on: Promise<unknown> }
  | { readonly state: "done"; readonly values: LuaValue[] }
  | { readonly state: "failed"; readonly error: LuaError };
