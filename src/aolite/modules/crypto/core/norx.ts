/** NORX 64-4-1 (version 3.0), an authenticated cipher: a state of sixteen 64-bit words, four rounds, no parallel lanes. */

const RATE = 96;
const ROUNDS = 4;
const TAG = 32;
/** What a block is of. */
const HEADER = 1;
const PAYLOAD = 2;
const TRAILER = 4;
const FINAL = 8;

/** Halves of the words, low before high: word i is at 2i. */
type State = Int32Array;

/** a = a ^ b ^ ((a & b) << 1), which stands in for a sum. */
function nearSum(s: State, a: number, b: number): void {
  const low = s[a]! & s[b]!;
  const high = s[a + 1]! & s[b + 1]!;
  s[a] = s[a]! ^ s[b]! ^ (low << 1);
  s[a + 1] = s[a + 1]! ^ s[b + 1]! ^ ((high << 1) | (low >>> 31));
}

/** a = (a ^ b) rotated right by `n`. */
function xorRotate(s: State, a: number, b: number, n: number): void {
  let low = s[a]! ^ s[b]!;
  let high = s[a + 1]! ^ s[b + 1]!;
  if (n >= 32) [low, high] = [high, low];
  const by = n & 31;
  s[a] = (low >>> by) | (high << (32 - by));
  s[a + 1] = (high >>> by) | (low << (32 - by));
}

function quarter(s: State, a: number, b: number, c: number, d: number): void {
  nearSum(s, a, b);
  xorRotate(s, d, a, 8);
  nearSum(s, c, d);
  xorRotate(s, b, c, 19);
  nearSum(s, a, b);
  xorRotate(s, d, a, 40);
  nearSum(s, c, d);
  xorRotate(s, b, c, 63);
}

function permute(s: State, rounds: number): void {
  for (let i = 0; i < rounds; i++) {
    quarter(s, 0, 8, 16, 24);
    quarter(s, 2, 10, 18, 26);
    quarter(s, 4, 12, 20, 28);
    quarter(s, 6, 14, 22, 30);
    quarter(s, 0, 10, 20, 30);
    quarter(s, 2, 12, 22, 24);
    quarter(s, 4, 14, 16, 26);
    quarter(s, 6, 8, 18, 28);
  }
}

/** The state that two rounds make of the numbers 0 to 15. */
function constants(): State {
  const s = new Int32Array(32);
  for (let i = 0; i < 16; i++) s[i * 2] = i;
  permute(s, 2);
  return s;
}

/** The constants that a state starts with, as halves of words 0 to 15. */
export const NORX_CONSTANTS: Int32Array = constants();

const halvesOf = (bytes: Uint8Array): Int32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(i * 4, true));
};

/** Adds halves to the state from half `at` on. */
function addTo(s: State, at: number, halves: Int32Array): void {
  for (let i = 0; i < halves.length; i++) s[at + i] = s[at + i]! ^ halves[i]!;
}

function start(key: Int32Array, nonce: Uint8Array): State {
  const s = new Int32Array(32);
  s.set(halvesOf(nonce));
  s.set(key, 8);
  s.set(NORX_CONSTANTS.subarray(16), 16);
  // word size, rounds, lanes, bits of the tag
  for (const [i, n] of [64, ROUNDS, 1, TAG * 8].entries()) s[24 + i * 2] = s[24 + i * 2]! ^ n;
  permute(s, ROUNDS);
  addTo(s, 24, key);
  return s;
}

/** Up to a block of bytes, with the padding after them when they are fewer. */
function padded(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(RATE);
  block.set(bytes);
  if (bytes.length < RATE) {
    block[bytes.length] = 1;
    block[RATE - 1] = block[RATE - 1]! | 0x80;
  }
  return block;
}

function begin(s: State, domain: number): void {
  s[30] = s[30]! ^ domain;
  permute(s, ROUNDS);
}

function absorb(s: State, data: Uint8Array, domain: number): void {
  if (data.length === 0) return;
  for (let at = 0; at <= data.length; at += RATE) {
    begin(s, domain);
    addTo(s, 0, halvesOf(padded(data.subarray(at, at + RATE))));
  }
}

/** The first bytes of the state. */
function stateBytes(s: State): Uint8Array {
  const out = new Uint8Array(RATE);
  const view = new DataView(out.buffer);
  for (let i = 0; i < RATE / 4; i++) view.setInt32(i * 4, s[i]!, true);
  return out;
}

/** The cipher over `text`, either way. */
function run(s: State, text: Uint8Array, isEncrypting: boolean): Uint8Array {
  const out = new Uint8Array(text.length);
  if (text.length === 0) return out;
  for (let at = 0; at <= text.length; at += RATE) {
    begin(s, PAYLOAD);
    const stream = stateBytes(s);
    const part = text.subarray(at, at + RATE);
    for (let i = 0; i < part.length; i++) out[at + i] = part[i]! ^ stream[i]!;
    addTo(s, 0, halvesOf(padded(isEncrypting ? part : out.subarray(at, at + RATE))));
  }
  return out;
}

function finish(s: State, key: Int32Array): Uint8Array {
  begin(s, FINAL);
  addTo(s, 24, key);
  permute(s, ROUNDS);
  addTo(s, 24, key);
  const out = new DataView(new ArrayBuffer(TAG));
  for (let i = 0; i < TAG / 4; i++) out.setInt32(i * 4, s[24 + i]!, true);
  return new Uint8Array(out.buffer);
}

/** Parts of a message: only the text is encrypted, all are authenticated. */
interface NorxParts {
  readonly header: Uint8Array;
  readonly text: Uint8Array;
  readonly trailer: Uint8Array;
}

function process(
  key: Uint8Array,
  nonce: Uint8Array,
  parts: NorxParts,
  isEncrypting: boolean,
): readonly [Uint8Array, Uint8Array] {
  const k = halvesOf(key);
  const s = start(k, nonce);
  absorb(s, parts.header, HEADER);
  const out = run(s, parts.text, isEncrypting);
  absorb(s, parts.trailer, TRAILER);
  return [out, finish(s, k)];
}

/** The ciphertext and the tag, for a key and a nonce of 32 bytes. */
export function encryptNorx(
  key: Uint8Array,
  nonce: Uint8Array,
  parts: NorxParts,
): { readonly text: Uint8Array; readonly tag: Uint8Array } {
  const [text, tag] = process(key, nonce, parts, true);
  return { text, tag };
}

/** The text; undefined when the tag is wrong. */
export function decryptNorx(
  key: Uint8Array,
  nonce: Uint8Array,
  parts: NorxParts,
  tag: Uint8Array,
): Uint8Array | undefined {
  const [text, computed] = process(key, nonce, parts, false);
  return computed.every((byte, i) => byte === tag[i]) ? text : undefined;
}
