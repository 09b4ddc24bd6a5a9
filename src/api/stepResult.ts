import type { LuaError } from "./errors.ts";
import type { LuaValue } from "./values.ts";

/** Where an execution stands: "waiting" for the host or another execution; the last three are ends. */
export type ExecutionState = "ready" | "running" | "waiting" | "done" | "failed" | "cancelled";

/** How a step ended. */
export type StepResult =
  | { readonly state: "ready" }
  | { readonly state: "waiting"; readonly on: Promise<unknown> }
  | { readonly state: "done"; readonly values: LuaValue[] }
  | { readonly state: "failed"; readonly error: LuaError };
