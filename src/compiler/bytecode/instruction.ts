/**
 * The encoding of one instruction: two words, `op | A << 8 | B << 16 | C << 24` and the signed number D (see
 * opcodes.ts). A `pc` counts words, so it is even and the instruction's index is `pc >> 1`.
 */

import type { Op } from "./opcodes.ts";

/** Words per instruction: what one step of a `pc` is. */
export const WORDS = 2;

/** The first word of an instruction; operands are 0-255. */
export function packWord(op: Op, a: number, b: number, c: number): number {
  return op | (a << 8) | (b << 16) | (c << 24);
}

/** The opcode of a first word; it may be a number without a row when the code was not verified. */
export function opOf(word: number): Op {
  return word & 0xff;
}

/** Operand A of a first word, 0-255. */
export function aOf(word: number): number {
  return (word >>> 8) & 0xff;
}

/** Operand B of a first word, 0-255. */
export function bOf(word: number): number {
  return (word >>> 16) & 0xff;
}

/** Operand C of a first word, 0-255. */
export function cOf(word: number): number {
  return word >>> 24;
}
