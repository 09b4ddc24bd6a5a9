/** `math.random` of processes (AO 5.1): a Mersenne twister seeded from the first message. */

import { toDouble, toLuaFloat } from "../../base/luaFloat.ts";
import { MersenneTwister } from "../../base/mersenneTwister.ts";
import type { CallContext } from "../../vm/callContext.ts";
import type { PayloadKind } from "../../vm/snapshot/registry.ts";
import { INTEGER, list } from "../../vm/snapshot/schema.ts";
import type { LuaTable } from "../../vm/table.ts";
import { type LuaValue, Userdata } from "../../vm/value.ts";
import { fail, nativeIn, Slot } from "./core.ts";

/** Upvalue of `math.random`. */
const GENERATOR = 1;
const RANGE = 2 ** 32;
/** What seeding costs. */
const SEED_UNITS = 64;

/** A generator as a value that natives can carry. */
export function newGenerator(): LuaValue {
  return new Userdata(new MersenneTwister());
}

function generatorOf(v: LuaValue): MersenneTwister {
  return v instanceof Userdata && v.payload instanceof MersenneTwister ? v.payload : fail("damaged runtime");
}

/** Seeds the generator of a runtime. */
export function seedRandom(cx: CallContext, core: LuaTable, seed: number): void {
  cx.charge(SEED_UNITS);
  generatorOf(nativeIn(core, Slot.RANDOM).upvalues[GENERATOR]).seed(seed);
}

/** `math.random ([m [, n]])` of processes */
export function random(cx: CallContext): number {
  const { nargs } = cx;
  const fraction = generatorOf(cx.native!.upvalues[GENERATOR]).next() / RANGE;
  if (nargs === 0 || nargs > 2) return cx.ret(toLuaFloat(fraction));
  const min = nargs === 1 ? 1 : toDouble(cx.number(1));
  const max = toDouble(cx.number(nargs));
  if (max < min) return fail("max must bigger than min");
  return cx.ret(Math.floor(fraction * (max - min + 1) + min));
}

/** How generators are saved. */
export const GENERATOR_PAYLOAD: PayloadKind = Object.freeze({
  schema: list(INTEGER),
  save: (payload) => (payload instanceof MersenneTwister ? payload.getState() : undefined),
  load: (_, words: number[]) => {
    const generator = new MersenneTwister();
    generator.setState(words);
    return generator;
  },
} satisfies PayloadKind);
