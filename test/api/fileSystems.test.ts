import { describe, expect, it } from "vitest";
import { type LuaFile, type LuaFs, MemoryFs, mountFs, overlayFs, readOnlyFs } from "../../src/api/index.ts";
import { slowFs } from "../support/slowFs.ts";

async function write(fs: LuaFs, path: string, text: string, mode = "w"): Promise<void> {
  const file: LuaFile = await fs.open(path, mode);
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(await file.write(bytes));
  await file.close();
}

async function read(fs: LuaFs, path: string): Promise<string> {
  const file: LuaFile = await fs.open(path, "r");
  let text = "";
  for (;;) {
    const bytes = await file.read(1000);
    if (bytes.length === 0) break;
    text += new TextDecoder().decode(bytes);
  }
  await file.close();
  return text;
}

/** The message of what `work` throws or is rejected with. */
async function failure(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (fault) {
    return (fault as Error).message;
  }
  return "nothing";
}

const KINDS: Record<string, (fs: LuaFs) => LuaFs> = { synchronous: (fs) => fs, asynchronous: slowFs };

describe.each(Object.entries(KINDS))("of %s file systems", (kind, wrap) => {
  it("readOnlyFs shows everything and changes nothing", async () => {
    const memory = new MemoryFs({ a: "1", "dir/b": "2" });
    const fs = readOnlyFs(wrap(memory));
    expect(await read(fs, "dir/b")).toBe("2");
    expect(await fs.list("/")).toEqual(["a", "dir"]);
    expect(await fs.stat("a")).toMatchObject({ type: "file", size: 1 });
    for (const change of [
      () => fs.open("a", "w"),
      () => fs.open("a", "r+"),
      () => fs.open("new", "a"),
      () => fs.mkdir("d"),
      () => fs.rmdir("dir"),
      () => fs.unlink("a"),
      () => fs.rename("a", "b"),
    ]) {
      expect(await failure(change)).toBe("Read-only file system");
    }
    expect(fs.temporary).toBeUndefined();
    expect(memory.toJSON()).toEqual({ "/a": "1", "/dir/b": "2" });
  });

  it("mountFs joins trees by names", async () => {
    const base = new MemoryFs({ "etc/x": "base", "rocks/hidden": "base", "rocks2/y": "base" });
    const rocks = new MemoryFs({ "lib/m": "rocks" });
    const fs = mountFs({
      "/": wrap(base),
      "/rocks": wrap(rocks),
      "/a/b/c": readOnlyFs(wrap(new MemoryFs({ deep: "deep" }))),
    });
    expect(await read(fs, "etc/x")).toBe("base");
    expect(await read(fs, "/rocks/lib/m")).toBe("rocks");
    expect(await read(fs, "/rocks/../rocks/./lib//m")).toBe("rocks");
    expect(await read(fs, "/rocks/../../../rocks2/y")).toBe("base");
    expect(await read(fs, "a/b/c/deep")).toBe("deep");
    expect(await failure(() => read(fs, "/rocks/hidden"))).toBe("No such file or directory");
    expect(await failure(() => read(fs, "/rocks/lib/m/"))).toBe("Not a directory");
    expect(await fs.list("/")).toEqual(["a", "etc", "rocks", "rocks2"]);
    expect(await fs.list("/a/b")).toEqual(["c"]);
    expect(await fs.list("rocks")).toEqual(["lib"]);
    expect(await fs.stat("a/b")).toMatchObject({ type: "directory" });
    expect(await fs.stat("a/x")).toBeUndefined();
    await write(fs, "rocks/new", "n");
    await fs.rename("rocks/new", "/rocks/lib/new");
    expect(rocks.toJSON()).toEqual({ "/lib/m": "rocks", "/lib/new": "n" });
    expect(await failure(() => fs.rename("rocks/lib/new", "etc/new"))).toBe("Invalid cross-device link");
    expect(await failure(() => fs.rename("rocks", "etc/new"))).toBe("Device or resource busy");
    expect(await failure(() => fs.rmdir("a"))).toBe("Device or resource busy");
    expect(await failure(() => fs.mkdir("a/b"))).toBe("File exists");
    expect(await failure(() => fs.open("a/b", "w"))).toBe("Is a directory");
    expect(await failure(() => fs.open("a/b/c/deep", "w"))).toBe("Read-only file system");
    const rootless = mountFs({ "/x": wrap(new MemoryFs()) });
    expect(await rootless.list("/")).toEqual(["x"]);
    expect(await failure(() => rootless.open("y", "r"))).toBe("No such file or directory");
    expect(await failure(() => rootless.open("y", "w"))).toBe("Read-only file system");
    expect(() => mountFs({ "/x": base, "x/": base })).toThrow(TypeError);
  });

  it("overlayFs reads through and writes above", async () => {
    const lower = new MemoryFs({ both: "low", only: "low", "dir/a": "low", "dir/sub/b": "low", gone: "low" });
    const upper = new MemoryFs({ both: "up", "dir/u": "up" });
    const fs = overlayFs(wrap(lower), wrap(upper));
    expect([await read(fs, "both"), await read(fs, "only"), await read(fs, "dir/u")]).toEqual(["up", "low", "up"]);
    expect(await fs.list("dir")).toEqual(["a", "sub", "u"]);
    await write(fs, "dir/sub/new", "up");
    await write(fs, "only", "+more", "a");
    await write(fs, "dir/a", "X", "r+");
    await fs.unlink("gone");
    await fs.unlink("both");
    expect(await failure(() => read(fs, "gone"))).toBe("No such file or directory");
    expect(await fs.stat("both")).toBeUndefined();
    await fs.rename("dir/sub/b", "moved");
    expect(await fs.list("/")).toEqual(["dir", "moved", "only"]);
    expect(await fs.list("/dir/sub")).toEqual(["new"]);
    expect(upper.toJSON()).toEqual({
      "/dir/a": "Xow",
      "/dir/sub/new": "up",
      "/dir/u": "up",
      "/moved": "low",
      "/only": "low+more",
    });
    expect(lower.toJSON()).toEqual({
      "/both": "low",
      "/dir/a": "low",
      "/dir/sub/b": "low",
      "/gone": "low",
      "/only": "low",
    });
  });

  it("overlayFs does not show again what was removed", async () => {
    const lower = new MemoryFs({ "d/x": "low", "d/e/y": "low", f: "low" });
    const fs = overlayFs(wrap(lower), wrap(new MemoryFs()));
    expect(await failure(() => fs.rmdir("d"))).toBe("Directory not empty");
    await fs.unlink("d/x");
    await fs.unlink("d/e/y");
    await fs.rmdir("d/e");
    await fs.rmdir("d");
    expect(await failure(() => fs.open("d/x", "w"))).toBe("No such file or directory");
    await fs.mkdir("d");
    expect(await fs.list("d")).toEqual([]);
    await write(fs, "d/x", "new");
    expect(await read(fs, "d/x")).toBe("new");
    // a file in the place of a directory hides what was below
    await fs.unlink("d/x");
    await fs.rmdir("d");
    await write(fs, "d", "file");
    expect(await fs.stat("d/e/y")).toBeUndefined();
    expect(await failure(() => read(fs, "d/e/y"))).toMatch(/Not a directory|No such file/);
    await fs.unlink("f");
    await write(fs, "f", "again", "a");
    expect(await read(fs, "f")).toBe("again");
  });

  it("overlayFs fails as a file system does", async () => {
    const lower = new MemoryFs({ "d/x": "low", f: "low" });
    const fs = overlayFs(wrap(lower), wrap(new MemoryFs({ "u/x": "up" })));
    for (const [work, message] of [
      [() => fs.open("none", "r"), "No such file or directory"],
      [() => fs.open("none", "r+"), "No such file or directory"],
      [() => fs.open("none/x", "w"), "No such file or directory"],
      [() => fs.open("f/x", "w"), "Not a directory"],
      [() => fs.open("d", "w"), "Is a directory"],
      [() => fs.open("f/", "r"), "Not a directory"],
      [() => fs.open("", "r"), "No such file or directory"],
      [() => fs.mkdir("d"), "File exists"],
      [() => fs.mkdir("/"), "File exists"],
      [() => fs.unlink("d"), "Is a directory"],
      [() => fs.rmdir("f"), "Not a directory"],
      [() => fs.rmdir("/"), "Device or resource busy"],
      [() => fs.rename("d", "e"), "Invalid cross-device link"],
      [() => fs.rename("u", "u/x/y"), "Invalid argument"],
      [() => fs.rename("f", "d"), "Is a directory"],
      [() => fs.rename("u", "f"), "Not a directory"],
      [() => fs.rename("u", "d"), "Directory not empty"],
      [() => fs.rename("none", "d"), "No such file or directory"],
    ] as const) {
      expect(await failure(work)).toBe(message);
    }
    await fs.rename("u", "u2");
    expect(await fs.list("/")).toEqual(["d", "f", "u2"]);
    expect(kind).toBeTruthy();
  });
});

it("no path is too long to be refused", async () => {
  const memory = new MemoryFs();
  const path = "/".repeat(5_000_000);
  for (const fs of [memory, mountFs({ "/": memory }), overlayFs(memory, memory), readOnlyFs(memory)]) {
    expect(await failure(() => fs.open(path, "r"))).toBe("File name too long");
    expect(await failure(() => fs.list(path))).toBe("File name too long");
  }
});

describe("MemoryFs", () => {
  it("is strict about trailing slashes, long names and zero bytes", async () => {
    const fs = new MemoryFs({ file: "1", "dir/x": "2" });
    expect(fs.stat("file/")).toBeUndefined();
    expect(fs.stat("dir/")).toMatchObject({ type: "directory" });
    for (const [work, message] of [
      [() => fs.open("file/", "r"), "Not a directory"],
      [() => fs.open("file/.", "r"), "Not a directory"],
      [() => fs.unlink("file/"), "Not a directory"],
      [() => fs.rename("file", "new/"), "Not a directory"],
      [() => fs.open("new/", "w"), "Is a directory"],
      [() => fs.open("x".repeat(256), "w"), "File name too long"],
      [() => fs.mkdir("x/".repeat(3000)), "File name too long"],
      [() => fs.open("a\0b", "w"), "Invalid argument"],
    ] as const) {
      expect(await failure(work)).toBe(message);
    }
    for (const name of ["__proto__", "constructor", "..x", "CON"]) await write(fs, name, name);
    expect(await read(fs, "__proto__")).toBe("__proto__");
    expect(Object.keys(fs.toJSON())).toEqual(["/..x", "/CON", "/__proto__", "/constructor", "/dir/x", "/file"]);
  });

  it("has a limited number of files, and those removed do not count", () => {
    const fs = new MemoryFs({}, { maxFiles: 3 });
    fs.mkdir("d");
    fs.open("d/1", "w").close();
    fs.open("d/2", "w").close();
    expect(() => fs.open("d/3", "w")).toThrow("No space left on device");
    expect(() => fs.mkdir("e")).toThrow("No space left on device");
    fs.unlink("d/1");
    fs.rename("d/2", "d/1");
    fs.open("d/2", "w").close();
    expect(() => fs.open("d/3", "w")).toThrow("No space left on device");
    expect(() => new MemoryFs({ a: "1", "./a": "2" })).toThrow(TypeError);
  });
});
