/** Two file systems, one over the other. */
import type { Awaitable, LuaFile, LuaFs, LuaStat } from "../base/host.ts";
import { fileFault } from "./faults.ts";
import { onlyReads } from "./fileSystems.ts";
import { asksForDirectory, joined, segments } from "./paths.ts";
import { type Steps, takeSteps } from "./steps.ts";

const COPY_SIZE = 1 << 16;

/** Where something is, seen from above. */
type Layer = "upper" | "lower";

interface Found {
  readonly layer: Layer;
  readonly stat: LuaStat;
}

/** See {@link overlayFs}. */
class OverlayFs implements LuaFs {
  readonly #lower: LuaFs;
  readonly #upper: LuaFs;
  /** Paths that the lower one still has and that were removed: what lies there and below is not seen. */
  readonly #removed: Set<string> = new Set();
  temporary?: () => Awaitable<LuaFile>;

  constructor(lower: LuaFs, upper: LuaFs) {
    this.#lower = lower;
    this.#upper = upper;
    if (upper.temporary !== undefined) this.temporary = () => upper.temporary!();
  }

  /** Whether what the lower file system has at a path may be seen. */
  *#isLowerVisible(names: readonly string[]): Steps<boolean> {
    let path = "";
    let isAbove = true;
    for (const [i, name] of names.entries()) {
      path += `/${name}`;
      if (this.#removed.has(path)) return false;
      if (!isAbove || i === names.length - 1) continue;
      const above: LuaStat | undefined = yield this.#upper.stat(path);
      if (above !== undefined && above.type !== "directory") return false;
      // what it does not have has nothing below it
      isAbove = above !== undefined;
    }
    return true;
  }

  *#find(names: readonly string[], follow: boolean): Steps<Found | undefined> {
    const path = joined(names);
    const above: LuaStat | undefined = yield this.#upper.stat(path, follow);
    if (above !== undefined) return { layer: "upper", stat: above };
    if (!(yield* this.#isLowerVisible(names))) return undefined;
    const below: LuaStat | undefined = yield this.#lower.stat(path, follow);
    return below === undefined ? undefined : { layer: "lower", stat: below };
  }

  /** The lower file system's own entry at a path, if it may be seen. */
  *#lowerStat(names: readonly string[]): Steps<LuaStat | undefined> {
    if (!(yield* this.#isLowerVisible(names))) return undefined;
    return yield this.#lower.stat(joined(names), false);
  }

  /** Makes sure that the directory of a path exists above. @throws HostFault when it exists nowhere */
  *#makeParents(names: readonly string[]): Steps<void> {
    if (names.length > 1) {
      const parent: LuaStat | undefined = yield this.#upper.stat(joined(names.slice(0, -1)));
      if (parent?.type === "directory") return;
    }
    for (let i = 1; i < names.length; i++) {
      const parent = names.slice(0, i);
      const found = yield* this.#find(parent, true);
      if (found === undefined) throw fileFault("ENOENT");
      if (found.stat.type !== "directory") throw fileFault("ENOTDIR");
      if (found.layer === "lower") yield this.#upper.mkdir(joined(parent));
    }
  }

  *#open(path: string, mode: string): Steps<LuaFile> {
    const names = segments(path);
    const clean = cleaned(path);
    const found = yield* this.#find(names, true);
    if (found !== undefined && found.stat.type !== "directory" && asksForDirectory(path)) throw fileFault("ENOTDIR");
    if (onlyReads(mode)) return yield (found?.layer === "lower" ? this.#lower : this.#upper).open(clean, mode);
    if (found === undefined && mode.startsWith("r")) throw fileFault("ENOENT");
    if (found?.stat.type === "directory") throw fileFault("EISDIR");
    yield* this.#makeParents(names);
    if (found?.layer === "lower" && !mode.startsWith("w")) yield* this.#copyUp(clean, clean);
    return yield this.#upper.open(clean, mode);
  }

  /** Copies a file of the lower file system to the upper one, where its directory exists. */
  *#copyUp(from: string, to: string): Steps<void> {
    const source: LuaFile = yield this.#lower.open(from, "rb");
    try {
      const target: LuaFile = yield this.#upper.open(to, "wb");
      try {
        for (;;) {
          let rest: Uint8Array = yield source.read(COPY_SIZE);
          if (rest.length === 0) break;
          while (rest.length > 0) {
            const count: number = yield target.write(rest);
            rest = rest.subarray(count);
          }
        }
      } catch (fault) {
        yield target.close();
        yield this.#upper.unlink(to);
        throw fault;
      }
      yield target.close();
    } finally {
      yield source.close();
    }
  }

  *#list(path: string): Steps<readonly string[]> {
    const names = segments(path);
    const found = yield* this.#find(names, true);
    if (found === undefined) throw fileFault("ENOENT");
    if (found.stat.type !== "directory") throw fileFault("ENOTDIR");
    const clean = joined(names);
    const merged = new Set<string>();
    if (found.layer === "upper")
      for (const name of (yield this.#upper.list(clean)) as readonly string[]) merged.add(name);
    if (yield* this.#isLowerVisible(names)) {
      const below: LuaStat | undefined = yield this.#lower.stat(clean);
      if (below?.type === "directory") {
        for (const name of (yield this.#lower.list(clean)) as readonly string[]) {
          if (!this.#removed.has(joined([...names, name]))) merged.add(name);
        }
      }
    }
    return [...merged].sort();
  }

  *#mkdir(path: string): Steps<void> {
    const names = segments(path);
    if ((yield* this.#find(names, false)) !== undefined) throw fileFault("EEXIST");
    yield* this.#makeParents(names);
    yield this.#upper.mkdir(joined(names));
  }

  *#remove(path: string, isDirectory: boolean): Steps<void> {
    const names = segments(path);
    if (names.length === 0) throw fileFault(isDirectory ? "EBUSY" : "EISDIR");
    const found = yield* this.#find(names, false);
    if (found === undefined) throw fileFault("ENOENT");
    if (isDirectory) {
      if (found.stat.type !== "directory") throw fileFault("ENOTDIR");
      if ((yield* this.#list(path)).length > 0) throw fileFault("ENOTEMPTY");
    } else if (found.stat.type === "directory") throw fileFault("EISDIR");
    else if (asksForDirectory(path)) throw fileFault("ENOTDIR");
    const clean = joined(names);
    const below = yield* this.#lowerStat(names);
    if (found.layer === "upper") yield isDirectory ? this.#upper.rmdir(clean) : this.#upper.unlink(clean);
    if (below !== undefined) this.#removed.add(clean);
  }

  *#rename(from: string, to: string): Steps<void> {
    const source = segments(from);
    const target = segments(to);
    if (source.length === 0 || target.length === 0) throw fileFault("EBUSY");
    const found = yield* this.#find(source, false);
    if (found === undefined) throw fileFault("ENOENT");
    const [oldPath, newPath] = [joined(source), joined(target)];
    if (oldPath === newPath) return;
    const isDirectory = found.stat.type === "directory";
    if (!isDirectory && (asksForDirectory(from) || asksForDirectory(to))) throw fileFault("ENOTDIR");
    if (isDirectory && `${newPath}/`.startsWith(`${oldPath}/`)) throw fileFault("EINVAL");
    yield* this.#checkReplaced(to, target, isDirectory);
    const below = yield* this.#lowerStat(source);
    // the names below it that only the lower file system has cannot move
    if (isDirectory && below !== undefined) throw fileFault("EXDEV");
    yield* this.#makeParents(target);
    const hidden = yield* this.#lowerStat(target);
    if (found.layer === "upper") yield this.#upper.rename(oldPath, newPath);
    else yield* this.#copyUp(oldPath, newPath);
    if (below !== undefined) this.#removed.add(oldPath);
    // a directory that took the place of one below must not show what that held
    if (hidden !== undefined && isDirectory) this.#removed.add(newPath);
  }

  /** @throws HostFault when what is at the new name of a file or directory cannot be replaced by it */
  *#checkReplaced(path: string, names: readonly string[], byDirectory: boolean): Steps<void> {
    const replaced = yield* this.#find(names, false);
    if (replaced === undefined) return;
    if (replaced.stat.type !== "directory") {
      if (byDirectory) throw fileFault("ENOTDIR");
      return;
    }
    if (!byDirectory) throw fileFault("EISDIR");
    if ((yield* this.#list(path)).length > 0) throw fileFault("ENOTEMPTY");
  }

  open(path: string, mode: string): Awaitable<LuaFile> {
    return takeSteps(this.#open(checked(path), mode));
  }
  stat(path: string, follow = true): Awaitable<LuaStat | undefined> {
    return takeSteps(this.#stat(path, follow));
  }
  *#stat(path: string, follow: boolean): Steps<LuaStat | undefined> {
    if (path === "") return undefined;
    const found = yield* this.#find(segments(path), follow);
    return found?.stat.type !== "directory" && asksForDirectory(path) ? undefined : found?.stat;
  }
  list(path: string): Awaitable<readonly string[]> {
    return takeSteps(this.#list(checked(path)));
  }
  mkdir(path: string): Awaitable<void> {
    return takeSteps(this.#mkdir(checked(path)));
  }
  rmdir(path: string): Awaitable<void> {
    return takeSteps(this.#remove(checked(path), true));
  }
  unlink(path: string): Awaitable<void> {
    return takeSteps(this.#remove(checked(path), false));
  }
  rename(from: string, to: string): Awaitable<void> {
    return takeSteps(this.#rename(checked(from), checked(to)));
  }
}

/** @throws HostFault for the path that is none */
function checked(path: string): string {
  if (path === "") throw fileFault("ENOENT");
  return path;
}

/** The path without "." and "..", but still that of a directory when it was. */
function cleaned(path: string): string {
  const names = segments(path);
  return names.length > 0 && asksForDirectory(path) ? `${joined(names)}/` : joined(names);
}

/**
 * `upper` over `lower`: what both have is that of `upper`, directories show the names of both, and all changes are made in
 * `upper` (a file of `lower` is copied there first). `lower` is never changed: what was removed of it is remembered by the overlay. A
 * directory that `lower` has cannot be renamed. Both are looked at by path: a symbolic link leads to names of its own layer.
 */
export function overlayFs(lower: LuaFs, upper: LuaFs): LuaFs {
  return new OverlayFs(lower, upper);
}
