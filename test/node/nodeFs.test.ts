import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLua } from "../../src/api/index.ts";
import { nodeFs } from "../../src/node/index.ts";

let base: string;
let root: string;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "perigee-fs-"));
  root = join(base, "root");
  mkdirSync(join(root, "dir"), { recursive: true });
  writeFileSync(join(base, "secret"), "secret");
  writeFileSync(join(root, "file"), "inside");
  symlinkSync(join(base, "secret"), join(root, "link-out"));
  symlinkSync(base, join(root, "dir-out"));
  symlinkSync("file", join(root, "link-in"));
  symlinkSync(join(base, "not-yet"), join(root, "dangling"));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("nodeFs with a root", () => {
  it.each(["link-out", "dir-out/secret", "dir-out/root/../secret", "../secret", "/../../secret"])(
    "does not lead to %s outside",
    (path) => {
      expect(() => nodeFs({ root, write: true }).open(path, "r")).toThrow(/Permission denied|No such file/);
    },
  );

  it("does not create or remove anything through links that lead out", () => {
    const fs = nodeFs({ root, write: true });
    expect(() => fs.open("dangling", "w")).toThrow("No such file or directory");
    expect(() => fs.open("dir-out/new", "w")).toThrow("Permission denied");
    expect(() => fs.unlink("dir-out/secret")).toThrow("Permission denied");
    expect(() => fs.rename("file", "dir-out/moved")).toThrow("Permission denied");
    expect(() => fs.rmdir("/")).toThrow("Device or resource busy");
    expect(readFileSync(join(base, "secret"), "utf8")).toBe("secret");
  });

  it("follows links inside, and reads only unless told otherwise", () => {
    const lua = createLua({ libs: "all", env: { fs: nodeFs({ root }) } });
    expect(lua.runSync(`return io.open("/link-in"):read("a"), (io.open("new", "w"))`)).toEqual(["inside", undefined]);
    expect(lua.runSync(`return os.remove("file")`)).toEqual([undefined, "file: Read-only file system", 30]);
  });
});

describe("nodeFs without a root", () => {
  it("keeps positions of files open for update and of appending ones", () => {
    const file = join(base, "update");
    const lua = createLua({ libs: "all", env: { fs: nodeFs({ write: true }) }, globals: { name: file } });
    const values = lua.runSync(`
      local f = io.open(name, "w+") f:write("0123456789") f:seek("set", 2)
      local two = f:read(2) f:write("XY") f:seek("set", 0)
      local all = f:read("a") f:close()
      f = io.open(name, "a+") local first = f:read(1) f:write("!") f:seek("end", -2) local last = f:read("a") f:close()
      return two, all, first, last, io.tmpfile():write("x"):seek("end")`);
    expect(values).toEqual(["23", "0123XY6789", "0", "9!", 1]);
  });

  it("writes names that are not UTF-8 as they are", () => {
    const lua = createLua({ libs: "all", env: { fs: nodeFs({ write: true }) }, globals: { base } });
    lua.runSync(String.raw`io.open(base .. "/\xff\xfe", "w"):close()`);
    expect(nodeFs().list(base)).toContain("\udcff\udcfe");
    expect(lua.runSync(String.raw`return os.remove(base .. "/\xff\xfe")`)).toEqual([true]);
  });
});
