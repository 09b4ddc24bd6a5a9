/** SHA-3 (FIPS 202) and Keccak as it was before it: they differ in the padding. */

/** Round constants, low and high halves. */
// biome-ignore format: in rows it can be compared with the published constants
const ROUND_LOW: Int32Array = Int32Array.of(
  0x00000001, 0x00008082, 0x0000808a, 0x80008000, 0x0000808b, 0x80000001, 0x80008081, 0x00008009,
  0x0000008a, 0x00000088, 0x80008009, 0x8000000a, 0x8000808b, 0x0000008b, 0x00008089, 0x00008003,
  0x00008002, 0x00000080, 0x0000800a, 0x8000000a, 0x80008081, 0x00008080, 0x80000001, 0x80008008,
);
/** The rounds whose constants have bit 63 set, as bits. */
const HIGH_ROUNDS: readonly number[] = [2, 3, 6, 7, 13, 14, 15, 16, 17, 19, 20, 21, 23];
/** Rotations by lane of the steps rho and pi, in the order in which pi moves the lanes, and where it moves them. */
const ROTATIONS: readonly number[] = [
  1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
];
const LANES: readonly number[] = [
  10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
];

/** The permutation of 25 lanes, given as low and high halves one after the other; `c` has room for five. */
function permute(s: Int32Array, c: Int32Array): void {
  for (let round = 0; round < 24; round++) {
    for (let x = 0; x < 10; x++) c[x] = s[x]! ^ s[x + 10]! ^ s[x + 20]! ^ s[x + 30]! ^ s[x + 40]!;
    for (let x = 0; x < 5; x++) {
      const left = ((x + 4) % 5) * 2;
      const right = ((x + 1) % 5) * 2;
      const low = c[left]! ^ ((c[right]! << 1) | (c[right + 1]! >>> 31));
      const high = c[left + 1]! ^ ((c[right + 1]! << 1) | (c[right]! >>> 31));
      for (let y = x * 2; y < 50; y += 10) {
        s[y] = s[y]! ^ low;
        s[y + 1] = s[y + 1]! ^ high;
      }
    }
    let low = s[2]!;
    let high = s[3]!;
    for (let i = 0; i < 24; i++) {
      const to = LANES[i]! * 2;
      const n = ROTATIONS[i]!;
      const l = n < 32 ? low : high;
      const h = n < 32 ? high : low;
      const by = n & 31;
      low = s[to]!;
      high = s[to + 1]!;
      s[to] = by === 0 ? l : (l << by) | (h >>> (32 - by));
      s[to + 1] = by === 0 ? h : (h << by) | (l >>> (32 - by));
    }
    for (let y = 0; y < 50; y += 10) {
      for (let x = 0; x < 10; x++) c[x] = s[y + x]!;
      for (let x = 0; x < 10; x++) s[y + x] = c[x]! ^ (~c[(x + 2) % 10]! & c[(x + 4) % 10]!);
    }
    s[0] = s[0]! ^ ROUND_LOW[round]!;
    if (HIGH_ROUNDS.includes(round)) s[1] = s[1]! ^ 0x80000000;
  }
}

/** The digest of `length` bytes; `domain` is the first byte of the padding: 6 for SHA-3, 1 for Keccak. */
export function keccak(message: Uint8Array, length: number, domain: 1 | 6): Uint8Array {
  const rate = 200 - 2 * length;
  const state = new Int32Array(50);
  const columns = new Int32Array(10);
  const block = new Uint8Array(rate);
  const view = new DataView(block.buffer);
  const absorb = (): void => {
    for (let i = 0; i < rate; i += 4) state[i >> 2] = state[i >> 2]! ^ view.getInt32(i, true);
    permute(state, columns);
  };
  const whole = message.length - (message.length % rate);
  for (let at = 0; at < whole; at += rate) {
    block.set(message.subarray(at, at + rate));
    absorb();
  }
  block.fill(0);
  block.set(message.subarray(whole));
  const rest = message.length - whole;
  block[rest] = block[rest]! ^ domain;
  block[rate - 1] = block[rate - 1]! ^ 0x80;
  absorb();
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = state[i >> 2]! >>> ((i & 3) * 8);
  return out;
}
