import type { HostEnv } from "../base/host.ts";
import { floatToInteger, lowWord, toBigInt } from "../base/integer64.ts";
import { type LuaInteger, toLuaFloat, toLuaInteger } from "../base/luaFloat.ts";
import { Xoshiro256 } from "../base/xoshiro.ts";
import type { CallContext } from "../vm/callContext.ts";

/** The key of the generator in the state's `libraryData`. */
const LIBRARY_DATA = "math";

/** The engine's generator, made when first used. */
function generator(cx: CallContext): Xoshiro256 {
  let g = cx.libraryData.get(LIBRARY_DATA) as Xoshiro256 | undefined;
  if (g === undefined) {
    g = new Xoshiro256(engineSeed(cx), 0);
    cx.libraryData.set(LIBRARY_DATA, g);
  }
  return g;
}

/** Key of the seed in the state's `libraryData`, when it is not that of the environment: it came with a snapshot. */
export const SEED: string = "seed";

/** The seed of the generators of an engine. */
export function engineSeed(cx: CallContext): LuaInteger {
  return (cx.libraryData.get(SEED) as LuaInteger | undefined) ?? initialSeed(cx.env.random);
}

/** The seed the host asked for: an integer seed starts the sequence that `math.randomseed` starts with it. */
export function initialSeed(random: HostEnv["random"]): LuaInteger {
  if (random === undefined) return 0;
  if (random === "entropy") return toLuaInteger(crypto.getRandomValues(new BigInt64Array(1))[0]!);
  const { seed } = random;
  if (typeof seed === "bigint") return toLuaInteger(seed);
  if (typeof seed === "string") return hashText(seed);
  const integer = floatToInteger(seed);
  if (integer !== undefined) return integer;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, seed);
  return toLuaInteger(view.getBigInt64(0));
}

/** The 64-bit FNV-1a hash of the UTF-16 units of `text`. */
function hashText(text: string): LuaInteger {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return toLuaInteger(hash);
}

/**
 * `math.random` (§6.7). 5.3 has no `random(0)` and refuses intervals of 2^63 integers or more; its numbers, which the C
 * library gives in the reference, come from the same generator here.
 */
export function random(cx: CallContext): number {
  const g = generator(cx);
  g.next(); // before the checks, as in the reference: also a failing call moves the sequence on
  let low: LuaInteger = 1;
  let up: LuaInteger;
  switch (cx.nargs) {
    case 0:
      return cx.ret(toLuaFloat(g.lastFloat()));
    case 1:
      up = cx.integer(1);
      if (up === 0 && cx.is54) return cx.ret(g.lastInteger());
      break;
    case 2:
      low = cx.integer(1);
      up = cx.integer(2);
      break;
    default:
      return cx.error("wrong number of arguments");
  }
  if (low > up) return cx.argError(1, "interval is empty");
  if (!cx.is54 && low < 0 && toBigInt(up) - toBigInt(low) > 0x7fffffffffffffffn) {
    return cx.argError(1, "interval too large");
  }
  return cx.ret(g.projectLast(low, up));
}

/** `math.randomseed` (§6.7). Without arguments (5.4 only) the new seed comes from the sequence so far. */
export function randomseed(cx: CallContext): number {
  const g = generator(cx);
  if (!cx.is54) {
    // C's srand takes an unsigned int.
    g.seed(lowWord(floatToInteger(Math.trunc(cx.double(1))) ?? 0) >>> 0, 0);
    return cx.ret0();
  }
  let first: LuaInteger;
  let second: LuaInteger;
  if (cx.nargs === 0) {
    g.next();
    first = g.lastInteger();
    g.next();
    second = g.lastInteger();
  } else {
    first = cx.integer(1);
    second = cx.optInteger(2, 0);
  }
  g.seed(first, second);
  return cx.ret2(first, second);
}
