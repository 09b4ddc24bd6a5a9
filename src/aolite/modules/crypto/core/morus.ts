/** MORUS-1280, an authenticated cipher (version 2, 2016): a state of five registers of four 64-bit words. */

const BLOCK = 32;
const TAG = 16;
/** Halves of 64-bit words in a register, low before high. */
const HALVES = 8;
/** The first bytes of the Fibonacci sequence. */
// biome-ignore format: in rows it can be compared with the published constants
const CONSTANTS: Uint8Array = Uint8Array.of(
  0x00, 0x01, 0x01, 0x02, 0x03, 0x05, 0x08, 0x0d, 0x15, 0x22, 0x37, 0x59, 0x90, 0xe9, 0x79, 0x62,
  0xdb, 0x3d, 0x18, 0x55, 0x6d, 0xc2, 0x2f, 0xf1, 0x20, 0x11, 0x31, 0x42, 0x73, 0xb5, 0x28, 0xdd,
);
/** By step: how far the words of the changed register are rotated to the left, and another register by words. */
const ROTATIONS: readonly number[] = [13, 46, 38, 7, 4];
const MOVES: readonly number[] = [1, 2, 3, 2, 1];

type State = readonly Int32Array[];

const loadBlock = (bytes: Uint8Array): Int32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, BLOCK);
  return Int32Array.from({ length: HALVES }, (_, i) => view.getInt32(i * 4, true));
};

/** At most a block of bytes, with zeros after them. */
function padded(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK);
  block.set(bytes);
  return block;
}

/** Takes a block of a message into the state. */
function update(s: State, m: Int32Array | null): void {
  const t = new Int32Array(HALVES);
  for (let step = 0; step < 5; step++) {
    const a = s[step]!;
    const b = s[(step + 1) % 5]!;
    const c = s[(step + 2) % 5]!;
    const d = s[(step + 3) % 5]!;
    const n = ROTATIONS[step]!;
    const by = n & 31;
    for (let i = 0; i < HALVES; i += 2) {
      let low = a[i]! ^ (b[i]! & c[i]!) ^ d[i]!;
      let high = a[i + 1]! ^ (b[i + 1]! & c[i + 1]!) ^ d[i + 1]!;
      if (step > 0 && m !== null) {
        low ^= m[i]!;
        high ^= m[i + 1]!;
      }
      if (n >= 32) [low, high] = [high, low];
      a[i] = (low << by) | (high >>> (32 - by));
      a[i + 1] = (high << by) | (low >>> (32 - by));
    }
    const move = MOVES[step]! * 2;
    for (let i = 0; i < HALVES; i++) t[(i + move) % HALVES] = d[i]!;
    d.set(t);
  }
}

/** Byte `i` of the key stream. */
function streamBytes(s: State): Uint8Array {
  const [a, b, c, d] = s as readonly [Int32Array, Int32Array, Int32Array, Int32Array];
  const out = new Uint8Array(BLOCK);
  const view = new DataView(out.buffer);
  for (let i = 0; i < HALVES; i++) view.setInt32(i * 4, a[i]! ^ b[(i + 2) % HALVES]! ^ (c[i]! & d[i]!), true);
  return out;
}

/** The state for a key of 16 or 32 bytes and an initial vector of 16. */
function start(key: Uint8Array, iv: Uint8Array): State {
  const whole = new Uint8Array(BLOCK);
  whole.set(key);
  if (key.length === 16) whole.set(key, 16);
  const k = loadBlock(whole);
  const s = [
    loadBlock(padded(iv)),
    k.slice(),
    new Int32Array(HALVES).fill(-1),
    new Int32Array(HALVES),
    loadBlock(CONSTANTS),
  ];
  for (let i = 0; i < 16; i++) update(s, null);
  const second = s[1]!;
  for (let i = 0; i < HALVES; i++) second[i] = second[i]! ^ k[i]!;
  return s;
}

/** The state after the associated data. */
function absorb(s: State, data: Uint8Array): void {
  for (let at = 0; at < data.length; at += BLOCK) update(s, loadBlock(padded(data.subarray(at, at + BLOCK))));
}

function finish(s: State, dataLength: number, textLength: number): Uint8Array {
  const lengths = new Int32Array(HALVES);
  for (const [i, n] of [dataLength, textLength].entries()) {
    lengths[i * 2] = n << 3;
    lengths[i * 2 + 1] = Math.floor(n / 0x20000000);
  }
  const [first, , , , last] = s as readonly [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];
  for (let i = 0; i < HALVES; i++) last[i] = last[i]! ^ first[i]!;
  for (let i = 0; i < 10; i++) update(s, lengths);
  return streamBytes(s).slice(0, TAG);
}

/** The cipher over `text`, either way. */
function run(s: State, text: Uint8Array, isEncrypting: boolean): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += BLOCK) {
    const part = text.subarray(at, at + BLOCK);
    const stream = streamBytes(s);
    for (let i = 0; i < part.length; i++) out[at + i] = part[i]! ^ stream[i]!;
    update(s, loadBlock(padded(isEncrypting ? part : out.subarray(at, at + BLOCK))));
  }
  return out;
}

/** The ciphertext and the tag. */
export function encryptMorus(
  key: Uint8Array,
  iv: Uint8Array,
  text: Uint8Array,
  data: Uint8Array,
): { readonly text: Uint8Array; readonly tag: Uint8Array } {
  const s = start(key, iv);
  absorb(s, data);
  const out = run(s, text, true);
  return { text: out, tag: finish(s, data.length, text.length) };
}

/** The message; undefined when the tag is wrong. */
export function decryptMorus(
  key: Uint8Array,
  iv: Uint8Array,
  text: Uint8Array,
  data: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  const s = start(key, iv);
  absorb(s, data);
  const out = run(s, text, false);
  return finish(s, data.length, text.length).every((byte, i) => byte === tag[i]) ? out : undefined;
}
