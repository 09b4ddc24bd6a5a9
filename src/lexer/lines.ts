import { newlineEnd } from "./quotedString.ts";

/** Counts lines while offsets grow. `\r\n` and `\n\r` end one line, as do `\n` and `\r` alone (§3.1). */
export class LineCounter {
  /** The line that {@link advance} reached, from 1. */
  line = 1;
  /** Where the next newline sequence starts; past the end of the text when there is none. */
  next: number;
  private readonly text: string;
  private readonly hasReturns: boolean;

  constructor(text: string) {
    this.text = text;
    this.hasReturns = text.includes("\r");
    this.next = this.find(0);
  }

  /** Moves on to `offset`, not before the last one, and gives the line it is in. */
  advance(offset: number): number {
    while (this.next < offset) {
      this.line++;
      this.next = this.find(this.hasReturns ? newlineEnd(this.text, this.next) : this.next + 1);
    }
    return this.line;
  }

  private find(from: number): number {
    if (!this.hasReturns) {
      const at = this.text.indexOf("\n", from);
      return at < 0 ? Number.POSITIVE_INFINITY : at;
    }
    for (let at = from; at < this.text.length; at++) {
      const c = this.text.charCodeAt(at);
      if (c === 10 || c === 13) return at;
    }
    return Number.POSITIVE_INFINITY;
  }
}
