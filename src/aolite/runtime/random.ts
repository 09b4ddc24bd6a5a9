/** `math.random` of processes (AO 5.1): the generator of `.chance`, seeded from the first message. */
import { lessThan } from "../../base/compare.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { between, fraction, seedState } from "../modules/chance.ts";
import { fail, nativeIn, Slot } from "./core.ts";

/** Upvalue of `math.random`. */
const STATE = 1;

function stateIn(v: LuaValue): LuaTable {
  return v instanceof LuaTable ? v : fail("damaged runtime");
}

/** Seeds the generator of a runtime. */
export function seedRandom(cx: CallContext, core: LuaTable, seed: number): void {
  seedState(cx, stateIn(nativeIn(core, Slot.RANDOM).upvalues[STATE]), seed);
}

/** `math.random ([m [, n]])` of processes */
export function random(cx: CallContext): number {
  const state = stateIn(cx.native!.upvalues[STATE]);
  if (cx.nargs === 0 || cx.nargs > 2) return cx.ret(fraction(cx, state));
  const min = cx.nargs === 1 ? 1 : cx.number(1);
  const max = cx.number(cx.nargs);
  if (lessThan(max, min)) return fail("max must bigger than min");
  return cx.ret(between(cx, state, min, max));
}
