/** AES (FIPS 197) and its modes, for messages of whole blocks. */

const BLOCK = 16;

/** Bits of a key. */
export type AesBits = 128 | 192 | 256;
export type AesMode = "CBC" | "ECB" | "CFB" | "OFB" | "CTR";

/** Twice `x` in the field of the cipher. */
const double = (x: number): number => ((x << 1) ^ (x & 0x80 ? 0x1b : 0)) & 0xff;

function substitution(): Uint8Array {
  const box = new Uint8Array(256);
  // 3 generates the field: p goes through its powers, q through their inverses
  let p = 1;
  let q = 1;
  do {
    p = p ^ double(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 0x09;
    const r = q | (q << 8);
    box[p] = (r ^ (r >> 4) ^ (r >> 5) ^ (r >> 6) ^ (r >> 7) ^ 0x63) & 0xff;
  } while (p !== 1);
  box[0] = 0x63;
  return box;
}

function inverse(box: Uint8Array): Uint8Array {
  const inverted = new Uint8Array(256);
  for (let i = 0; i < 256; i++) inverted[box[i]!] = i;
  return inverted;
}

/** Products of all bytes with `factor`. */
function multiples(factor: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, x) => {
    let product = 0;
    for (let f = factor, power = x; f > 0; f >>= 1, power = double(power)) if (f & 1) product ^= power;
    return product;
  });
}

const SBOX: Uint8Array = substitution();
const INVERSE_SBOX: Uint8Array = inverse(SBOX);
const TIMES_2: Uint8Array = multiples(2);
const TIMES_9: Uint8Array = multiples(9);
const TIMES_11: Uint8Array = multiples(11);
const TIMES_13: Uint8Array = multiples(13);
const TIMES_14: Uint8Array = multiples(14);

/** The bytes that are added in the rounds. The key has `bits` / 8 bytes. */
export function expandKey(key: Uint8Array, bits: AesBits): Uint8Array {
  const words = bits / 32;
  const rounds = words + 6;
  const out = new Uint8Array((rounds + 1) * BLOCK);
  out.set(key.subarray(0, words * 4));
  let constant = 1;
  for (let i = words; i < (rounds + 1) * 4; i++) {
    const at = i * 4;
    let [a, b, c, d] = [out[at - 4]!, out[at - 3]!, out[at - 2]!, out[at - 1]!];
    if (i % words === 0) {
      [a, b, c, d] = [SBOX[b]! ^ constant, SBOX[c]!, SBOX[d]!, SBOX[a]!];
      constant = double(constant);
    } else if (words > 6 && i % words === 4) [a, b, c, d] = [SBOX[a]!, SBOX[b]!, SBOX[c]!, SBOX[d]!];
    const before = at - words * 4;
    out[at] = out[before]! ^ a;
    out[at + 1] = out[before + 1]! ^ b;
    out[at + 2] = out[before + 2]! ^ c;
    out[at + 3] = out[before + 3]! ^ d;
  }
  return out;
}

function addKey(block: Uint8Array, keys: Uint8Array, round: number): void {
  for (let i = 0; i < BLOCK; i++) block[i] = block[i]! ^ keys[round * BLOCK + i]!;
}

/** Encrypts a block in place; `t` has room for another. */
export function encryptBlock(block: Uint8Array, keys: Uint8Array, t: Uint8Array): void {
  const rounds = keys.length / BLOCK - 1;
  addKey(block, keys, 0);
  for (let round = 1; round <= rounds; round++) {
    for (let i = 0; i < BLOCK; i++) t[i] = SBOX[block[(i + (i & 3) * 4) & 15]!]!;
    if (round === rounds) block.set(t);
    else {
      for (let i = 0; i < BLOCK; i += 4) {
        const [a, b, c, d] = [t[i]!, t[i + 1]!, t[i + 2]!, t[i + 3]!];
        const all = a ^ b ^ c ^ d;
        block[i] = a ^ all ^ TIMES_2[a ^ b]!;
        block[i + 1] = b ^ all ^ TIMES_2[b ^ c]!;
        block[i + 2] = c ^ all ^ TIMES_2[c ^ d]!;
        block[i + 3] = d ^ all ^ TIMES_2[d ^ a]!;
      }
    }
    addKey(block, keys, round);
  }
}

/** Decrypts a block in place; `t` has room for another. */
export function decryptBlock(block: Uint8Array, keys: Uint8Array, t: Uint8Array): void {
  const rounds = keys.length / BLOCK - 1;
  for (let round = rounds; round > 0; round--) {
    addKey(block, keys, round);
    if (round === rounds) t.set(block);
    else {
      for (let i = 0; i < BLOCK; i += 4) {
        const [a, b, c, d] = [block[i]!, block[i + 1]!, block[i + 2]!, block[i + 3]!];
        t[i] = TIMES_14[a]! ^ TIMES_11[b]! ^ TIMES_13[c]! ^ TIMES_9[d]!;
        t[i + 1] = TIMES_9[a]! ^ TIMES_14[b]! ^ TIMES_11[c]! ^ TIMES_13[d]!;
        t[i + 2] = TIMES_13[a]! ^ TIMES_9[b]! ^ TIMES_14[c]! ^ TIMES_11[d]!;
        t[i + 3] = TIMES_11[a]! ^ TIMES_13[b]! ^ TIMES_9[c]! ^ TIMES_14[d]!;
      }
    }
    for (let i = 0; i < BLOCK; i++) block[(i + (i & 3) * 4) & 15] = INVERSE_SBOX[t[i]!]!;
  }
  addKey(block, keys, 0);
}

/** Adds one to a block as a number, its last byte being the least significant. */
function increment(counter: Uint8Array): void {
  for (let i = BLOCK - 1; i >= 0; i--) {
    counter[i] = counter[i]! + 1;
    if (counter[i] !== 0) break;
  }
}

/**
 * Runs a mode over the whole blocks of `input`; what is left of it is dropped. In all modes but ECB the first block is the
 * initial vector and has no block in the result.
 */
export function runMode(mode: AesMode, isEncrypting: boolean, keys: Uint8Array, input: Uint8Array): Uint8Array {
  const blocks = Math.floor(input.length / BLOCK);
  const first = mode === "ECB" ? 0 : 1;
  const out = new Uint8Array(Math.max(0, blocks - first) * BLOCK);
  const chain = input.slice(0, BLOCK);
  const block = new Uint8Array(BLOCK);
  const t = new Uint8Array(BLOCK);
  const xor = (a: Uint8Array, b: Uint8Array): void => {
    for (let i = 0; i < BLOCK; i++) a[i] = a[i]! ^ b[i]!;
  };
  for (let n = first; n < blocks; n++) {
    const source = input.subarray(n * BLOCK, n * BLOCK + BLOCK);
    block.set(source);
    switch (mode) {
      case "ECB":
        if (isEncrypting) encryptBlock(block, keys, t);
        else decryptBlock(block, keys, t);
        break;
      case "CBC":
        if (isEncrypting) {
          xor(block, chain);
          encryptBlock(block, keys, t);
          chain.set(block);
        } else {
          decryptBlock(block, keys, t);
          xor(block, chain);
          chain.set(source);
        }
        break;
      case "CFB":
        encryptBlock(chain, keys, t);
        xor(block, chain);
        chain.set(isEncrypting ? block : source);
        break;
      case "OFB":
        encryptBlock(chain, keys, t);
        xor(block, chain);
        break;
      case "CTR":
        block.set(chain);
        encryptBlock(block, keys, t);
        xor(block, source);
        increment(chain);
        break;
    }
    out.set(block, (n - first) * BLOCK);
  }
  return out;
}
