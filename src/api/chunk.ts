/** Compiled chunks. */
import { stringToBytes } from "../base/byteString.ts";
import type { LuaVersion } from "../base/version.ts";
import { disassemble } from "../compiler/bytecode/disassembler.ts";
import { dump } from "../compiler/bytecode/dump.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";

/** A compiled chunk: immutable, usable in any engine of the same dialect. */
export interface Chunk {
  readonly name: string;
  readonly version: LuaVersion;
  /** A readable listing. */
  disassemble(): string;
  /** The binary form that `load` accepts where bytecode is allowed. */
  toBytes(options?: { strip?: boolean }): Uint8Array;
}

/** The engine's {@link Chunk}. */
export class CompiledChunk implements Chunk {
  readonly proto: Proto;
  constructor(proto: Proto) {
    this.proto = proto;
  }
  get name(): string {
    return this.proto.source;
  }
  get version(): LuaVersion {
    return this.proto.version;
  }
  disassemble(): string {
    return disassemble(this.proto);
  }
  toBytes(options: { strip?: boolean } = {}): Uint8Array {
    return stringToBytes(dump(this.proto, options.strip ?? false));
  }
}
