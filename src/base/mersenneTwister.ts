/** The generator MT19937 of Matsumoto and Nishimura: 32-bit outputs, 624 words of state. */

const SIZE = 624;
const MIDDLE = 397;
const DEFAULT_SEED = 5489;

/** One generator; unseeded it is that of seed 5489. */
export class MersenneTwister {
  readonly #words: Uint32Array = new Uint32Array(SIZE);
  #at = SIZE;

  constructor(seed: number = DEFAULT_SEED) {
    this.seed(seed);
  }

  /** Starts again from the low 32 bits of `seed`, an integer. */
  seed(seed: number): void {
    const words = this.#words;
    words[0] = seed % 2 ** 32;
    for (let i = 1; i < SIZE; i++) {
      const previous = words[i - 1]!;
      words[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    this.#at = SIZE;
  }

  /** The next output, 0 to 2^32 - 1. */
  next(): number {
    if (this.#at === SIZE) this.#twist();
    let y = this.#words[this.#at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  #twist(): void {
    const words = this.#words;
    for (let i = 0; i < SIZE; i++) {
      const y = (words[i]! & 0x80000000) | (words[(i + 1) % SIZE]! & 0x7fffffff);
      words[i] = words[(i + MIDDLE) % SIZE]! ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
    }
    this.#at = 0;
  }

  /** The words of the state and the position among them. */
  getState(): number[] {
    return [...this.#words, this.#at];
  }

  /** Goes back to a state; what is missing counts as 0. */
  setState(state: readonly number[]): void {
    for (let i = 0; i < SIZE; i++) this.#words[i] = state[i] ?? 0;
    const at = state[SIZE] ?? SIZE;
    this.#at = Number.isInteger(at) && at >= 0 && at <= SIZE ? at : SIZE;
  }
}
