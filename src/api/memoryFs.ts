/** A file system in memory: deterministic, and all a script can reach. */
import { bytesToString, decodeUtf8, encodeUtf8, stringToBytes } from "../base/byteString.ts";
import type { LuaFile, LuaFs, LuaStat } from "../base/host.ts";
import { fileFault } from "./faults.ts";
import { asksForDirectory, segments } from "./paths.ts";

/** Options of {@link MemoryFs}. */
export interface MemoryFsOptions {
  /** Bytes that all files together may have; beyond, writing fails with "No space left on device". Default 256 MiB. */
  readonly maxBytes?: number;
  /** Files and directories that there may be; beyond, making one fails in the same way. Default 100,000. */
  readonly maxFiles?: number;
}

const DEFAULT_MAX_BYTES = 1 << 28;
const DEFAULT_MAX_FILES = 100_000;
/** Longest name, in UTF-16 units. */
const MAX_NAME = 255;

/** The bytes all files have, and may have; and how many files and directories. */
interface Quota {
  used: number;
  readonly max: number;
  files: number;
  readonly maxFiles: number;
}

class MemoryFile {
  readonly type = "file";
  bytes: Uint8Array = new Uint8Array(0);
  /** Bytes in use; the rest of `bytes` is zero. */
  size = 0;
  /** Names (0 or 1) and open files that keep it. */
  holders = 0;
}

class Directory {
  readonly type = "directory";
  readonly entries: Map<string, MemoryFile | Directory> = new Map();
}

/** Changes the size of a file. @throws HostFault when the quota does not allow it */
function resize(file: MemoryFile, size: number, quota: Quota): void {
  const total = quota.used + size - file.size;
  if (size > file.size && total > quota.max) throw fileFault("ENOSPC");
  quota.used = total;
  if (size > file.bytes.length) {
    const grown = new Uint8Array(Math.max(size, Math.min(file.bytes.length * 2, quota.max)));
    grown.set(file.bytes.subarray(0, file.size));
    file.bytes = grown;
  } else if (size < file.size) file.bytes.fill(0, size, file.size);
  file.size = size;
}

/** Counts a new file or directory. @throws HostFault when there are too many */
function countFile(quota: Quota): void {
  if (quota.files >= quota.maxFiles) throw fileFault("ENOSPC");
  quota.files++;
}

/** A file that has a name. */
function newFile(quota: Quota): MemoryFile {
  countFile(quota);
  const file = new MemoryFile();
  file.holders = 1;
  return file;
}

/** A name or an open file that kept a file is gone; the last one frees its bytes. */
function release(file: MemoryFile, quota: Quota): void {
  file.holders--;
  if (file.holders > 0) return;
  quota.used -= file.size;
  quota.files--;
}

/** All that a {@link MemoryFs} holds, for snapshots. Names and contents are bytes, paths begin with "/". */
export interface MemoryFsContents {
  /** Directories, those above others first. */
  readonly directories: readonly string[];
  /** An empty path: only open files keep it. */
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** Open files: which file, or from `files.length` on which directory (the last one is the root); how and where. */
  readonly open: readonly { readonly file: number; readonly mode: string; readonly position: number }[];
}

/** An open file. It stays usable when its name goes away. */
class OpenFile implements LuaFile {
  readonly file: MemoryFile | Directory;
  readonly mode: string;
  readonly #quota: Quota;
  #position = 0;
  #isOpen = true;

  constructor(file: MemoryFile | Directory, mode: string, quota: Quota, position = 0) {
    if (file.type === "file") file.holders++;
    this.file = file;
    this.mode = mode;
    this.#quota = quota;
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  #content(mayUse: boolean): MemoryFile {
    if (!mayUse || !this.#isOpen) throw fileFault("EBADF");
    if (this.file.type === "directory") throw fileFault("EISDIR");
    return this.file;
  }

  read(max: number): Uint8Array {
    const file = this.#content(this.mode.startsWith("r") || this.mode.includes("+"));
    const from = Math.min(this.#position, file.size);
    const to = Math.min(from + max, file.size);
    if (to > from) this.#position = to;
    return file.bytes.slice(from, to);
  }

  write(bytes: Uint8Array): number {
    const file = this.#content(!this.mode.startsWith("r") || this.mode.includes("+"));
    if (this.mode.startsWith("a")) this.#position = file.size;
    const end = this.#position + bytes.length;
    if (end > file.size) resize(file, end, this.#quota);
    file.bytes.set(bytes, this.#position);
    this.#position = end;
    return bytes.length;
  }

  seek(whence: "set" | "cur" | "end", offset: number): number {
    const file = this.#content(true);
    const base = whence === "set" ? 0 : whence === "cur" ? this.#position : file.size;
    if (base + offset < 0) throw fileFault("EINVAL");
    this.#position = base + offset;
    return this.#position;
  }

  flush(): void {}

  close(): void {
    if (this.#isOpen && this.file.type === "file") release(this.file, this.#quota);
    this.#isOpen = false;
  }
}

/** Whether an open file is one of a {@link MemoryFs}. */
export function isMemoryFile(file: LuaFile): boolean {
  return file instanceof OpenFile;
}

/**
 * Files in memory. Paths are POSIX style; relative ones start at the root, and ".." does not lead above it. Times are
 * always 0.
 */
export class MemoryFs implements LuaFs {
  #root: Directory = new Directory();
  #quota: Quota;

  /** @param files contents by path; text is stored as UTF-8. Missing directories are made. */
  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}, options: MemoryFsOptions = {}) {
    const { maxBytes = DEFAULT_MAX_BYTES, maxFiles = DEFAULT_MAX_FILES } = options;
    this.#quota = { used: 0, max: maxBytes, files: 0, maxFiles };
    for (const [path, content] of Object.entries(files)) {
      const names = segments(path);
      const name = names.pop();
      if (name === undefined) throw new TypeError(`MemoryFs: "${path}" is not the name of a file`);
      let directory = this.#root;
      for (const part of names) {
        const entry = directory.entries.get(part) ?? this.#newDirectory();
        if (entry.type !== "directory") throw new TypeError(`MemoryFs: "${path}" is below a file`);
        directory.entries.set(part, entry);
        directory = entry;
      }
      if (directory.entries.has(name)) throw new TypeError(`MemoryFs: "${path}" is there twice`);
      const file = newFile(this.#quota);
      const bytes = typeof content === "string" ? stringToBytes(encodeUtf8(content)) : content;
      resize(file, bytes.length, this.#quota);
      file.bytes.set(bytes);
      directory.entries.set(name, file);
    }
  }

  #newDirectory(): Directory {
    countFile(this.#quota);
    return new Directory();
  }

  /** The directory a path lies in and its last name; undefined name: the root. */
  #parent(path: string): { directory: Directory; name: string | undefined } {
    if (path === "") throw fileFault("ENOENT");
    if (path.includes("\0")) throw fileFault("EINVAL");
    const names = segments(path);
    if (names.some((part) => part.length > MAX_NAME)) throw fileFault("ENAMETOOLONG");
    const name = names.pop();
    let directory = this.#root;
    for (const part of names) {
      const entry = directory.entries.get(part);
      if (entry === undefined) throw fileFault("ENOENT");
      if (entry.type !== "directory") throw fileFault("ENOTDIR");
      directory = entry;
    }
    return { directory, name };
  }

  #find(path: string): MemoryFile | Directory | undefined {
    const { directory, name } = this.#parent(path);
    return name === undefined ? this.#root : directory.entries.get(name);
  }

  open(path: string, mode: string): LuaFile {
    const { directory, name } = this.#parent(path);
    let file: MemoryFile | Directory | undefined = name === undefined ? this.#root : directory.entries.get(name);
    if (file?.type === "file" && asksForDirectory(path)) throw fileFault("ENOTDIR");
    const isPlainRead = mode.startsWith("r") && !mode.includes("+");
    if (file === undefined) {
      if (mode.startsWith("r")) throw fileFault("ENOENT");
      if (asksForDirectory(path)) throw fileFault("EISDIR");
      file = newFile(this.#quota);
      directory.entries.set(name!, file);
    } else if (file.type === "directory") {
      if (!isPlainRead) throw fileFault("EISDIR");
    } else if (mode.startsWith("w")) resize(file, 0, this.#quota);
    return new OpenFile(file, mode, this.#quota);
  }

  stat(path: string): LuaStat | undefined {
    let entry: MemoryFile | Directory | undefined;
    try {
      entry = this.#find(path);
    } catch {
      return undefined;
    }
    if (entry === undefined) return undefined;
    if (entry.type === "file" && asksForDirectory(path)) return undefined;
    if (entry.type === "directory") return { type: "directory", size: 0, modified: 0, mode: 0o755 };
    return { type: "file", size: entry.size, modified: 0, mode: 0o644 };
  }

  /** Names in a directory, sorted. */
  list(path: string): string[] {
    const entry = this.#find(path);
    if (entry === undefined) throw fileFault("ENOENT");
    if (entry.type !== "directory") throw fileFault("ENOTDIR");
    return [...entry.entries.keys()].sort();
  }

  mkdir(path: string): void {
    const { directory, name } = this.#parent(path);
    if (name === undefined || directory.entries.has(name)) throw fileFault("EEXIST");
    directory.entries.set(name, this.#newDirectory());
  }

  rmdir(path: string): void {
    const { directory, name } = this.#parent(path);
    if (name === undefined) throw fileFault("EBUSY");
    const entry = directory.entries.get(name);
    if (entry === undefined) throw fileFault("ENOENT");
    if (entry.type !== "directory") throw fileFault("ENOTDIR");
    if (entry.entries.size > 0) throw fileFault("ENOTEMPTY");
    directory.entries.delete(name);
    this.#quota.files--;
  }

  unlink(path: string): void {
    const { directory, name } = this.#parent(path);
    if (name === undefined) throw fileFault("EISDIR");
    const entry = directory.entries.get(name);
    if (entry === undefined) throw fileFault("ENOENT");
    if (entry.type === "directory") throw fileFault("EISDIR");
    if (asksForDirectory(path)) throw fileFault("ENOTDIR");
    directory.entries.delete(name);
    release(entry, this.#quota);
  }

  rename(from: string, to: string): void {
    const source = this.#parent(from);
    const target = this.#parent(to);
    if (source.name === undefined || target.name === undefined) throw fileFault("EBUSY");
    const entry = source.directory.entries.get(source.name);
    if (entry === undefined) throw fileFault("ENOENT");
    const replaced = target.directory.entries.get(target.name);
    if (replaced === entry) return;
    if (entry.type === "directory") {
      // a directory cannot move into itself
      if (`/${segments(to).join("/")}/`.startsWith(`/${segments(from).join("/")}/`)) throw fileFault("EINVAL");
      if (replaced?.type === "file") throw fileFault("ENOTDIR");
      if (replaced?.type === "directory" && replaced.entries.size > 0) throw fileFault("ENOTEMPTY");
    } else if (replaced?.type === "directory") throw fileFault("EISDIR");
    if (entry.type === "file" && (asksForDirectory(from) || asksForDirectory(to))) throw fileFault("ENOTDIR");
    if (replaced?.type === "file") release(replaced, this.#quota);
    if (replaced?.type === "directory") this.#quota.files--;
    source.directory.entries.delete(source.name);
    target.directory.entries.set(target.name, entry);
  }

  temporary(): LuaFile {
    countFile(this.#quota);
    return new OpenFile(new MemoryFile(), "w+", this.#quota);
  }

  /** All there is, with those of `open` that are files of it. */
  contents(open: readonly LuaFile[] = []): MemoryFsContents {
    const paths = new Map<MemoryFile | Directory, string>();
    const pending: [string, Directory][] = [["", this.#root]];
    for (const [path, directory] of pending) {
      for (const name of [...directory.entries.keys()].sort()) {
        const entry = directory.entries.get(name)!;
        const at = `${path}/${encodeUtf8(name)}`;
        paths.set(entry, at);
        if (entry.type === "directory") pending.push([at, entry]);
      }
    }
    const own = open.filter((file): file is OpenFile => file instanceof OpenFile);
    for (const { file } of own) if (file !== this.#root && !paths.has(file)) paths.set(file, "");
    const all = [...paths.keys()];
    const files = all.filter((entry): entry is MemoryFile => entry.type === "file");
    const directories = all.filter((entry) => entry.type === "directory" && paths.get(entry) !== "");
    const places: readonly (MemoryFile | Directory)[] = [...files, ...directories];
    const placeOf = (file: MemoryFile | Directory): number => {
      const place = places.indexOf(file);
      return place < 0 ? places.length : place;
    };
    return {
      directories: directories.map((entry) => paths.get(entry)!),
      files: files.map((file) => {
        return { path: paths.get(file)!, content: bytesToString(file.bytes.subarray(0, file.size)) };
      }),
      open: own.map(({ file, mode, position }) => ({ file: placeOf(file), mode, position })),
    };
  }

  /**
   * Makes ready to hold just these contents, within the limits of this file system.
   * @returns the open files, and what puts the new contents in the place of the old ones. Files open before keep the old.
   * @throws HostFault, TypeError when they do not fit or do not fit together; then nothing has changed
   */
  prepare({ directories, files, open }: MemoryFsContents): { open: readonly LuaFile[]; commit: () => void } {
    const { max, maxFiles } = this.#quota;
    const fresh = new MemoryFs({}, { maxBytes: max, maxFiles });
    for (const path of directories) fresh.mkdir(decodeUtf8(path));
    const entries: (MemoryFile | Directory)[] = files.map(({ path, content }) => {
      const file = path === "" ? newFile(fresh.#quota) : fresh.#newEntry(decodeUtf8(path));
      if (path === "") file.holders = 0;
      resize(file, content.length, fresh.#quota);
      file.bytes.set(stringToBytes(content));
      return file;
    });
    for (const path of directories) entries.push(fresh.#find(decodeUtf8(path))!);
    entries.push(fresh.#root);
    const opened = open.map(({ file, mode, position }) => {
      const entry = entries[file];
      if (entry === undefined) throw new TypeError("open file of nothing");
      return new OpenFile(entry, mode, fresh.#quota, position);
    });
    return {
      open: opened,
      commit: () => {
        this.#root = fresh.#root;
        this.#quota = fresh.#quota;
      },
    };
  }

  #newEntry(path: string): MemoryFile {
    const { directory, name } = this.#parent(path);
    if (name === undefined || directory.entries.has(name)) throw fileFault("EEXIST");
    const file = newFile(this.#quota);
    directory.entries.set(name, file);
    return file;
  }

  /** All files by absolute path, their bytes decoded as UTF-8 (other bytes as U+DC80-U+DCFF). No empty directories. */
  toJSON(): Record<string, string> {
    const files: Record<string, string> = {};
    const pending: [string, Directory][] = [["", this.#root]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [path, directory] = next;
      for (const [name, entry] of directory.entries) {
        if (entry.type === "directory") pending.push([`${path}/${name}`, entry]);
        else files[`${path}/${name}`] = decodeUtf8(bytesToString(entry.bytes.subarray(0, entry.size)));
      }
    }
    return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
