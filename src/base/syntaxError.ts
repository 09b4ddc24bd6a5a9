/** What a {@link SyntaxFault} knows besides its message. */
export interface SyntaxFaultParts {
  /** The whole message, position included, as PUC words it. */
  readonly message: string;
  /** The chunk id, see `chunkId`. */
  readonly chunk: string;
  /** The line the message names, from 1. */
  readonly line: number;
  /** Where the offending token starts in its line: bytes, from 1. */
  readonly column: number;
  /** The offending token as the message shows it (`'x'`, `<eof>`); undefined when the message shows none. */
  readonly near: string | undefined;
}

/**
 * A chunk that does not compile (§3, §9). Host-level: `load` turns its message into a Lua value, so that programs which
 * match on PUC's texts see them.
 */
export class SyntaxFault extends Error {
  /** The chunk id, see `chunkId`. */
  readonly chunk: string;
  /** The line the message names, from 1. */
  readonly line: number;
  /** Where the offending token starts in its line: bytes, from 1. */
  readonly column: number;
  /** The offending token as the message shows it (`'x'`, `<eof>`); undefined when the message shows none. */
  readonly near: string | undefined;
  /** True when the chunk may be a prefix of a correct one: a REPL then asks for another line. */
  readonly incomplete: boolean;

  constructor(parts: SyntaxFaultParts) {
    super(parts.message);
    this.name = "SyntaxFault";
    this.chunk = parts.chunk;
    this.line = parts.line;
    this.column = parts.column;
    this.near = parts.near;
    this.incomplete = parts.near === "<eof>";
  }
}
