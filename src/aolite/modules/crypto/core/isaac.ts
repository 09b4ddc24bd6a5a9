/** ISAAC, the generator of Jenkins (1996), over a state that a list of 32-bit numbers holds. */

const SIZE = 256;
// A state is 256 numbers of memory, 256 results, three numbers, and how many results have been used.
/** Where the results begin. */
export const ISAAC_RESULTS: number = SIZE;
const A: number = 2 * SIZE;
const B: number = A + 1;
const C: number = A + 2;
/** Where the number of used results is. */
export const ISAAC_COUNT: number = A + 3;

/** Length of a state. */
export const ISAAC_LENGTH: number = ISAAC_COUNT + 1;

/** Fills the results anew. */
function generate(s: Int32Array): void {
  s[C] = s[C]! + 1;
  s[B] = s[B]! + s[C]!;
  let a = s[A]!;
  let b = s[B]!;
  for (let i = 0; i < SIZE; i++) {
    const x = s[i]!;
    switch (i & 3) {
      case 0:
        a ^= a << 13;
        break;
      case 1:
        a ^= a >>> 6;
        break;
      case 2:
        a ^= a << 2;
        break;
      default:
        a ^= a >>> 16;
    }
    a = (s[(i + 128) & 0xff]! + a) | 0;
    const y = (s[(x >>> 2) & 0xff]! + a + b) | 0;
    s[i] = y;
    b = (s[(y >>> 10) & 0xff]! + x) | 0;
    s[ISAAC_RESULTS + i] = b;
  }
  s[A] = a;
  s[B] = b;
  s[ISAAC_COUNT] = 0;
}

/** Shifts of the mixing step, to the left when positive. */
const SHIFTS: readonly number[] = [11, -2, 8, -16, 10, -4, 8, -9];

function mix(v: Int32Array): void {
  for (let i = 0; i < 8; i++) {
    const n = SHIFTS[i]!;
    const next = (i + 1) & 7;
    v[i] = v[i]! ^ (n > 0 ? v[next]! << n : v[next]! >>> -n);
    v[(i + 3) & 7] = v[(i + 3) & 7]! + v[i]!;
    v[next] = v[next]! + v[(i + 2) & 7]!;
  }
}

/** A state that a seed has been worked into; with `twice` in two passes, so that all of it counts. */
export function seedIsaac(seed: Uint8Array, twice: boolean): Int32Array {
  const s = new Int32Array(ISAAC_LENGTH);
  for (let i = 0; i < SIZE && i < seed.length; i++) s[ISAAC_RESULTS + i] = seed[i]!;
  const v = new Int32Array(8).fill(0x9e3779b9);
  for (let i = 0; i < 4; i++) mix(v);
  for (let pass = 0; pass < (twice ? 2 : 1); pass++) {
    const from = pass === 0 ? ISAAC_RESULTS : 0;
    for (let i = 0; i < SIZE; i += 8) {
      if (twice) for (let j = 0; j < 8; j++) v[j] = v[j]! + s[from + i + j]!;
      mix(v);
      s.set(v, i);
    }
  }
  generate(s);
  return s;
}

/** The next number, 0 to 2^32 - 1. */
export function nextIsaac(s: Int32Array): number {
  const count = s[ISAAC_COUNT]! & 0xff;
  const n = s[ISAAC_RESULTS + count]! >>> 0;
  s[ISAAC_COUNT] = count + 1;
  if (count + 1 === SIZE) generate(s);
  return n;
}
