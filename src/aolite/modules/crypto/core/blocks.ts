/** What hash functions of the MD4 family have in common: blocks of 64 bytes, and a tail with the length in bits. */

const BLOCK = 64;

/** Calls `compress` with each block of the padded message: the bytes that hold it and its position in them. */
export function forEachBlock(
  message: Uint8Array,
  isBigEndian: boolean,
  compress: (bytes: Uint8Array, at: number) => void,
): void {
  const whole = message.length - (message.length % BLOCK);
  for (let at = 0; at < whole; at += BLOCK) compress(message, at);
  // the rest, a one bit, zeros, and the length in bits
  const rest = message.length - whole;
  const tail = new Uint8Array(rest + 9 > BLOCK ? 2 * BLOCK : BLOCK);
  tail.set(message.subarray(whole));
  tail[rest] = 0x80;
  const view = new DataView(tail.buffer);
  const high = Math.floor(message.length / 0x20000000);
  const low = message.length << 3;
  view.setUint32(tail.length - 8, isBigEndian ? high : low, !isBigEndian);
  view.setUint32(tail.length - 4, isBigEndian ? low : high, !isBigEndian);
  for (let at = 0; at < tail.length; at += BLOCK) compress(tail, at);
}

/** The bytes of 32-bit words. */
export function wordBytes(words: Int32Array, isBigEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < words.length; i++) view.setInt32(i * 4, words[i]!, !isBigEndian);
  return bytes;
}

/** Reads the 16 little-endian words of a block. */
export function readLittle(words: Int32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) {
    const p = at + i * 4;
    words[i] = bytes[p]! | (bytes[p + 1]! << 8) | (bytes[p + 2]! << 16) | (bytes[p + 3]! << 24);
  }
}
