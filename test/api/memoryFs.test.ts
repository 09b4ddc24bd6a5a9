import { describe, expect, it } from "vitest";
import { createLua, MemoryFs, type MemoryFsOptions } from "../../src/api/index.ts";
import type { LuaFile } from "../../src/base/host.ts";

function run(source: string, fs: MemoryFs, libs: "all" | "safe" = "all"): unknown[] {
  return createLua({ libs, env: { fs } }).runSync(source);
}

describe("MemoryFs", () => {
  it("shows scripts its files and keeps what they write", () => {
    const fs = new MemoryFs({ "lib/m.lua": "return ...", "/a.txt": "é" });
    const values = run(
      `package.path = "lib/?.lua"
       local f = io.open("/lib/new", "w") f:write("x\\xff") f:close()
       return (require "m"), #io.open("a.txt"):read("a"), os.rename("a.txt", "lib/b.txt"), os.remove("lib/../lib/m.lua")`,
      fs,
    );
    expect(values).toEqual(["m", 2, true, true]);
    expect(fs.toJSON()).toEqual({ "/lib/b.txt": "é", "/lib/new": "x\udcff" });
  });

  it("does not lead out of its root", () => {
    const fs = new MemoryFs({ secret: "top" });
    expect(run(`return io.open("../../x/../secret"):read()`, fs)).toEqual(["top"]);
  });

  it.each([
    ["open", "none/x", "w", "No such file or directory"],
    ["open", "file/x", "r", "Not a directory"],
    ["open", "dir", "w", "Is a directory"],
    ["open", "", "r", "No such file or directory"],
    ["mkdir", "dir", "", "File exists"],
    ["rmdir", "dir", "", "Directory not empty"],
    ["rmdir", "file", "", "Not a directory"],
    ["rmdir", "/", "", "Device or resource busy"],
    ["unlink", "dir", "", "Is a directory"],
    ["rename", "dir", "dir/inner/below", "Invalid argument"],
    ["rename", "file", "dir", "Is a directory"],
    ["rename", "dir", "file", "Not a directory"],
    ["list", "file", "", "Not a directory"],
  ] as const)("%s %s %s fails: %s", (operation, path, second, message) => {
    const fs = new MemoryFs({ file: "1", "dir/inner/x": "2" });
    expect(() => (fs[operation] as (a: string, b: string) => unknown)(path, second)).toThrow(message);
  });

  it("stops at its quota, also for files that have lost their names", () => {
    const options: MemoryFsOptions = { maxBytes: 100 };
    const fs = new MemoryFs({ old: "x".repeat(60) }, options);
    const open: LuaFile = fs.open("old", "r+");
    fs.unlink("old");
    const next = fs.open("new", "w");
    expect(() => next.write(new Uint8Array(60))).toThrow("No space left on device");
    expect(() => next.seek("set", 2 ** 40) && next.write(new Uint8Array(1))).toThrow("No space left on device");
    open.close();
    next.seek("set", 0);
    expect(next.write(new Uint8Array(60))).toBe(60);
  });
});
