/** The file system of the machine as a script sees it; everything synchronous. */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";
import { encodeUtf8 } from "../base/byteString.ts";
import type { ExitStatus, LuaFile, LuaFs, LuaStat } from "../base/host.ts";
import { fault, withFaults } from "./fault.ts";

/** What a script may reach. */
export interface NodeFsOptions {
  /**
   * A directory that becomes "/" for the script: neither ".." nor symbolic links lead out of it. Absent: the whole file
   * system, and relative names start from the current directory.
   */
  readonly root?: string;
  /** Whether anything may be created, changed or removed; default false. */
  readonly write?: boolean;
}

const EACCES = 13;
const EBUSY = 16;
const EINVAL = 22;
const ENOENT = 2;
const EROFS = 30;
const ESPIPE = 29;

/** Read, write and create flags of a C fopen mode. */
function openFlags(mode: string): number {
  const update = mode.includes("+");
  switch (mode[0]) {
    case "r":
      return update ? constants.O_RDWR : constants.O_RDONLY;
    case "w":
      return (update ? constants.O_RDWR : constants.O_WRONLY) | constants.O_CREAT | constants.O_TRUNC;
    case "a":
      return (update ? constants.O_RDWR : constants.O_WRONLY) | constants.O_CREAT | constants.O_APPEND;
    default:
      throw fault("EINVAL", EINVAL);
  }
}

/** An open file descriptor. */
export class NodeFile implements LuaFile {
  readonly #fd: number;
  readonly #appends: boolean;
  /** The next offset; -1 for what has none (pipes, terminals): then the system's position rules. */
  #position: number;
  #buffer: Buffer | undefined;

  constructor(fd: number, appends: boolean) {
    this.#fd = fd;
    this.#appends = appends;
    const stat = fstatSync(fd);
    this.#position = stat.isFile() || stat.isBlockDevice() ? 0 : -1;
  }

  #readInto(buffer: Buffer, max: number): number {
    const count = withFaults(() => readSync(this.#fd, buffer, 0, max, this.#position < 0 ? null : this.#position));
    if (this.#position >= 0) this.#position += count;
    return count;
  }

  read(max: number): Uint8Array {
    const buffer = Buffer.allocUnsafe(max);
    return buffer.subarray(0, this.#readInto(buffer, max));
  }

  readString(max: number): string {
    let buffer = this.#buffer;
    if (buffer === undefined || buffer.length < max) {
      buffer = Buffer.allocUnsafeSlow(max);
      this.#buffer = buffer;
    }
    return buffer.toString("latin1", 0, this.#readInto(buffer, max));
  }

  write(bytes: Uint8Array): number {
    const at = this.#position < 0 || this.#appends ? null : this.#position;
    const count = withFaults(() => writeSync(this.#fd, bytes, 0, bytes.length, at));
    if (this.#appends && this.#position >= 0) this.#position = fstatSync(this.#fd).size;
    else if (this.#position >= 0) this.#position += count;
    return count;
  }

  writeString(bytes: string): number {
    return this.write(Buffer.from(bytes, "latin1"));
  }

  seek(whence: "set" | "cur" | "end", offset: number): number {
    if (this.#position < 0) {
      if (withFaults(() => fstatSync(this.#fd)).isCharacterDevice()) return 0;
      throw fault("ESPIPE", ESPIPE);
    }
    const base = whence === "set" ? 0 : whence === "cur" ? this.#position : fstatSync(this.#fd).size;
    const target = base + offset;
    if (target < 0) throw fault("EINVAL", EINVAL);
    this.#position = target;
    return target;
  }

  flush(): void {}

  close(): ExitStatus | undefined {
    withFaults(() => closeSync(this.#fd));
    return undefined;
  }

  /** Waits until the data is on the disk. */
  sync(): void {
    withFaults(() => fsyncSync(this.#fd));
  }
}

class NodeFs implements LuaFs {
  readonly #root: string | undefined;
  readonly #mayWrite: boolean;

  constructor(options: NodeFsOptions) {
    this.#root = options.root === undefined ? undefined : realpathSync(options.root);
    this.#mayWrite = options.write ?? false;
  }

  /**
   * The name for the system. Inside a root, the directory part is resolved first; when `follow` is set, so is the last
   * component.
   */
  #locate(path: string, follow: boolean): string | Buffer {
    if (path === "") throw fault("ENOENT", ENOENT);
    const root = this.#root;
    if (root === undefined) return systemName(path);
    const inside = resolve("/", path);
    const joined = join(root, inside);
    if (inside === "/") {
      if (follow) return root;
      throw fault("EBUSY", EBUSY); // the root itself is not for removing
    }
    const directory = withFaults(() => realpathSync(dirname(joined)));
    this.#checkInside(directory);
    const candidate = join(directory, basename(joined));
    if (!follow) return systemName(candidate);
    return systemName(this.#followLast(candidate));
  }

  /** The file that a name stands for, which need not exist; a link that leads nowhere is refused. */
  #followLast(candidate: string): string {
    const stat = withFaults(() => lstatSync(candidate, { throwIfNoEntry: false }));
    if (stat === undefined || !stat.isSymbolicLink()) return candidate;
    const target = withFaults(() => realpathSync(candidate));
    this.#checkInside(target);
    return target;
  }

  #checkInside(path: string): void {
    const root = this.#root!;
    if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) throw fault("EACCES", EACCES);
  }

  #checkWrite(): void {
    if (!this.#mayWrite) throw fault("EROFS", EROFS);
  }

  open(path: string, mode: string): LuaFile {
    if (!mode.startsWith("r") || mode.includes("+")) this.#checkWrite();
    const name = this.#locate(path, true);
    return withFaults(() => new NodeFile(openSync(name, openFlags(mode), 0o666), mode.startsWith("a")));
  }

  stat(path: string, follow = true): LuaStat | undefined {
    const name = this.#locate(path, follow);
    const stat = withFaults(() =>
      follow ? statSync(name, { throwIfNoEntry: false }) : lstatSync(name, { throwIfNoEntry: false }),
    );
    if (stat === undefined) return undefined;
    const type = stat.isFile() ? "file" : stat.isDirectory() ? "directory" : stat.isSymbolicLink() ? "link" : "other";
    return { type, size: stat.size, modified: stat.mtimeMs / 1000, mode: stat.mode & 0o7777 };
  }

  list(path: string): string[] {
    const name = this.#locate(path, true);
    return withFaults(() => readdirSync(name)).sort();
  }

  mkdir(path: string): void {
    this.#checkWrite();
    const name = this.#locate(path, false);
    withFaults(() => mkdirSync(name));
  }

  rmdir(path: string): void {
    this.#checkWrite();
    const name = this.#locate(path, false);
    withFaults(() => rmdirSync(name));
  }

  unlink(path: string): void {
    this.#checkWrite();
    const name = this.#locate(path, false);
    withFaults(() => unlinkSync(name));
  }

  rename(from: string, to: string): void {
    this.#checkWrite();
    const source = this.#locate(from, false);
    const target = this.#locate(to, false);
    withFaults(() => renameSync(source, target));
  }

  temporary(): LuaFile {
    this.#checkWrite();
    return withFaults(() => {
      const directory = mkdtempSync(join(tmpdir(), "lua_"));
      const name = join(directory, "file");
      const fd = openSync(name, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
      unlinkSync(name);
      rmdirSync(directory);
      return new NodeFile(fd, false);
    });
  }
}

/** A name as the system takes it: bytes that are not UTF-8 need a buffer. */
function systemName(path: string): string | Buffer {
  return /[\udc80-\udcff]/.test(path) ? Buffer.from(encodeUtf8(path), "latin1") : path;
}

/** The files of this machine for scripts. */
export function nodeFs(options: NodeFsOptions = {}): LuaFs {
  return new NodeFs(options);
}
