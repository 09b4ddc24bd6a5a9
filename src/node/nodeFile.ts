/** Open file descriptors as files of scripts. */
import { closeSync, constants, fstatSync, fsyncSync, readSync, type Stats, writeSync } from "node:fs";
import { decodeUtf8, encodeUtf8 } from "../base/byteString.ts";
import type { ExitStatus, LuaFile, LuaStat } from "../base/host.ts";
import { fault, withFaults } from "./fault.ts";

const EBADF = 9;
const EINVAL = 22;
const ESPIPE = 29;

/** Read, write and create flags of a C fopen mode. */
export function openFlags(mode: string): number {
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
  /** -1 once closed: the number may be that of another file then. */
  #fd: number;
  readonly #onClose: (() => void) | undefined;
  readonly #appends: boolean;
  /** The next offset; -1 for what has none (pipes, terminals): then the system's position rules. */
  #position: number;
  #buffer: Buffer | undefined;

  constructor(fd: number, appends: boolean, onClose?: () => void) {
    this.#fd = fd;
    this.#onClose = onClose;
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
    const fd = this.#fd;
    if (fd < 0) throw fault("EBADF", EBADF);
    this.#fd = -1;
    this.#onClose?.();
    withFaults(() => closeSync(fd));
    return undefined;
  }

  /** Waits until the data is on the disk. */
  sync(): void {
    withFaults(() => fsyncSync(this.#fd));
  }
}

/** What Node says of a file, as scripts see it. */
export function toStat(stat: Stats): LuaStat {
  const type = stat.isFile() ? "file" : stat.isDirectory() ? "directory" : stat.isSymbolicLink() ? "link" : "other";
  return { type, size: stat.size, modified: stat.mtimeMs / 1000, mode: stat.mode & 0o7777 };
}

/** A name as the system takes it: bytes that are not UTF-8 need a buffer. */
export function systemName(path: string): string | Buffer {
  return /[\udc80-\udcff]/.test(path) ? Buffer.from(encodeUtf8(path), "latin1") : path;
}

/** A name as scripts see it. */
export function scriptName(name: Buffer): string {
  return decodeUtf8(name.toString("latin1"));
}
