/** Compiled chunks. */
import { bytesToString, decodeUtf8, stringToBytes } from "../base/byteString.ts";
import { sha256 } from "../base/sha256.ts";
import type { LuaVersion } from "../base/version.ts";
import { BinaryFormatFault } from "../compiler/bytecode/binaryFormatFault.ts";
import { disassemble } from "../compiler/bytecode/disassembler.ts";
import { dump } from "../compiler/bytecode/dump.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import { dialectOf, undump } from "../compiler/bytecode/undump.ts";
import { LuaSyntaxError } from "./errors.ts";

/** Options of `Lua.compile`. */
export interface CompileOptions {
  /** As for `load`: "=name", "@file", or any text. Default: the source itself. */
  chunkName?: string;
  /** Leaves out debug information: lines and names in messages and tracebacks. */
  strip?: boolean;
}

/** A compiled chunk: immutable, usable in any number of engines of the same dialect. */
export interface Chunk {
  /** The chunk name it was compiled with; "=?" when stripped. */
  readonly name: string;
  readonly version: LuaVersion;
  /** SHA-256 of `toBytes()`, as 64 hexadecimal digits. */
  readonly hash: string;
  /** Number of functions in it, the main one included. */
  readonly functions: number;
  /** The binary form, as `string.dump` makes it; with `strip`, without debug information. */
  toBytes(options?: { strip?: boolean }): Uint8Array;
  /** A readable listing. */
  disassemble(): string;
}

/** The engine's {@link Chunk}. */
export class CompiledChunk implements Chunk {
  readonly proto: Proto;
  #hash: string | undefined;

  constructor(proto: Proto) {
    this.proto = proto;
  }
  get name(): string {
    return decodeUtf8(this.proto.source);
  }
  get version(): LuaVersion {
    return this.proto.version;
  }
  get hash(): string {
    this.#hash ??= sha256(this.toBytes());
    return this.#hash;
  }
  get functions(): number {
    let count = 0;
    const pending = [this.proto];
    for (let proto = pending.pop(); proto !== undefined; proto = pending.pop()) {
      count++;
      for (const nested of proto.protos) pending.push(nested);
    }
    return count;
  }
  toBytes(options: { strip?: boolean } = {}): Uint8Array {
    return stringToBytes(dump(this.proto, options.strip ?? false));
  }
  disassemble(): string {
    return disassemble(this.proto);
  }
}

/** See the interface of the same name. */
export const Chunk: {
  /**
   * Reads what `toBytes` or `string.dump` made. Bytes are never trusted: format, checksum and the code itself are verified, so that
   * whatever they are, the machine can run the result.
   * @throws LuaSyntaxError for anything else
   */
  fromBytes(bytes: Uint8Array): Chunk;
} = Object.freeze({
  fromBytes(bytes: Uint8Array): Chunk {
    if (!(bytes instanceof Uint8Array)) throw new TypeError("bytes: not a Uint8Array");
    const text = bytesToString(bytes);
    try {
      return new CompiledChunk(undump(text, "=chunk", dialectOf(text)));
    } catch (fault) {
      if (!(fault instanceof BinaryFormatFault)) throw fault;
      const at = { chunk: "chunk", line: 0, column: 0, near: undefined, incomplete: false };
      throw new LuaSyntaxError(fault.message, at, undefined);
    }
  },
});
