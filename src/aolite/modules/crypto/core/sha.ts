/** SHA-1, SHA-256 and SHA-512 (FIPS 180-4). */
import { sha256 as sha256Hex } from "../../../../base/sha256.ts";
import { forEachBlock, wordBytes } from "./blocks.ts";

const rotate = (x: number, n: number): number => (x << n) | (x >>> (32 - n));

/** The SHA-1 digest: 20 bytes. */
export function sha1(message: Uint8Array): Uint8Array {
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const words = new Int32Array(80);
  forEachBlock(message, true, (bytes, at) => {
    for (let i = 0; i < 16; i++) {
      const p = at + i * 4;
      words[i] = (bytes[p]! << 24) | (bytes[p + 1]! << 16) | (bytes[p + 2]! << 8) | bytes[p + 3]!;
    }
    for (let i = 16; i < 80; i++) words[i] = rotate(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 1);
    let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      let f: number;
      if (i < 20) f = ((b & c) | (~b & d)) + 0x5a827999;
      else if (i < 40) f = (b ^ c ^ d) + 0x6ed9eba1;
      else if (i < 60) f = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
      else f = (b ^ c ^ d) + 0xca62c1d6;
      const t = (rotate(a, 5) + f + e + words[i]!) | 0;
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = t;
    }
    state[0] = state[0]! + a;
    state[1] = state[1]! + b;
    state[2] = state[2]! + c;
    state[3] = state[3]! + d;
    state[4] = state[4]! + e;
  });
  return wordBytes(state, true);
}

/** The SHA-256 digest: 32 bytes. */
export function sha256(message: Uint8Array): Uint8Array {
  const hex = sha256Hex(message);
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** The first 64 bits of the fractional part of the root of `n`. */
function rootFraction(n: number, degree: 2 | 3): bigint {
  const scaled = BigInt(n) << BigInt(64 * degree);
  const power = (x: bigint): bigint => (degree === 2 ? x * x : x * x * x);
  const d = BigInt(degree);
  // Newton's method from what the host says; the end does not depend on where it began
  let root = BigInt(Math.floor((degree === 2 ? Math.sqrt(n) : Math.cbrt(n)) * 2 ** 48)) << 16n;
  for (let i = 0; i < 3; i++) root = ((d - 1n) * root + scaled / (power(root) / root)) / d;
  while (power(root) > scaled) root--;
  while (power(root + 1n) <= scaled) root++;
  return BigInt.asUintN(64, root);
}

const halves = (values: readonly bigint[], shift: bigint): Int32Array =>
  Int32Array.from(values, (v) => Number(BigInt.asIntN(32, v >> shift)));

const SHA512_K: readonly bigint[] = primes(80).map((p) => rootFraction(p, 3));
const SHA512_K_HIGH: Int32Array = halves(SHA512_K, 32n);
const SHA512_K_LOW: Int32Array = halves(SHA512_K, 0n);
const SHA512_START: readonly bigint[] = primes(8).map((p) => rootFraction(p, 2));

/** Words of the message schedule and of the state, in two halves each. */
interface Sha512 {
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly wordsHigh: Int32Array;
  readonly wordsLow: Int32Array;
  /** a to h during a block. */
  readonly runHigh: Int32Array;
  readonly runLow: Int32Array;
}

/** The SHA-512 digest: 64 bytes. */
export function sha512(message: Uint8Array): Uint8Array {
  const s: Sha512 = {
    high: halves(SHA512_START, 32n),
    low: halves(SHA512_START, 0n),
    wordsHigh: new Int32Array(80),
    wordsLow: new Int32Array(80),
    runHigh: new Int32Array(8),
    runLow: new Int32Array(8),
  };
  const whole = message.length - (message.length % 128);
  for (let at = 0; at < whole; at += 128) compress512(s, message, at);
  const rest = message.length - whole;
  const tail = new Uint8Array(rest + 17 > 128 ? 256 : 128);
  tail.set(message.subarray(whole));
  tail[rest] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(tail.length - 4, message.length << 3);
  for (let at = 0; at < tail.length; at += 128) compress512(s, tail, at);
  const out = new DataView(new ArrayBuffer(64));
  for (let i = 0; i < 8; i++) {
    out.setInt32(i * 8, s.high[i]!);
    out.setInt32(i * 8 + 4, s.low[i]!);
  }
  return new Uint8Array(out.buffer);
}

/** The words that a block is expanded to. */
function schedule512({ wordsHigh: wh, wordsLow: wl }: Sha512, bytes: Uint8Array, at: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < 16; i++) {
    wh[i] = view.getInt32(at + i * 8);
    wl[i] = view.getInt32(at + i * 8 + 4);
  }
  for (let i = 16; i < 80; i++) {
    const h15 = wh[i - 15]!;
    const l15 = wl[i - 15]!;
    const h2 = wh[i - 2]!;
    const l2 = wl[i - 2]!;
    // rotations by 1 and 8, shift by 7; rotations by 19 and 61, shift by 6
    const s0h = ((h15 >>> 1) | (l15 << 31)) ^ ((h15 >>> 8) | (l15 << 24)) ^ (h15 >>> 7);
    const s0l = ((l15 >>> 1) | (h15 << 31)) ^ ((l15 >>> 8) | (h15 << 24)) ^ ((l15 >>> 7) | (h15 << 25));
    const s1h = ((h2 >>> 19) | (l2 << 13)) ^ ((l2 >>> 29) | (h2 << 3)) ^ (h2 >>> 6);
    const s1l = ((l2 >>> 19) | (h2 << 13)) ^ ((h2 >>> 29) | (l2 << 3)) ^ ((l2 >>> 6) | (h2 << 26));
    const low = (s0l >>> 0) + (s1l >>> 0) + (wl[i - 7]! >>> 0) + (wl[i - 16]! >>> 0);
    wl[i] = low | 0;
    wh[i] = (s0h + s1h + wh[i - 7]! + wh[i - 16]! + Math.floor(low / 4294967296)) | 0;
  }
}

function compress512(s: Sha512, bytes: Uint8Array, at: number): void {
  const { high, low, wordsHigh, wordsLow, runHigh: rh, runLow: rl } = s;
  schedule512(s, bytes, at);
  rh.set(high);
  rl.set(low);
  for (let i = 0; i < 80; i++) {
    const eh = rh[4]!;
    const el = rl[4]!;
    const ah = rh[0]!;
    const al = rl[0]!;
    // rotations by 14, 18, 41 and by 28, 34, 39
    const s1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
    const s1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
    const s0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
    const s0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
    const chh = (eh & rh[5]!) ^ (~eh & rh[6]!);
    const chl = (el & rl[5]!) ^ (~el & rl[6]!);
    const majh = (ah & rh[1]!) ^ (ah & rh[2]!) ^ (rh[1]! & rh[2]!);
    const majl = (al & rl[1]!) ^ (al & rl[2]!) ^ (rl[1]! & rl[2]!);
    const t1l = (rl[7]! >>> 0) + (s1l >>> 0) + (chl >>> 0) + (SHA512_K_LOW[i]! >>> 0) + (wordsLow[i]! >>> 0);
    const t1h = (rh[7]! + s1h + chh + SHA512_K_HIGH[i]! + wordsHigh[i]! + Math.floor(t1l / 4294967296)) | 0;
    const t2l = (s0l >>> 0) + (majl >>> 0);
    const t2h = (s0h + majh + Math.floor(t2l / 4294967296)) | 0;
    rh.copyWithin(1, 0, 7);
    rl.copyWithin(1, 0, 7);
    const nel = (rl[4]! >>> 0) + (t1l >>> 0);
    rl[4] = nel | 0;
    rh[4] = (rh[4]! + t1h + (nel >= 4294967296 ? 1 : 0)) | 0;
    const nal = (t1l >>> 0) + (t2l >>> 0);
    rl[0] = nal | 0;
    rh[0] = (t1h + t2h + (nal >= 4294967296 ? 1 : 0)) | 0;
  }
  for (let i = 0; i < 8; i++) {
    const sum = (low[i]! >>> 0) + (rl[i]! >>> 0);
    low[i] = sum | 0;
    high[i] = (high[i]! + rh[i]! + (sum >= 4294967296 ? 1 : 0)) | 0;
  }
}
