/** A growing array of bytes. */
export class ByteWriter {
  private bytes: Uint8Array = new Uint8Array(256);
  private size = 0;
  private readonly scratch: DataView = new DataView(new ArrayBuffer(8));

  private room(count: number): void {
    if (this.size + count <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.size + count));
    bytes.set(this.bytes.subarray(0, this.size));
    this.bytes = bytes;
  }

  byte(value: number): void {
    if (this.size === this.bytes.length) this.room(1);
    this.bytes[this.size++] = value;
  }

  /** An integer from 0 to 2^53 - 1, seven bits a byte, low ones first. */
  unsigned(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** Four bytes, low one first. */
  word(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.byte((value >>> shift) & 0xff);
  }

  /** A 64-bit integer, low byte first. */
  bigint(value: bigint): void {
    this.scratch.setBigInt64(0, value, true);
    this.copyScratch();
  }

  /** A 64-bit float, low byte first. */
  double(value: number): void {
    this.scratch.setFloat64(0, value, true);
    this.copyScratch();
  }

  private copyScratch(): void {
    for (let i = 0; i < 8; i++) this.byte(this.scratch.getUint8(i));
  }

  /** The length and the bytes of a byte string. */
  string(s: string): void {
    const { length } = s;
    this.unsigned(length);
    this.room(length);
    const { bytes, size } = this;
    for (let i = 0; i < length; i++) bytes[size + i] = s.charCodeAt(i);
    this.size += length;
  }

  append(other: ByteWriter): void {
    this.room(other.size);
    this.bytes.set(other.bytes.subarray(0, other.size), this.size);
    this.size += other.size;
  }

  /** Everything written. */
  result(): Uint8Array {
    return this.bytes.slice(0, this.size);
  }
}
