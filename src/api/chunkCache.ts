/** Caches of compiled chunks. */
import { bytesToString, stringToBytes } from "../base/byteString.ts";
import { sha256 } from "../base/sha256.ts";
import type { LuaVersion } from "../base/version.ts";
import { BinaryFormatFault } from "../compiler/bytecode/binaryFormatFault.ts";
import type { Compiler } from "../compiler/bytecode/compiler.ts";
import { dump } from "../compiler/bytecode/dump.ts";
import { undump } from "../compiler/bytecode/undump.ts";
import { sizeOfPrototypes } from "../vm/marker.ts";
import { type Chunk, CompiledChunk } from "./chunk.ts";

/**
 * Keeps compiled chunks by key: 64 hexadecimal digits, different whenever source, chunk name, options, dialect or compiler
 * are. Bytes that it returns are verified before they run; what is damaged or belongs elsewhere is compiled and set again.
 */
export interface ChunkCache {
  get(key: string): Uint8Array | Chunk | undefined;
  set(key: string, chunk: Chunk): void;
}

/** The option `cache`, checked. @throws TypeError */
export function checkedCache(cache: ChunkCache | undefined): ChunkCache | undefined {
  const isCache = typeof cache?.get === "function" && typeof cache.set === "function";
  if (cache !== undefined && !isCache) throw new TypeError("cache: has no get and set");
  return cache;
}

/** What is to be compiled: byte strings. */
export interface Compilation {
  readonly source: string;
  readonly name: string;
  readonly version: LuaVersion;
  readonly strip: boolean;
}

/** Compiles unless the cache has it. @throws SyntaxFault */
export function compileThrough(cache: ChunkCache | undefined, compiler: Compiler, what: Compilation): CompiledChunk {
  if (cache === undefined) return compileAnew(compiler, what);
  const key = keyOf(compiler, what);
  const found = usable(cache.get(key), what);
  if (found !== undefined) return found;
  const chunk = compileAnew(compiler, what);
  cache.set(key, chunk);
  return chunk;
}

function compileAnew(compiler: Compiler, { source, name, version, strip }: Compilation): CompiledChunk {
  const proto = compiler.compile(source, name, version);
  return new CompiledChunk(strip ? undump(dump(proto, true), name, version) : proto);
}

/** The length of the name keeps what follows it apart. */
function keyOf(compiler: Compiler, { source, name, version, strip }: Compilation): string {
  const options = strip ? "strip" : "";
  return sha256(stringToBytes(`${compiler.id}\n${version}\n${options}\n${name.length}\n${name}${source}`));
}

/** What a cache returned, if it can be what was asked for. */
function usable(entry: Uint8Array | Chunk | undefined, what: Compilation): CompiledChunk | undefined {
  const chunk = entry instanceof Uint8Array ? verified(entry, what.version) : entry;
  if (!(chunk instanceof CompiledChunk) || chunk.version !== what.version) return undefined;
  return what.strip || chunk.proto.source === what.name ? chunk : undefined;
}

function verified(bytes: Uint8Array, version: LuaVersion): CompiledChunk | undefined {
  try {
    return new CompiledChunk(undump(bytesToString(bytes), "=cache", version));
  } catch (fault) {
    if (fault instanceof BinaryFormatFault) return undefined;
    throw fault;
  }
}

/** Options of {@link memoryChunkCache}. */
export interface MemoryCacheOptions {
  /** Default 1000. */
  maxEntries?: number;
  /** Bytes that the compiled chunks take up in memory, by the engine's accounting. Default 64 MiB. */
  maxBytes?: number;
}

/**
 * A cache in memory that any number of engines may share; over its limits it drops what was not used for the longest time.
 * @throws TypeError for a limit that is no number from 0 on
 */
export function memoryChunkCache(options: MemoryCacheOptions = {}): ChunkCache {
  const { maxEntries = 1000, maxBytes = 1 << 26 } = options;
  return new MemoryCache(checked("maxEntries", maxEntries), checked("maxBytes", maxBytes));
}

function checked(name: string, value: unknown): number {
  if (typeof value !== "number" || !(value >= 0)) throw new TypeError(`${name}: not a number of at least 0`);
  return value;
}

interface Entry {
  readonly chunk: Chunk;
  readonly size: number;
}

class MemoryCache implements ChunkCache {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  /** Least recently used first. */
  readonly #entries: Map<string, Entry> = new Map();
  #bytes = 0;

  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  get(key: string): Chunk | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.chunk;
  }

  set(key: string, chunk: Chunk): void {
    this.#drop(key);
    const size = chunk instanceof CompiledChunk ? sizeOfPrototypes(chunk.proto) : chunk.toBytes().length;
    if (size > this.#maxBytes || this.#maxEntries < 1) return;
    this.#entries.set(key, { chunk, size });
    this.#bytes += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries && this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }
}
