/** Words of the first piece of memory that finished code goes to. */
const FIRST_PIECE = 1024;
const LARGEST_PIECE = 1 << 16;

/**
 * Memory for the finished code of a chunk. A typed array of its own for the code of each function would cost more than to generate
 * that code: functions share pieces.
 */
export class Workspace {
  private piece: Int32Array | undefined = undefined;
  private used = 0;

  /** A lasting copy of the first `length` words. `isLast`: no other will be wanted. */
  keep(words: Int32Array, length: number, isLast: boolean): Int32Array {
    if (this.piece === undefined || this.used + length > this.piece.length) {
      if (isLast || length * 2 > LARGEST_PIECE) return words.slice(0, length);
      const size = this.piece === undefined ? FIRST_PIECE : Math.min(this.piece.length * 4, LARGEST_PIECE);
      this.piece = new Int32Array(Math.max(size, length * 2));
      this.used = 0;
    }
    const kept = this.piece.subarray(this.used, this.used + length);
    for (let i = 0; i < length; i++) kept[i] = words[i]!;
    this.used += length;
    return kept;
  }
}
