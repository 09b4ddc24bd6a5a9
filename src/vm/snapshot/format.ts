/**
 * Layout of snapshots. All numbers are varints (7 bits a byte, low ones first) unless said otherwise.
 *
 *   signature     4 bytes, ESC P s n
 *   format        1 byte, SNAPSHOT_FORMAT
 *   dialect       1 byte, 0x53 or 0x54
 *   checksum      8 bytes over the payload
 *   payload:
 *     gas         string: id of the gas schedule
 *     strings     count, then for each: length, bytes; each string of the state once, by first use
 *     chunks      count, then for each: length, bytes of a binary chunk (string.dump); the functions of all chunks, each
 *                 before those nested in it, are numbered through
 *     heads       count, then for each object: kind (1 byte) and what is needed to make it
 *     bodies      for each object, in the same order: what it refers to
 *     engine      what belongs to no object: tables, counts, runs, data of libraries, sections of the host
 *
 * The objects are numbered by first encounter in a breadth-first walk from the globals on, so that equal states have equal
 * bytes.
 */
import { ByteWriter } from "../../base/byteWriter.ts";

/** First bytes of a snapshot. */
export const SNAPSHOT_SIGNATURE = "\x1bPsn";
/** Version of the format: others are refused. */
export const SNAPSHOT_FORMAT = 3;
/** Bytes before the payload. */
export const SNAPSHOT_HEADER = 14;

/** Kinds of objects. */
export enum Kind {
  Table,
  Closure,
  /** The box of a captured local. */
  Box,
  /** A native function that has nothing of its own: by name. */
  Native,
  /** A native function with upvalues: by name. */
  NativeClosure,
  /** A function of the host: by its snapshot id. */
  Host,
  Userdata,
  Coroutine,
  /** What is no Lua value: by name of its kind. */
  Internal,
  /** A userdata that carries an internal object. */
  Holder,
}

/** Tags of values. */
export enum Tag {
  Nil,
  False,
  True,
  /** A safe integer: zigzag varint. */
  Integer,
  /** An integer outside of the safe range: 8 bytes, two's complement, low byte first. */
  BigInteger,
  /** A plain JS number that is no safe integer: 8 bytes, IEEE 754, low byte first. */
  Float,
  NaN,
  /** A boxed float: 8 bytes. */
  BoxedFloat,
  BoxedNaN,
  /** Index into the strings. */
  String,
  /** Index into the objects. */
  Object,
}

/** A state that cannot be saved, or bytes that are no snapshot. */
export class SnapshotFault {
  readonly message: string;
  /** Where in the state ("globals.handlers[3]"); "" for bytes. */
  readonly path: string;
  constructor(message: string, path = "") {
    this.message = message;
    this.path = path;
  }
}

/** Raises a fault of the bytes. */
export function malformed(what: string): never {
  throw new SnapshotFault(`malformed snapshot: ${what}`);
}

/** Two 32-bit halves of a checksum over the bytes from `from` on: FNV-1a and a sibling. */
export function snapshotChecksum(bytes: Uint8Array, from: number): readonly [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = from; i < bytes.length; i++) {
    const c = bytes[i]!;
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul((b ^ (b >>> 15)) + c, 0x85ebca6b);
  }
  return [a >>> 0, b >>> 0];
}

/** Writes the bytes of a snapshot. */
export class Writer extends ByteWriter {
  flag(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  /** A safe integer of either sign. */
  signed(value: number): void {
    this.flag(value < 0);
    this.unsigned(Math.abs(value));
  }
}

/** Reads what {@link Writer} wrote; never past the end. Throws {@link SnapshotFault}. */
export class Reader {
  private readonly bytes: Uint8Array;
  private at: number;
  private readonly scratch: DataView = new DataView(new ArrayBuffer(8));

  constructor(bytes: Uint8Array, from: number) {
    this.bytes = bytes;
    this.at = from;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    if (this.at >= this.bytes.length) malformed("it ends too early");
    return this.bytes[this.at++]!;
  }

  flag(): boolean {
    const b = this.byte();
    return b <= 1 ? b === 1 : malformed("flag");
  }

  unsigned(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const b = this.byte();
      value += (b & 0x7f) * scale;
      if (b < 0x80) {
        // one encoding for each number
        if ((b === 0 && i > 0) || value > Number.MAX_SAFE_INTEGER) malformed("number");
        return value;
      }
      scale *= 128;
    }
    return malformed("number");
  }

  /** An integer from 0 to `most`. */
  upTo(most: number): number {
    const value = this.unsigned();
    return value <= most ? value : malformed("number out of range");
  }

  signed(): number {
    const isNegative = this.flag();
    const value = this.unsigned();
    if (isNegative && value === 0) malformed("number");
    return isNegative ? -value : value;
  }

  /** A number of elements of at least `size` bytes each: never more than there can be, so that room can be made. */
  count(size: number): number {
    const count = this.unsigned();
    if (count * size > this.left) malformed("it ends too early");
    return count;
  }

  word(): number {
    return (this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24)) >>> 0;
  }

  private eightBytes(): DataView {
    for (let i = 0; i < 8; i++) this.scratch.setUint8(i, this.byte());
    return this.scratch;
  }

  bigint(): bigint {
    return this.eightBytes().getBigInt64(0, true);
  }

  double(): number {
    return this.eightBytes().getFloat64(0, true);
  }

  string(): string {
    const length = this.count(1);
    const { bytes, at } = this;
    this.at = at + length;
    let s = "";
    for (let from = at; from < at + length; from += 8192) {
      const slice = bytes.subarray(from, Math.min(from + 8192, at + length));
      s += String.fromCharCode.apply(null, slice as unknown as number[]);
    }
    return s;
  }
}
