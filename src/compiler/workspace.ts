/** Words of the first piece of memory that finished code goes to. */
const FIRST_PIECE = 1024;
const LARGEST_PIECE = 1 << 16;
const FIRST_WORDS = 128;

/** Code and line table of a function under construction: grown as needed, used by one function after the other. */
export class WorkArrays {
  words: Int32Array = new Int32Array(FIRST_WORDS);
  lines: Int32Array = new Int32Array(FIRST_WORDS >> 1);
}

/**
 * Memory of a compilation. A typed array of its own for the code of each function, and several while it grows, would cost
 * more than to generate that code: functions share work arrays, and finished code lies in pieces that several of them share.
 */
export class Workspace {
  private readonly spare: WorkArrays[] = [];
  private piece: Int32Array | undefined = undefined;
  private used = 0;

  /** Work arrays, until {@link Workspace.giveBack}. */
  borrow(): WorkArrays {
    return this.spare.pop() ?? new WorkArrays();
  }

  giveBack(arrays: WorkArrays): void {
    this.spare.push(arrays);
  }

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
