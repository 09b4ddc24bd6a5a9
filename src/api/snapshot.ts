/** Snapshots as a host sees them (EMBEDDING D.10). */
import { sha256 } from "../base/sha256.ts";
import type { LuaVersion } from "../base/version.ts";
import { readHeader } from "../vm/snapshot/decoder.ts";
import { SNAPSHOT_FORMAT, SnapshotFault } from "../vm/snapshot/format.ts";
import { LuaSnapshotError } from "./errors.ts";

/** What goes into a snapshot. */
export interface SnapshotOptions {
  /**
   * Saves all files of the engine's MemoryFs too, and restores them into that of the restorer; default false. Without it an
   * open file is opened again by its name.
   */
  readonly includeFs?: boolean;
  /** Whether the instructions used so far are saved; default true. Without it a restored engine starts with a fresh meter. */
  readonly includeMeter?: boolean;
  /** Leaves the debug information of functions out; messages then have no lines and names. Default false. */
  readonly strip?: boolean;
}

/** The state of an engine as bytes: equal states have equal bytes. Make one with `lua.snapshot()`. */
export class Snapshot {
  readonly #bytes: Uint8Array;
  #hash: string | undefined;
  /** Dialect of the engine. */
  readonly version: LuaVersion;
  /** Version of the format. */
  readonly format: number = SNAPSHOT_FORMAT;

  /** Use `Lua.snapshot` or {@link Snapshot.fromBytes}. */
  constructor(bytes: Uint8Array, version: LuaVersion) {
    this.#bytes = bytes;
    this.version = version;
  }

  /**
   * A snapshot from its bytes, which are copied. The header and the checksum are looked at now, the rest when it is restored.
   * @throws LuaSnapshotError
   */
  static fromBytes(bytes: Uint8Array): Snapshot {
    if (!(bytes instanceof Uint8Array)) throw new TypeError("snapshot: not a Uint8Array");
    try {
      // Node's Buffer has a slice of its own, which does not copy
      return new Snapshot(Uint8Array.prototype.slice.call(bytes), readHeader(bytes));
    } catch (fault) {
      if (fault instanceof SnapshotFault) throw new LuaSnapshotError(fault.message, fault.path, undefined);
      throw fault;
    }
  }

  /** SHA-256 of the bytes, in hexadecimal digits. */
  get hash(): string {
    this.#hash ??= sha256(this.#bytes);
    return this.#hash;
  }

  /** Number of bytes. */
  get size(): number {
    return this.#bytes.length;
  }

  /** A copy of the bytes. */
  toBytes(): Uint8Array {
    return this.#bytes.slice();
  }
}
