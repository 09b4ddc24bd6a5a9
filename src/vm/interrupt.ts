/** What happens between two instructions when the counter is empty: limits, hooks, finalisers, census. */
import { censusDue, nextFinalizer, runCensus } from "./census.ts";
import { fireHook } from "./hooks.ts";
import { drive } from "./machine.ts";
import { MetaEvent } from "./metaEvent.ts";
import { freeIndex } from "./stack.ts";
import type { State } from "./state.ts";
import { metamethod } from "./types.ts";
import { Status } from "./value.ts";

/**
 * Called with the counter one below zero, before the instruction at frame.pc. Either fills the
 * counter, or pushes a frame that runs first, or stops the run.
 * @throws LimitFault when the budget is used up.
 */
export function boundary(state: State): void {
  // the instruction has not run: it pays again when it does
  state.gas = (state.gas + 1) | 0;
  if (state.interruptPending) {
    state.interruptPending = false;
    const co = state.current;
    if (state.allocationDebt < 0 && censusDue(state)) runCensus(state);
    if (state.toFinalize.length > 0 && !state.finalizing && callFinalizer(state)) return;
    if (co.hookMask !== 0 && co.hook !== undefined) {
      // hooks want to see each instruction
      state.interruptPending = true;
      if (!co.inHook && fireHook(state, co)) {
        return;
      }
    }
  }
  if (state.reserve === 0 && state.withheld > 0) {
    state.paused = true;
    state.stopped = true;
    return;
  }
  state.refill();
}

/** Starts the next finaliser (§2.5.3); false when there is none to call. */
function callFinalizer(state: State): boolean {
  const object = nextFinalizer(state);
  if (object === undefined) return false;
  if (state.toFinalize.length > 0) state.interruptPending = true;
  const handler = metamethod(state, object, MetaEvent.GC);
  if (handler === undefined) return false;
  const at = freeIndex(state.current);
  state.stack[at] = handler;
  state.stack[at + 1] = object;
  drive(state, true, at, 1, 0, 0, Status.DROP | Status.FINALIZER, 0);
  return true;
}
