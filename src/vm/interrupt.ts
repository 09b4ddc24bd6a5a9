/** What happens between two instructions when the counter is empty: limits, hooks, finalisers, census. */
import { pollCensus } from "./census.ts";
import { prepareFinalizers } from "./finalizers.ts";
import { callReported, fireHook } from "./hooks.ts";
import { drive } from "./machine.ts";
import type { Watcher } from "./observer.ts";
import type { State } from "./state.ts";
import { type Coroutine, Status } from "./value.ts";

/**
 * Called with the counter one below zero, before the instruction at frame.pc. Either fills the
 * counter, or pushes a frame that runs first, or stops the run.
 * @throws LimitFault when the budget is used up.
 */
export function boundary(state: State): void {
  // the instruction has not run: it pays again when it does
  state.gas = (state.gas + 1) | 0;
  if (state.interruptPending) {
    const { attention } = state;
    state.interruptPending = false;
    state.attention = false;
    const co = state.current;
    if (state.allocationDebt < 0) pollCensus(state);
    if (attention && state.collector.toFinalize.length > 0 && !state.finalizing && callFinalizers(state)) return;
    if (state.tracer !== null && trace(state, co)) return;
    if (co.hookMask !== 0 && co.hook !== undefined) {
      // hooks want to see each instruction
      state.interruptPending = true;
      state.attention = true;
      if (!co.inHook && fireHook(state, co)) {
        return;
      }
    }
  }
  if (state.reserve <= 0 && (state.withheld > 0 || state.suspends)) {
    state.paused = true;
    state.stopped = true;
    return;
  }
  state.refill();
  if (state.tracer !== null) beginTraced(state, state.tracer);
}

/** Shows the next instruction to the host's tracer; true when the run stops here. */
function trace(state: State, co: Coroutine): boolean {
  if (state.tracer!.muted) return false;
  state.interruptPending = true;
  if (!state.tracer!.before(co) || !state.canWait) return false;
  state.halted = true;
  state.paused = true;
  state.stopped = true;
  return true;
}

/** The next instruction runs, unless it is a call that the tracer is to see: that is made here. */
function beginTraced(state: State, tracer: Watcher): void {
  const co = state.current;
  tracer.begin(co);
  if (tracer.seesNatives && !tracer.muted) callReported(state, co, co.frame!);
}

/** Starts the pending finalisers (§2.5.3); false when they cannot run now. */
function callFinalizers(state: State): boolean {
  const at = prepareFinalizers(state);
  if (at < 0) return false;
  state.gas += 1;
  drive(state, true, at, 0, 0, 0, Status.DROP | Status.FINALIZER, 0);
  return true;
}
