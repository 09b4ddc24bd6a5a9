/** Debug hooks (§6.10). */
import type { State } from "./state.ts";
import type { Coroutine } from "./value.ts";

/** Calls the hook for the next event before the instruction at frame.pc; false when there is none. */
export function fireHook(_state: State, _co: Coroutine): boolean {
  return false;
}
