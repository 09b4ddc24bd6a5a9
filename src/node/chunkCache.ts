/** A cache of compiled chunks in a directory. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Chunk, ChunkCache } from "../api/index.ts";

/** What keys look like; nothing else becomes a file name. */
const KEY = /^[0-9a-f]{64}$/;

/**
 * A cache that keeps each chunk in a file of `directory`, which is made when it is missing. Processes may share it: files appear whole
 * or not at all. Engines verify what they read, and replace what is damaged; what cannot be read or written is as if it were
 * not there. Nothing is ever removed.
 * @throws Error when the directory cannot be made
 */
export function fileChunkCache(directory: string): ChunkCache {
  mkdirSync(directory, { recursive: true });
  return new FileCache(directory);
}

class FileCache implements ChunkCache {
  readonly #directory: string;
  #writes = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  get(key: string): Uint8Array | undefined {
    if (!KEY.test(key)) return undefined;
    try {
      return readFileSync(this.#fileOf(key));
    } catch {
      return undefined;
    }
  }

  set(key: string, chunk: Chunk): void {
    if (!KEY.test(key)) return;
    const file = this.#fileOf(key);
    const unfinished = `${file}.${process.pid}.${this.#writes++}`;
    try {
      writeFileSync(unfinished, chunk.toBytes(), { flag: "wx", mode: 0o600 });
      renameSync(unfinished, file);
    } catch {
      rmSync(unfinished, { force: true });
    }
  }

  #fileOf(key: string): string {
    return join(this.#directory, `${key}.luac`);
  }
}
