/** BLAKE2b (RFC 7693). */

// biome-ignore format: in rows it can be compared with the published constants
const SIGMA: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];
/** The initial state of SHA-512: low and high halves. */
// biome-ignore format: in rows it can be compared with the published constants
const START: readonly number[] = [
  0xf3bcc908, 0x6a09e667, 0x84caa73b, 0xbb67ae85, 0xfe94f82b, 0x3c6ef372, 0x5f1d36f1, 0xa54ff53a,
  0xade682d1, 0x510e527f, 0x2b3e6c1f, 0x9b05688c, 0xfb41bd6b, 0x1f83d9ab, 0x137e2179, 0x5be0cd19,
];
const BLOCK = 128;

/** v[a] += v[b] + (high, low); positions are those of low halves. */
function addTo(v: Int32Array, a: number, b: number, low: number, high: number): void {
  const sum = (v[a]! >>> 0) + (v[b]! >>> 0) + (low >>> 0);
  v[a] = sum;
  v[a + 1] = v[a + 1]! + v[b + 1]! + high + Math.floor(sum / 4294967296);
}

/** v[a] = (v[a] ^ v[b]) rotated right by `n`. */
function xorRotate(v: Int32Array, a: number, b: number, n: number): void {
  const low = v[a]! ^ v[b]!;
  const high = v[a + 1]! ^ v[b + 1]!;
  if (n === 32) {
    v[a] = high;
    v[a + 1] = low;
  } else if (n < 32) {
    v[a] = (low >>> n) | (high << (32 - n));
    v[a + 1] = (high >>> n) | (low << (32 - n));
  } else {
    // by 63: left by one
    v[a] = (low << 1) | (high >>> 31);
    v[a + 1] = (high << 1) | (low >>> 31);
  }
}

function mix(v: Int32Array, m: Int32Array, a: number, b: number, c: number, d: number, x: number, y: number): void {
  addTo(v, a, b, m[x * 2]!, m[x * 2 + 1]!);
  xorRotate(v, d, a, 32);
  addTo(v, c, d, 0, 0);
  xorRotate(v, b, c, 24);
  addTo(v, a, b, m[y * 2]!, m[y * 2 + 1]!);
  xorRotate(v, d, a, 16);
  addTo(v, c, d, 0, 0);
  xorRotate(v, b, c, 63);
}

/** One block; `seen` is the number of bytes up to its end. */
function compress(h: Int32Array, v: Int32Array, m: Int32Array, seen: number, isLast: boolean): void {
  for (let i = 0; i < 16; i++) {
    v[i] = h[i]!;
    v[i + 16] = START[i]!;
  }
  v[24] = v[24]! ^ seen;
  v[25] = v[25]! ^ Math.floor(seen / 4294967296);
  if (isLast) {
    v[28] = ~v[28]!;
    v[29] = ~v[29]!;
  }
  for (let round = 0; round < 12; round++) {
    const s = SIGMA[round % 10]!;
    mix(v, m, 0, 8, 16, 24, s[0]!, s[1]!);
    mix(v, m, 2, 10, 18, 26, s[2]!, s[3]!);
    mix(v, m, 4, 12, 20, 28, s[4]!, s[5]!);
    mix(v, m, 6, 14, 22, 30, s[6]!, s[7]!);
    mix(v, m, 0, 10, 20, 30, s[8]!, s[9]!);
    mix(v, m, 2, 12, 22, 24, s[10]!, s[11]!);
    mix(v, m, 4, 14, 16, 26, s[12]!, s[13]!);
    mix(v, m, 6, 8, 18, 28, s[14]!, s[15]!);
  }
  for (let i = 0; i < 16; i++) h[i] = h[i]! ^ v[i]! ^ v[i + 16]!;
}

/** The digest of `length` bytes, 1 to 64, with a key of at most 64. */
export function blake2b(message: Uint8Array, length: number, key: Uint8Array): Uint8Array {
  const h = Int32Array.from(START, (n) => n | 0);
  h[0] = h[0]! ^ 0x01010000 ^ (key.length << 8) ^ length;
  let data = message;
  if (key.length > 0) {
    data = new Uint8Array(BLOCK + message.length);
    data.set(key);
    data.set(message, BLOCK);
  }
  const v = new Int32Array(32);
  const m = new Int32Array(32);
  const block = new Uint8Array(BLOCK);
  const view = new DataView(block.buffer);
  for (let at = 0; ; at += BLOCK) {
    const isLast = at + BLOCK >= data.length;
    const end = Math.min(data.length, at + BLOCK);
    block.fill(0);
    block.set(data.subarray(at, end));
    for (let i = 0; i < 32; i++) m[i] = view.getInt32(i * 4, true);
    compress(h, v, m, end, isLast);
    if (isLast) break;
  }
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = h[i >> 2]! >>> ((i & 3) * 8);
  return out;
}
