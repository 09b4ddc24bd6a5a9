/**
 * Where a generator takes its decisions from: a sequence of numbers drawn by fast-check. The same sequence gives the
 * same Lua source, so (seed, index) names a case. Once the sequence is used up every decision is 0, which generators
 * keep for their simplest alternative; so every generator ends.
 */
import fc from "fast-check";

const LARGEST = 0x3fffffff;

export class Source {
  #choices;
  #position = 0;

  /** @param {readonly number[]} choices */
  constructor(choices) {
    this.#choices = choices;
  }

  /** True when nothing but zeros is left. */
  get exhausted() {
    return this.#position >= this.#choices.length;
  }

  /** The next raw number. */
  next() {
    return this.#choices[this.#position++] ?? 0;
  }

  /** An integer in [0, n). @param {number} n */
  below(n) {
    return n <= 1 ? 0 : this.next() % n;
  }

  /** An integer in [low, high]. @param {number} low @param {number} high */
  int(low, high) {
    return low + this.below(high - low + 1);
  }

  /** True in about `percent` of the cases, false when exhausted. @param {number} percent */
  chance(percent) {
    return 99 - this.below(100) < percent && !(this.exhausted && percent < 100);
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  pick(list) {
    return /** @type {T} */ (list[this.below(list.length)]);
  }

  /**
   * An alternative by weight.
   * @template T @param {readonly (readonly [number, T])[]} alternatives @returns {T}
   */
  weighted(alternatives) {
    let total = 0;
    for (const [weight] of alternatives) total += weight;
    let rest = this.below(total);
    for (const [weight, value] of alternatives) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return /** @type {readonly [number, T]} */ (alternatives[0])[1];
  }

  /** `f()` repeated between low and high times. @template T @param {number} low @param {number} high @param {() => T} f */
  list(low, high, f) {
    const result = [];
    for (let n = this.int(low, high); n > 0; n--) result.push(f());
    return result;
  }
}

/**
 * Decision sequences for `count` cases.
 * @param {number} seed @param {number} count @param {number} length @returns {number[][]}
 */
export function drawChoices(seed, count, length) {
  const choice = fc.integer({ min: 0, max: LARGEST });
  const sequence = fc.noBias(fc.array(choice, { minLength: length, maxLength: length, size: "max" }));
  return fc.sample(sequence, { seed, numRuns: count });
}
