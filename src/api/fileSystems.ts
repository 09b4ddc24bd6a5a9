/** File systems made of others. They are synchronous as long as those are. */
import type { Awaitable, LuaFile, LuaFs, LuaStat } from "../base/host.ts";
import { fileFault } from "./faults.ts";
import { asksForDirectory, joined, segments } from "./paths.ts";

/** Whether a C fopen mode changes nothing. */
export function onlyReads(mode: string): boolean {
  return mode.startsWith("r") && !mode.includes("+");
}

/** The same files, of which none can be created, changed or removed ("Read-only file system"). */
export function readOnlyFs(fs: LuaFs): LuaFs {
  const refuse = (): never => {
    throw fileFault("EROFS");
  };
  return {
    open: (path: string, mode: string): Awaitable<LuaFile> => (onlyReads(mode) ? fs.open(path, mode) : refuse()),
    stat: (path: string, follow?: boolean): Awaitable<LuaStat | undefined> => fs.stat(path, follow),
    list: (path: string): Awaitable<readonly string[]> => fs.list(path),
    mkdir: refuse,
    rmdir: refuse,
    unlink: refuse,
    rename: refuse,
  };
}

const MOUNT_POINT: LuaStat = Object.freeze({ type: "directory", size: 0, modified: 0, mode: 0o755 });

interface Mount {
  readonly names: readonly string[];
  readonly fs: LuaFs;
}

/** Where a path leads: into a file system, or to a directory that is there because something is mounted below it. */
interface Place {
  readonly fs: LuaFs | undefined;
  readonly path: string;
  readonly names: readonly string[];
  readonly isMountPoint: boolean;
}

class MountFs implements LuaFs {
  /** The deepest first. */
  readonly #mounts: readonly Mount[];
  temporary?: () => Awaitable<LuaFile>;

  constructor(mounts: Readonly<Record<string, LuaFs>>) {
    this.#mounts = Object.entries(mounts)
      .map(([path, fs]) => ({ names: segments(path), fs }))
      .sort((a, b) => b.names.length - a.names.length);
    const paths = this.#mounts.map(({ names }) => joined(names));
    const twice = paths.find((path, i) => paths.indexOf(path) !== i);
    if (twice !== undefined) throw new TypeError(`mountFs: two file systems at "${twice}"`);
    const fs = this.#mounts.findLast((mount) => mount.fs.temporary !== undefined)?.fs;
    if (fs !== undefined) this.temporary = () => fs.temporary!();
  }

  #locate(path: string): Place {
    if (path === "") throw fileFault("ENOENT");
    const names = segments(path);
    // a file that is named like a directory must still be refused
    const end = asksForDirectory(path) && names.length > 0 ? "/" : "";
    const isMountPoint = this.#mounts.some((mount) => startsWith(mount.names, names));
    const mount = this.#mounts.find((candidate) => startsWith(names, candidate.names));
    const inside = mount === undefined ? [] : names.slice(mount.names.length);
    return { fs: mount?.fs, path: inside.length === 0 ? "/" : joined(inside) + end, names, isMountPoint };
  }

  /** The place of a path that is to be made or removed. */
  #changeable(path: string): Place & { readonly fs: LuaFs } {
    const place = this.#locate(path);
    if (place.isMountPoint) throw fileFault("EBUSY");
    return inFileSystem(place, "EROFS");
  }

  open(path: string, mode: string): Awaitable<LuaFile> {
    const place = this.#locate(path);
    if (place.isMountPoint && !onlyReads(mode)) throw fileFault("EISDIR");
    const { fs, path: inside } = inFileSystem(place, onlyReads(mode) ? "ENOENT" : "EROFS");
    return fs.open(inside, mode);
  }

  stat(path: string, follow?: boolean): Awaitable<LuaStat | undefined> {
    if (path === "") return undefined;
    const { fs, path: inside, isMountPoint } = this.#locate(path);
    return isMountPoint ? MOUNT_POINT : fs?.stat(inside, follow);
  }

  list(path: string): Awaitable<readonly string[]> {
    const { fs, path: inside, names, isMountPoint } = this.#locate(path);
    if (!isMountPoint) {
      if (fs === undefined) throw fileFault("ENOENT");
      return fs.list(inside);
    }
    const below = this.#mounts.filter((mount) => mount.names.length > names.length && startsWith(mount.names, names));
    const added = below.map((mount) => mount.names[names.length]!);
    const merge = (own: readonly string[]): string[] => [...new Set([...own, ...added])].sort();
    if (fs === undefined) return merge([]);
    // the directory itself need not exist there
    return fallback(
      () => fs.list(inside),
      merge,
      () => merge([]),
    );
  }

  mkdir(path: string): Awaitable<void> {
    const place = this.#locate(path);
    if (place.isMountPoint) throw fileFault("EEXIST");
    const { fs, path: inside } = inFileSystem(place, "EROFS");
    return fs.mkdir(inside);
  }

  rmdir(path: string): Awaitable<void> {
    const { fs, path: inside } = this.#changeable(path);
    return fs.rmdir(inside);
  }

  unlink(path: string): Awaitable<void> {
    const { fs, path: inside } = this.#changeable(path);
    return fs.unlink(inside);
  }

  rename(from: string, to: string): Awaitable<void> {
    const source = this.#changeable(from);
    const target = this.#changeable(to);
    if (source.fs !== target.fs) throw fileFault("EXDEV");
    // two mounts may be of one file system, which knows no such path
    const sameMount = this.#mountOf(source.names) === this.#mountOf(target.names);
    if (!sameMount) throw fileFault("EXDEV");
    return source.fs.rename(source.path, target.path);
  }

  #mountOf(names: readonly string[]): Mount | undefined {
    return this.#mounts.find((mount) => startsWith(names, mount.names));
  }
}

function inFileSystem(place: Place, code: "ENOENT" | "EROFS"): Place & { readonly fs: LuaFs } {
  if (place.fs === undefined) throw fileFault(code);
  return place as Place & { readonly fs: LuaFs };
}

function startsWith(names: readonly string[], start: readonly string[]): boolean {
  return start.length <= names.length && start.every((name, i) => names[i] === name);
}

/** What `call` gives, or what stands for it when it fails; synchronous when `call` is. */
function fallback<T, R>(call: () => Awaitable<T>, use: (value: T) => R, instead: () => R): Awaitable<R> {
  let value: Awaitable<T>;
  try {
    value = call();
  } catch {
    return instead();
  }
  return value instanceof Promise ? value.then(use, instead) : use(value);
}

/**
 * One tree of several file systems: `{ "/": a, "/rocks": b }`. Paths are compared by their names, the deepest mount wins;
 * nothing can be renamed from one to another. @throws TypeError
 */
export function mountFs(mounts: Readonly<Record<string, LuaFs>>): LuaFs {
  return new MountFs(mounts);
}
