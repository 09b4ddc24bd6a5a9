/** Compiling what has been compiled before: the processes of a world are often many of one program. */
import type { LuaVersion } from "../../base/version.ts";
import type { Compiler } from "../../compiler/bytecode/compiler.ts";
import { Proto } from "../../compiler/bytecode/proto.ts";

/** Characters of source that are remembered, texts that are longer than an eighth of it not at all. */
const ROOM = 2 ** 20;

/**
 * A compiler that remembers. Loading costs the same gas and memory either way, and each time gives prototypes of its own:
 * states say which functions have one in common, and that must not depend on what others have compiled.
 */
export class RememberingCompiler implements Compiler {
  readonly #compiler: Compiler;
  readonly #known: Map<string, Proto> = new Map();
  #room = ROOM;

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  get id(): string {
    return this.#compiler.id;
  }

  /** @throws SyntaxFault */
  compile(source: string, chunkName: string, version: LuaVersion): Proto {
    // names may have any bytes: their length says where they end
    const key = `${version} ${chunkName.length} ${chunkName}${source}`;
    const known = this.#known.get(key);
    if (known !== undefined) return twin(known);
    const proto = this.#compiler.compile(source, chunkName, version);
    if (key.length > ROOM / 8) return proto;
    this.#room -= key.length;
    if (this.#room < 0) {
      this.#known.clear();
      this.#room = ROOM - key.length;
    }
    this.#known.set(key, proto);
    return proto;
  }
}

/** The same prototypes once more; their contents are immutable and stay shared. */
function twin(proto: Proto): Proto {
  return new Proto({ ...proto, protos: proto.protos.map(twin) });
}
