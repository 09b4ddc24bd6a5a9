/** Reachability census (§2.5): live size, weak tables, finalisers. */
import type { State } from "./state.ts";
import type { LuaTable } from "./table.ts";
import type { Userdata } from "./value.ts";

/** True when something observable depends on a census: weak tables, finalisers, a memory limit. */
export function censusDue(_state: State): boolean {
  return false;
}

/** Runs a census now. */
export function runCensus(state: State): void {
  state.allocationDebt = 1 << 25;
}

/** The next object to finalise, taken off the list. */
export function nextFinalizer(state: State): LuaTable | Userdata | undefined {
  return state.toFinalize.pop();
}

/** A full collection (`collectgarbage "collect"`). */
export function collect(state: State): void {
  runCensus(state);
}

/** Bytes of live data, for `collectgarbage "count"`. */
export function liveBytes(state: State): number {
  return state.allocated;
}

/** Remembers an object whose metatable has a `__gc` field when the metatable is set (§2.5.3). */
export function registerFinalizer(_state: State, _object: LuaTable | Userdata): void {}
