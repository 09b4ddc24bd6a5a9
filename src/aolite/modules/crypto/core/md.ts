/** MD2 (RFC 1319), MD4 (RFC 1320) and MD5 (RFC 1321). */
import { forEachBlock, readLittle, wordBytes } from "./blocks.ts";

/** A permutation of the bytes made of the digits of pi. */
// biome-ignore format: in rows it can be compared with the published constants
const MD2_BYTES: Uint8Array = Uint8Array.of(
  41, 46, 67, 201, 162, 216, 124, 1, 61, 54, 84, 161, 236, 240, 6, 19,
  98, 167, 5, 243, 192, 199, 115, 140, 152, 147, 43, 217, 188, 76, 130, 202,
  30, 155, 87, 60, 253, 212, 224, 22, 103, 66, 111, 24, 138, 23, 229, 18,
  190, 78, 196, 214, 218, 158, 222, 73, 160, 251, 245, 142, 187, 47, 238, 122,
  169, 104, 121, 145, 21, 178, 7, 63, 148, 194, 16, 137, 11, 34, 95, 33,
  128, 127, 93, 154, 90, 144, 50, 39, 53, 62, 204, 231, 191, 247, 151, 3,
  255, 25, 48, 179, 72, 165, 181, 209, 215, 94, 146, 42, 172, 86, 170, 198,
  79, 184, 56, 210, 150, 164, 125, 182, 118, 252, 107, 226, 156, 116, 4, 241,
  69, 157, 112, 89, 100, 113, 135, 32, 134, 91, 207, 101, 230, 45, 168, 2,
  27, 96, 37, 173, 174, 176, 185, 246, 28, 70, 97, 105, 52, 64, 126, 15,
  85, 71, 163, 35, 221, 81, 175, 58, 195, 92, 249, 206, 186, 197, 234, 38,
  44, 83, 13, 110, 133, 40, 132, 9, 211, 223, 205, 244, 65, 129, 77, 82,
  106, 220, 55, 200, 108, 193, 171, 250, 36, 225, 123, 8, 12, 189, 177, 74,
  120, 136, 149, 139, 227, 99, 232, 109, 233, 203, 213, 254, 59, 0, 29, 57,
  242, 239, 183, 14, 102, 88, 208, 228, 166, 119, 114, 248, 235, 117, 75, 10,
  49, 68, 80, 180, 143, 237, 31, 26, 219, 153, 141, 51, 159, 17, 131, 20,
);

/** The MD2 digest: 16 bytes. */
export function md2(message: Uint8Array): Uint8Array {
  const state = new Uint8Array(48);
  const checksum = new Uint8Array(16);
  const block = new Uint8Array(16);
  const compress = (): void => {
    for (let i = 0; i < 16; i++) {
      state[16 + i] = block[i]!;
      state[32 + i] = block[i]! ^ state[i]!;
    }
    let t = 0;
    for (let round = 0; round < 18; round++) {
      for (let i = 0; i < 48; i++) {
        t = state[i]! ^ MD2_BYTES[t]!;
        state[i] = t;
      }
      t = (t + round) & 0xff;
    }
  };
  const padding = 16 - (message.length % 16);
  let last = 0;
  for (let at = 0; at < message.length + padding; at += 16) {
    for (let i = 0; i < 16; i++) block[i] = at + i < message.length ? message[at + i]! : padding;
    for (let i = 0; i < 16; i++) {
      last = checksum[i]! ^ MD2_BYTES[block[i]! ^ last]!;
      checksum[i] = last;
    }
    compress();
  }
  block.set(checksum);
  compress();
  return state.slice(0, 16);
}

const INITIAL: readonly number[] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];

const rotate = (x: number, n: number): number => (x << n) | (x >>> (32 - n));

const MD4_SHIFTS: readonly (readonly number[])[] = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
];
/** Bit-reversed order of the words in the third round. */
const MD4_ORDER: readonly number[] = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15];

/** The MD4 digest: 16 bytes. */
export function md4(message: Uint8Array): Uint8Array {
  const state = Int32Array.from(INITIAL, (n) => n | 0);
  const words = new Int32Array(16);
  forEachBlock(message, false, (bytes, at) => {
    readLittle(words, bytes, at);
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    for (let i = 0; i < 48; i++) {
      const round = i >> 4;
      const j = i & 15;
      let f: number;
      let k: number;
      if (round === 0) {
        f = (b & c) | (~b & d);
        k = j;
      } else if (round === 1) {
        f = ((b & c) | (b & d) | (c & d)) + 0x5a827999;
        k = ((j & 3) << 2) | (j >> 2);
      } else {
        f = (b ^ c ^ d) + 0x6ed9eba1;
        k = MD4_ORDER[j]!;
      }
      const t = rotate((a + f + words[k]!) | 0, MD4_SHIFTS[round]![j & 3]!);
      a = d;
      d = c;
      c = b;
      b = t;
    }
    state[0] = state[0]! + a;
    state[1] = state[1]! + b;
    state[2] = state[2]! + c;
    state[3] = state[3]! + d;
  });
  return wordBytes(state, false);
}

/** The first 32 bits of the sines of 1 to 64: far from the last bits, in which hosts may differ. */
const MD5_SINES: Int32Array = Int32Array.from(
  { length: 64 },
  (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0,
);
// biome-ignore format: in rows it can be compared with the published constants
const MD5_SHIFTS: Uint8Array = Uint8Array.of(
  7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21,
);

/** The MD5 digest: 16 bytes. */
export function md5(message: Uint8Array): Uint8Array {
  const state = Int32Array.from(INITIAL, (n) => n | 0);
  const words = new Int32Array(16);
  forEachBlock(message, false, (bytes, at) => {
    readLittle(words, bytes, at);
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      let f: number;
      let k: number;
      if (round === 0) {
        f = (b & c) | (~b & d);
        k = i;
      } else if (round === 1) {
        f = (d & b) | (~d & c);
        k = 5 * i + 1;
      } else if (round === 2) {
        f = b ^ c ^ d;
        k = 3 * i + 5;
      } else {
        f = c ^ (b | ~d);
        k = 7 * i;
      }
      const t = (a + f + words[k & 15]! + MD5_SINES[i]!) | 0;
      a = d;
      d = c;
      c = b;
      b = (b + rotate(t, MD5_SHIFTS[(round << 2) | (i & 3)]!)) | 0;
    }
    state[0] = state[0]! + a;
    state[1] = state[1]! + b;
    state[2] = state[2]! + c;
    state[3] = state[3]! + d;
  });
  return wordBytes(state, false);
}
