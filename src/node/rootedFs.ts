/**
 * A directory as a whole file system. The rules:
 *
 * - ".." is carried out on the script's path, before anything is looked up, and does not lead above the root.
 * - Symbolic links are resolved first; only then is it checked, name by name and never by comparing texts, that the file
 *   lies below the root. A link that leads nowhere is refused: nothing is created through one.
 * - Between the check and the use somebody else may change the tree. On Linux the directory is therefore opened first; what
 *   was opened is checked (`/proc/self/fd`), and all work goes through that descriptor, never again through its path. Where
 *   there is no such thing, what was opened is checked once more.
 * - Only files and directories can be opened: a pipe would stop the process.
 *
 * What is not covered: hard links to files outside, which whoever owns the root must not make.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { asksForDirectory, segments } from "../api/paths.ts";
import type { LuaStat } from "../base/host.ts";
import { fault, withFaults } from "./fault.ts";
import { scriptName, systemName, toStat } from "./nodeFile.ts";
import { isSpecialOnWindows } from "./windowsNames.ts";

const ENOENT = 2;
const EACCES = 13;
const EBUSY = 16;
const EEXIST = 17;
const ENOTDIR = 20;
const EISDIR = 21;
const EINVAL = 22;
const EROFS = 30;

const DESCRIPTORS = "/proc/self/fd";

/** A place in the machine's file system: a directory without links in its path, and a name in it ("." for itself). */
interface Entry {
  readonly directory: string;
  readonly name: string;
}

/** What an entry is used for: looking, changing a file's content, or making, removing and renaming it. */
type Use = "read" | "write" | "replace";

function realPath(path: string): string {
  return withFaults(() => scriptName(realpathSync.native(systemName(path), "buffer")));
}

/** Whether a path is that of a directory or lies below it; both without links. */
function isWithin(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** See the file comment. */
export class RootedFs {
  readonly #root: string;
  /** What may be written, without links; undefined: nothing. */
  readonly #writable: readonly string[] | undefined;
  readonly #hasDescriptors: boolean = process.platform === "linux" && existsSync(DESCRIPTORS);

  constructor(root: string, write: boolean | readonly string[]) {
    this.#root = realpathSync.native(root);
    if (!lstatSync(this.#root).isDirectory()) throw new TypeError(`nodeFs: root "${root}" is no directory`);
    if (write === true) this.#writable = [this.#root];
    else if (write !== false) this.#writable = write.map((path) => this.#writablePath(path));
  }

  #writablePath(path: string): string {
    const full = join(this.#root, ...segments(path));
    if (!existsSync(full)) return full;
    const real = realpathSync.native(full);
    if (!isWithin(real, this.#root)) throw new TypeError(`nodeFs: write: "${path}" leads out of the root`);
    return real;
  }

  // ---------------------------------------------------------------- finding

  /** The place of a path: with `follow`, of what the link leads to that is there. */
  #locate(path: string, follow: boolean): Entry {
    if (path === "") throw fault("ENOENT", ENOENT);
    if (path.includes("\0")) throw fault("EINVAL", EINVAL);
    const names = segments(path);
    if (process.platform === "win32" && names.some(isSpecialOnWindows)) throw fault("ENOENT", ENOENT);
    const name = names.pop();
    if (name === undefined) return { directory: this.#root, name: "." };
    const directory = realPath(join(this.#root, ...names));
    this.#checkInside(directory);
    if (!follow) return { directory, name };
    const candidate = join(directory, name);
    const stat = withFaults(() => lstatSync(systemName(candidate), { throwIfNoEntry: false }));
    if (stat?.isSymbolicLink() !== true) return { directory, name };
    const target = realPath(candidate);
    this.#checkInside(target);
    if (target === this.#root) return { directory: target, name: "." };
    return { directory: dirname(target), name: target.slice(dirname(target).length).replace(/^[/\\]/, "") };
  }

  #checkInside(path: string): void {
    if (!isWithin(path, this.#root)) throw fault("EACCES", EACCES);
  }

  #checkUse(directory: string, name: string, use: Use): void {
    if (use === "read") return;
    if (this.#writable === undefined) throw fault("EROFS", EROFS);
    const path = join(directory, name);
    const isAllowed = this.#writable.some(
      (allowed) => isWithin(path, allowed) && (use === "write" || path !== allowed),
    );
    if (!isAllowed) throw fault("EACCES", EACCES);
  }

  /** Does `work` with a name that stands for the entry, after all checks. */
  #use<T>({ directory, name }: Entry, use: Use, work: (path: string | Buffer) => T): T {
    if (!this.#hasDescriptors) {
      this.#checkUse(directory, name, use);
      return withFaults(() => work(systemName(join(directory, name))));
    }
    const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
    const fd = withFaults(() => openSync(systemName(directory), flags));
    try {
      const actual = this.#pathOf(fd);
      this.#checkUse(actual, name, use);
      return withFaults(() => work(systemName(`${DESCRIPTORS}/${fd}/${name}`)));
    } finally {
      closeSync(fd);
    }
  }

  /** Where an open file really is. @throws HostFault when that is outside the root */
  #pathOf(fd: number): string {
    const path = withFaults(() => scriptName(readlinkSync(`${DESCRIPTORS}/${fd}`, "buffer")));
    this.#checkInside(path);
    return path;
  }

  /** Fails when a path that must be that of a directory is not. */
  #checkKind(path: string, entry: Entry): void {
    if (!asksForDirectory(path) || entry.name === ".") return;
    const stat = this.#use(entry, "read", (name) => lstatSync(name, { throwIfNoEntry: false }));
    if (stat !== undefined && !stat.isDirectory()) throw fault("ENOTDIR", ENOTDIR);
  }

  // ---------------------------------------------------------------- operations

  /** Opens a file; the descriptor. */
  open(path: string, flags: number): number {
    const writes = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
    if (writes && this.#writable === undefined) throw fault("EROFS", EROFS);
    const entry = this.#locate(path, true);
    this.#checkKind(path, entry);
    if (asksForDirectory(path) && writes) throw fault("EISDIR", EISDIR);
    const careful = (flags & ~constants.O_TRUNC) | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    return this.#use(entry, writes ? "write" : "read", (name) => {
      const fd = openSync(name, careful, 0o666);
      try {
        this.#checkOpened(fd, entry);
        if ((flags & constants.O_TRUNC) !== 0) ftruncateSync(fd, 0);
        return fd;
      } catch (thrown) {
        closeSync(fd);
        throw thrown;
      }
    });
  }

  #checkOpened(fd: number, { directory, name }: Entry): void {
    const stat = fstatSync(fd);
    if (!stat.isFile() && !stat.isDirectory()) throw fault("EACCES", EACCES);
    if (this.#hasDescriptors) this.#pathOf(fd);
    else this.#checkInside(realPath(join(directory, name)));
  }

  stat(path: string, follow: boolean): LuaStat | undefined {
    if (path === "") return undefined;
    let entry: Entry;
    try {
      entry = this.#locate(path, follow);
    } catch (thrown) {
      const { errno } = thrown as { errno?: number };
      if (errno === ENOENT || errno === ENOTDIR) return undefined;
      throw thrown;
    }
    const stat = this.#lookAt(entry);
    if (stat === undefined || (asksForDirectory(path) && !stat.isDirectory())) return undefined;
    return toStat(stat);
  }

  #lookAt(entry: Entry): Stats | undefined {
    try {
      return this.#use(entry, "read", (name) => lstatSync(name, { throwIfNoEntry: false }));
    } catch (thrown) {
      // what should be its directory is a file
      if ((thrown as { errno?: number }).errno === ENOTDIR) return undefined;
      throw thrown;
    }
  }

  list(path: string): string[] {
    const entry = this.#locate(path, true);
    const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
    return this.#use(entry, "read", (name) => {
      if (!this.#hasDescriptors) return readdirSync(name, "buffer");
      const fd = openSync(name, flags);
      try {
        this.#pathOf(fd);
        return readdirSync(`${DESCRIPTORS}/${fd}/.`, "buffer");
      } finally {
        closeSync(fd);
      }
    })
      .map(scriptName)
      .sort();
  }

  mkdir(path: string): void {
    const entry = this.#locate(path, false);
    if (entry.name === ".") throw fault("EEXIST", EEXIST);
    this.#use(entry, "replace", (name) => mkdirSync(name));
  }

  rmdir(path: string): void {
    const entry = this.#removable(path);
    this.#use(entry, "replace", (name) => rmdirSync(name));
  }

  unlink(path: string): void {
    const entry = this.#removable(path);
    this.#use(entry, "replace", (name) => unlinkSync(name));
  }

  rename(from: string, to: string): void {
    const source = this.#removable(from);
    const target = this.#removable(to);
    if (asksForDirectory(to) && this.#lookAt(source)?.isDirectory() === false) throw fault("ENOTDIR", ENOTDIR);
    this.#use(source, "replace", (oldName) => {
      this.#use(target, "replace", (newName) => renameSync(oldName, newName));
    });
  }

  /** The entry itself, a link too, but not the root. */
  #removable(path: string): Entry {
    const entry = this.#locate(path, false);
    if (entry.name === ".") throw fault("EBUSY", EBUSY);
    this.#checkKind(path, entry);
    return entry;
  }
}
