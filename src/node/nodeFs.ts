/** The file system of the machine as a script sees it; everything synchronous. */
import {
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LuaFile, LuaFs, LuaStat } from "../base/host.ts";
import { fault, withFaults } from "./fault.ts";
import { NodeFile, openFlags, scriptName, systemName, toStat } from "./nodeFile.ts";
import { RootedFs } from "./rootedFs.ts";

/** What a script may reach. */
export interface NodeFsOptions {
  /**
   * A directory that becomes "/" for the script: neither ".." nor symbolic links lead out of it. Absent: the whole file
   * system, and relative names start from the current directory.
   */
  readonly root?: string;
  /**
   * Whether anything may be created, changed or removed; default false. A list: only these files, and what lies below these
   * directories; paths as scripts write them. For this there must be a root.
   */
  readonly write?: boolean | readonly string[];
  /** Files that may be open at a time; default 256 with a root, any number without. */
  readonly maxOpen?: number;
}

const EINVAL = 22;
const EMFILE = 24;
const ENOENT = 2;
const EROFS = 30;
/** Most files that scripts below a root may have open. */
const DEFAULT_MAX_OPEN = 256;

/** A nameless file in the machine's directory for temporary ones. */
function temporaryFile(onClose: () => void): NodeFile {
  return withFaults(() => {
    const directory = mkdtempSync(join(tmpdir(), "lua_"));
    const name = join(directory, "file");
    const fd = openSync(name, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    unlinkSync(name);
    rmdirSync(directory);
    return new NodeFile(fd, false, onClose);
  });
}

class NodeFs implements LuaFs {
  readonly #rooted: RootedFs | undefined;
  readonly #mayWrite: boolean;
  readonly #maxOpen: number;
  #open = 0;
  temporary?: () => LuaFile;

  constructor({ root, write = false, maxOpen }: NodeFsOptions) {
    if (root === undefined && Array.isArray(write)) throw new TypeError("nodeFs: a list for write needs a root");
    this.#rooted = root === undefined ? undefined : new RootedFs(root, write);
    this.#mayWrite = write === true;
    this.#maxOpen = maxOpen ?? (root === undefined ? Number.POSITIVE_INFINITY : DEFAULT_MAX_OPEN);
    if (write === true) this.temporary = () => this.#counted(temporaryFile);
  }

  /** Opens a file unless there are too many. */
  #counted(open: (onClose: () => void) => NodeFile): NodeFile {
    if (this.#open >= this.#maxOpen) throw fault("EMFILE", EMFILE);
    const file = open(() => {
      this.#open--;
    });
    this.#open++;
    return file;
  }

  #checkWrite(): void {
    if (!this.#mayWrite) throw fault("EROFS", EROFS);
  }

  open(path: string, mode: string): LuaFile {
    const flags = openFlags(mode);
    if (this.#rooted !== undefined) {
      const rooted = this.#rooted;
      return this.#counted((onClose) => new NodeFile(rooted.open(path, flags), mode.startsWith("a"), onClose));
    }
    if (!mode.startsWith("r") || mode.includes("+")) this.#checkWrite();
    const name = checkedName(path);
    return this.#counted((onClose) =>
      withFaults(() => new NodeFile(openSync(name, flags, 0o666), mode.startsWith("a"), onClose)),
    );
  }

  stat(path: string, follow = true): LuaStat | undefined {
    if (this.#rooted !== undefined) return this.#rooted.stat(path, follow);
    if (path === "") return undefined;
    const name = checkedName(path);
    const stat = withFaults(() =>
      follow ? statSync(name, { throwIfNoEntry: false }) : lstatSync(name, { throwIfNoEntry: false }),
    );
    return stat === undefined ? undefined : toStat(stat);
  }

  list(path: string): string[] {
    if (this.#rooted !== undefined) return this.#rooted.list(path);
    const name = checkedName(path);
    return withFaults(() => readdirSync(name, "buffer"))
      .map(scriptName)
      .sort();
  }

  mkdir(path: string): void {
    if (this.#rooted !== undefined) {
      this.#rooted.mkdir(path);
      return;
    }
    this.#checkWrite();
    const name = checkedName(path);
    withFaults(() => mkdirSync(name));
  }

  rmdir(path: string): void {
    if (this.#rooted !== undefined) {
      this.#rooted.rmdir(path);
      return;
    }
    this.#checkWrite();
    const name = checkedName(path);
    withFaults(() => rmdirSync(name));
  }

  unlink(path: string): void {
    if (this.#rooted !== undefined) {
      this.#rooted.unlink(path);
      return;
    }
    this.#checkWrite();
    const name = checkedName(path);
    withFaults(() => unlinkSync(name));
  }

  rename(from: string, to: string): void {
    if (this.#rooted !== undefined) {
      this.#rooted.rename(from, to);
      return;
    }
    this.#checkWrite();
    const [source, target] = [checkedName(from), checkedName(to)];
    withFaults(() => renameSync(source, target));
  }
}

/** The name for the system. @throws HostFault for what is no name */
function checkedName(path: string): string | Buffer {
  if (path === "") throw fault("ENOENT", ENOENT);
  if (path.includes("\0")) throw fault("EINVAL", EINVAL);
  return systemName(path);
}

/** The files of this machine for scripts. @throws TypeError; Error when there is no such root */
export function nodeFs(options: NodeFsOptions = {}): LuaFs {
  return new NodeFs(options);
}
