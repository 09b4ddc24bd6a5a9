/**
 * Layout of binary chunks (what `string.dump` makes). All numbers are varints (7 bits a byte, low ones first) unless
 * said otherwise; "signed" ones are zigzag-coded first.
 *
 *   signature      4 bytes, ESC P r g
 *   version        1 byte, BYTECODE_VERSION
 *   dialect        1 byte, 0x53 or 0x54
 *   size           4 bytes, low one first: bytes of the payload
 *   checksum       8 bytes, see checksum()
 *   payload:
 *     strings      count, then for each: length, bytes
 *     functions    count, then each function after those nested in it; the last one is the main one:
 *       flags      1 byte: 1 = vararg, 2 = has debug information
 *       numbers    line, last line, parameters, registers, nested functions (the last so many not yet claimed)
 *       source     string index
 *       code       count of instructions, for each: 4 bytes op A B C, signed D
 *       constants  count, for each: tag (1 byte), value
 *       upvalues   count, for each: from register (1 byte), index; with debug information also name
 *       debug      for each instruction: signed difference of its line to the line before (first: to the line
 *                  of the function); locals: count, for each: name, register, start, length (in instructions)
 */

/** First bytes of a binary chunk. The first one is what tells binary chunks from text (§6.1, load). */
export const SIGNATURE = "\x1bPrg";
/** Bytes before the payload. */
export const HEADER_SIZE = 18;

/** Flags of a function. */
export const FLAG_VARARG = 1;
export const FLAG_DEBUG = 2;

/** Tags of constants. */
export enum ConstantTag {
  Nil,
  False,
  True,
  /** 8 bytes, two's complement, low byte first. */
  Integer,
  /** 8 bytes, IEEE 754, low byte first. */
  Float,
  /** The positive NaN, which no JS number tells from the other one. */
  PositiveNaN,
  /** String index. */
  String,
}

const FNV_PRIME = 0x01000193;
const FNV_OFFSET = 0x811c9dc5;
const SECOND_PRIME = 0x85ebca6b;
const SECOND_OFFSET = 0x9747b28c;

/** 64 bits over the bytes `from` to `to` of a byte string, as two unsigned 32-bit numbers: FNV-1a and a sibling. */
export function checksum(bytes: string, from: number, to: number): readonly [number, number] {
  let a = FNV_OFFSET;
  let b = SECOND_OFFSET;
  for (let i = from; i < to; i++) {
    const c = bytes.charCodeAt(i);
    a = Math.imul(a ^ c, FNV_PRIME);
    b = Math.imul((b ^ (b >>> 15)) + c, SECOND_PRIME);
  }
  return [a >>> 0, b >>> 0];
}
