import { fromWords, highWord, lowWord } from "./integer64.ts";
import type { LuaInteger } from "./luaFloat.ts";

/**
 * The pseudo-random generator of `math.random` (§6.7): xoshiro256**, 64-bit words kept as pairs of 32-bit halves. The same
 * seed gives the same sequence as the reference implementation.
 */
export class Xoshiro256 {
  /** Four words, low half first: s0 low, s0 high, s1 low, ... */
  readonly #state: Int32Array = new Int32Array(8);
  /** Low half of the last number drawn by {@link next}, signed. */
  low = 0;
  /** High half of the last number drawn by {@link next}, signed. */
  high = 0;

  /** Starts the sequence of `math.randomseed(seedLow, seedHigh)`. */
  constructor(seedLow: LuaInteger, seedHigh: LuaInteger) {
    this.seed(seedLow, seedHigh);
  }

  /** Restarts the sequence of `math.randomseed(seedLow, seedHigh)`. */
  seed(seedLow: LuaInteger, seedHigh: LuaInteger): void {
    const s = this.#state;
    s[0] = lowWord(seedLow);
    s[1] = highWord(seedLow);
    s[2] = 0xff; // keeps the state from being all zeros
    s[3] = 0;
    s[4] = lowWord(seedHigh);
    s[5] = highWord(seedHigh);
    s[6] = 0;
    s[7] = 0;
    for (let i = 0; i < 16; i++) this.next(); // spreads the seed over the state
  }

  /** The state as eight signed 32-bit numbers, for snapshots. */
  getState(): number[] {
    return Array.from(this.#state);
  }

  /** Continues from a state that {@link getState} gave. */
  setState(state: readonly number[]): void {
    this.#state.set(state);
  }

  /** Draws a number into {@link low} and {@link high}. */
  next(): void {
    const s = this.#state;
    const s1l = s[2]!;
    const s1h = s[3]!;
    // s1 * 5
    const five = (s1l >>> 0) * 5;
    const al = five | 0;
    const ah = (Math.imul(s1h, 5) + Math.floor(five / 4294967296)) | 0;
    // rotated left by 7
    const bl = (al << 7) | (ah >>> 25);
    const bh = (ah << 7) | (al >>> 25);
    // * 9
    const nine = (bl >>> 0) * 9;
    this.low = nine | 0;
    this.high = (Math.imul(bh, 9) + Math.floor(nine / 4294967296)) | 0;

    const s2l = s[4]! ^ s[0]!;
    const s2h = s[5]! ^ s[1]!;
    const s3l = s[6]! ^ s1l;
    const s3h = s[7]! ^ s1h;
    s[0] = s[0]! ^ s3l;
    s[1] = s[1]! ^ s3h;
    s[2] = s1l ^ s2l;
    s[3] = s1h ^ s2h;
    s[4] = s2l ^ (s1l << 17);
    s[5] = s2h ^ ((s1h << 17) | (s1l >>> 15));
    // rotated left by 45: by 32 (the halves change places), then by 13
    s[6] = (s3h << 13) | (s3l >>> 19);
    s[7] = (s3l << 13) | (s3h >>> 19);
  }

  /** The next number as an unsigned 64-bit integer. */
  nextUint64(): bigint {
    this.next();
    return (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0);
  }

  /** The last number drawn as a Lua integer: all 64 bits. */
  lastInteger(): LuaInteger {
    return fromWords(this.high, this.low);
  }

  /** The last number drawn as a double in [0, 1), from its upper 53 bits. */
  lastFloat(): number {
    return ((this.high >>> 0) * 2097152 + (this.low >>> 11)) * 2 ** -53;
  }

  /** The next number as a double in [0, 1). */
  nextFloat(): number {
    this.next();
    return this.lastFloat();
  }

  /** An integer of [low, up], each equally likely, from the next number (and more where that one falls outside). */
  project(low: LuaInteger, up: LuaInteger): LuaInteger {
    this.next();
    return this.projectLast(low, up);
  }

  /** {@link project} starting from the last number drawn. */
  projectLast(low: LuaInteger, up: LuaInteger): LuaInteger {
    // n = up - low, modulo 2^64
    const lowLow = lowWord(low) >>> 0;
    const upLow = lowWord(up) >>> 0;
    const nLow = (upLow - lowLow) >>> 0;
    const nHigh = (highWord(up) - highWord(low) - (upLow < lowLow ? 1 : 0)) >>> 0;
    // The least 2^b - 1 that is not below n. When n is one itself, no draw is ever rejected.
    const maskHigh = nHigh === 0 ? 0 : 0xffffffff >>> Math.clz32(nHigh);
    const maskLow = nHigh !== 0 ? 0xffffffff : nLow === 0 ? 0 : 0xffffffff >>> Math.clz32(nLow);
    for (;;) {
      const high = (this.high & maskHigh) >>> 0;
      const least = (this.low & maskLow) >>> 0;
      if (high < nHigh || (high === nHigh && least <= nLow)) {
        const sum = least + lowLow;
        return fromWords(high + highWord(low) + (sum >= 4294967296 ? 1 : 0), sum);
      }
      this.next();
    }
  }
}
