/** The two digests that message authentication and key derivation are built on. */
import type { CallContext } from "../../../vm/callContext.ts";
import { bytesOf, textOf } from "./bytes.ts";
import { sha1, sha256 } from "./core/sha.ts";

export type HashName = "sha1" | "sha256";

/** Units for a message of `length` bytes. */
export function hashCost(length: number): number {
  return 32 + Math.ceil(length / 2);
}

/** The digest of a byte string, paid for already. */
export function hashBytes(name: HashName, message: Uint8Array): Uint8Array {
  return name === "sha1" ? sha1(message) : sha256(message);
}

/** The digest of a byte string. */
export function hash(cx: CallContext, name: HashName, message: string): string {
  cx.charge(hashCost(message.length));
  return textOf(hashBytes(name, bytesOf(cx, message)));
}

/** The key of a message authentication code: hashed when it is longer than a block, with zeros up to a block. */
export function keyBlock(name: HashName, key: Uint8Array, blockSize: number): Uint8Array {
  const block = new Uint8Array(blockSize);
  const used = key.length > blockSize ? hashBytes(name, key) : key;
  block.set(used.subarray(0, blockSize));
  return block;
}

/** HMAC (RFC 2104) with the key given as a block. */
export function hmacBytes(name: HashName, block: Uint8Array, message: Uint8Array): Uint8Array {
  const inner = new Uint8Array(block.length + message.length);
  for (let i = 0; i < block.length; i++) inner[i] = block[i]! ^ 0x36;
  inner.set(message, block.length);
  const digest = hashBytes(name, inner);
  const outer = new Uint8Array(block.length + digest.length);
  for (let i = 0; i < block.length; i++) outer[i] = block[i]! ^ 0x5c;
  outer.set(digest, block.length);
  return hashBytes(name, outer);
}
