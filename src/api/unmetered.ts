/** Running Lua code on behalf of the host beside the script: what it uses is nobody's. */
import type { CallContext } from "../vm/callContext.ts";
import { Run } from "../vm/run.ts";
import type { LuaValue as Value } from "../vm/value.ts";

/** Units that such code may use. */
const UNITS = 1_000_000;

/**
 * Calls `fn` with units of its own; afterwards the engine has as many as before, and has used as many.
 * @throws what the machine throws
 */
export function runUnmetered(cx: CallContext, fn: Value, args: readonly Value[]): Value[] {
  // counts stay exact: an engine without a limit has no more to be given
  const more = Math.min(UNITS, Number.MAX_SAFE_INTEGER - cx.granted);
  cx.granted += more;
  cx.reserve += more;
  const run = new Run(cx, fn, args);
  run.budget = UNITS;
  const { limitReached } = cx.collector;
  try {
    return run.step(UNITS)!;
  } finally {
    // a limit that only this code met is not the script's
    cx.collector.limitReached = limitReached;
    cx.granted -= more;
    cx.reserve += run.used - more;
  }
}
