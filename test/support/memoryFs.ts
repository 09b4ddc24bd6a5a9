/** A file system in memory, for tests: flat enough to be obviously right. */
import { HostFault, type LuaFile, type LuaFs, type LuaStat } from "../../src/base/host.ts";

interface Node {
  bytes: Uint8Array;
}

const noSuchFile = (): HostFault => new HostFault("No such file or directory", 2);
const badDescriptor = (): HostFault => new HostFault("Bad file descriptor", 9);

/** Paths are taken as they are, without a leading "./"; directories exist when they were made or are the root. */
export class MemoryFs implements LuaFs {
  readonly #files = new Map<string, Node>();
  readonly #directories = new Set<string>([""]);

  #path(path: string): string {
    const clean = path.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
    const parent = clean.includes("/") ? clean.slice(0, clean.lastIndexOf("/")) : "";
    if (!this.#directories.has(parent)) throw noSuchFile();
    return clean;
  }

  open(path: string, mode: string): LuaFile {
    const key = this.#path(path);
    let node = this.#files.get(key);
    if (mode.startsWith("r") && node === undefined) throw noSuchFile();
    if (node === undefined || mode.startsWith("w")) {
      node = { bytes: new Uint8Array(0) };
      this.#files.set(key, node);
    }
    return new MemoryFile(node, mode);
  }

  stat(path: string): LuaStat | undefined {
    const key = path.replace(/^(\.\/)+/, "");
    const node = this.#files.get(key);
    if (node !== undefined) return { type: "file", size: node.bytes.length, modified: 0, mode: 0o644 };
    return this.#directories.has(key) ? { type: "directory", size: 0, modified: 0, mode: 0o755 } : undefined;
  }

  temporary(): LuaFile {
    return new MemoryFile({ bytes: new Uint8Array(0) }, "w+");
  }

  list(path: string): readonly string[] {
    const prefix = path === "" || path === "." ? "" : `${this.#path(path)}/`;
    const names = [...this.#files.keys(), ...this.#directories].filter((key) => key !== "" && key.startsWith(prefix));
    return names.map((key) => key.slice(prefix.length)).filter((key) => !key.includes("/"));
  }

  mkdir(path: string): void {
    this.#directories.add(this.#path(path));
  }

  rmdir(path: string): void {
    if (!this.#directories.delete(this.#path(path))) throw noSuchFile();
  }

  unlink(path: string): void {
    if (!this.#files.delete(this.#path(path))) throw noSuchFile();
  }

  rename(from: string, to: string): void {
    const node = this.#files.get(this.#path(from));
    if (node === undefined) throw noSuchFile();
    this.#files.delete(this.#path(from));
    this.#files.set(this.#path(to), node);
  }
}

class MemoryFile implements LuaFile {
  readonly #node: Node;
  readonly #mode: string;
  #offset = 0;

  constructor(node: Node, mode: string) {
    this.#node = node;
    this.#mode = mode;
  }

  read(max: number): Uint8Array {
    if (!/[r+]/.test(this.#mode)) throw badDescriptor();
    const part = this.#node.bytes.slice(this.#offset, this.#offset + max);
    this.#offset += part.length;
    return part;
  }

  write(bytes: Uint8Array): number {
    if (!/[wa+]/.test(this.#mode)) throw badDescriptor();
    if (this.#mode.startsWith("a")) this.#offset = this.#node.bytes.length;
    const end = this.#offset + bytes.length;
    if (end > this.#node.bytes.length) {
      const grown = new Uint8Array(end);
      grown.set(this.#node.bytes);
      this.#node.bytes = grown;
    }
    this.#node.bytes.set(bytes, this.#offset);
    this.#offset = end;
    return bytes.length;
  }

  seek(whence: "set" | "cur" | "end", offset: number): number {
    const start = whence === "set" ? 0 : whence === "cur" ? this.#offset : this.#node.bytes.length;
    if (start + offset < 0) throw new HostFault("Invalid argument", 22);
    this.#offset = start + offset;
    return this.#offset;
  }

  flush(): void {}
  close(): void {}
}
