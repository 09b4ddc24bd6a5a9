import type { LuaFile, LuaFs } from "../../src/api/index.ts";

/** Resolves in a later turn of the event loop. */
export function later<T>(value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), 0));
}

/** What an operation gives, but later; what it throws is a rejection. */
async function slowly<T>(work: () => T): Promise<Awaited<T>> {
  await later(0);
  return await work();
}

function slowFile(file: LuaFile): LuaFile {
  return {
    read: (max) => slowly(() => file.read(max)),
    // in parts, as some hosts do
    write: (bytes) => slowly(() => file.write(bytes.subarray(0, 1000))),
    seek: (whence, offset) => slowly(() => file.seek(whence, offset)),
    flush: () => slowly(() => file.flush()),
    close: () => slowly(() => file.close()),
  };
}

/** The same file system, but every operation answers with a promise. */
export function slowFs(fs: LuaFs): LuaFs {
  return {
    open: (path, mode) => slowly(() => fs.open(path, mode)).then(slowFile),
    stat: (path, follow) => slowly(() => fs.stat(path, follow)),
    list: (path) => slowly(() => fs.list(path)),
    mkdir: (path) => slowly(() => fs.mkdir(path)),
    rmdir: (path) => slowly(() => fs.rmdir(path)),
    unlink: (path) => slowly(() => fs.unlink(path)),
    rename: (from, to) => slowly(() => fs.rename(from, to)),
    temporary: () => slowly(() => fs.temporary!()).then(slowFile),
  };
}
