import { describe, expect, it } from "vitest";
import { createLua, type Lua, LuaAsyncError, type LuaFs, MemoryFs, overlayFs } from "../../src/api/index.ts";
import { later, slowFs } from "../support/slowFs.ts";

const FILES = {
  "m.lua": "#!lua\nlocal name = ... return {name = name}",
  "chunk.lua": "return 1, ...",
  "bad.lua": "x = =",
  "data.txt": "line 1\nline 2\n42 0x10 rest",
  "big.lua": `-- ${"x".repeat(200_000)}\nreturn 'big'`,
};

const FILE_SYSTEMS: Record<string, () => { fs: LuaFs; seen: MemoryFs }> = {
  synchronous: () => {
    const seen = new MemoryFs(FILES);
    return { fs: seen, seen };
  },
  asynchronous: () => {
    const seen = new MemoryFs(FILES);
    return { fs: slowFs(seen), seen };
  },
  "half and half": () => {
    const seen = new MemoryFs();
    return { fs: overlayFs(slowFs(new MemoryFs(FILES)), seen), seen };
  },
};

/** What it returns was compared with the reference interpreters on real files. */
const SCRIPT = `
  local log = {}
  local function add(...)
    local t = table.pack(...)
    for i = 1, t.n do t[i] = tostring(t[i]) end
    log[#log + 1] = table.concat(t, " ")
  end
  for line in io.lines("data.txt") do add(line) end
  local f = assert(io.open("data.txt"))
  add(f:read("L", "l", "n", "n", "a"))
  add(f:seek("set", 5))
  add(f:read(1))
  add(f:close())
  f = assert(io.open("new", "w"))
  f:write(("y"):rep(5000), 1, 2.5)
  add(f:seek("cur"))
  add(f:close())
  add(pcall(f.write, f, 1))
  f = io.open("new", "r+") f:seek("end", -4) add(f:read(2)) f:seek("cur", 0) f:write("!") f:close()
  local g = io.open("err", "w")
  add(select(2, pcall(function() g:write("before", {}) end)):gsub("^.*:%d+: ", ""))
  g:close()
  add(io.open("err"):read("a"))
  add(io.open("none"))
  add(os.rename("new", "newer"))
  add(os.remove("m2"))
  add(os.remove("err"))
  add(dofile("chunk.lua"))
  add(loadfile("bad.lua"))
  add(loadfile("none"))
  add(pcall(dofile, "none"))
  add(dofile("big.lua"))
  package.path = "?.lua"
  add(require("m").name)
  add(package.searchpath("m", "?;?.lua"))
  local t = io.tmpfile()
  t:write("tmp") t:seek("set") add(t:read("a")) t:close()
  return table.concat(log, "\\n")`;

const RESULT = `line 1
line 2
42 0x10 rest
line 1
 line 2 42 16  rest
5
1
true
5004
true
false attempt to use a closed file
12
bad argument #2 to 'write' (string expected, got table) 1
before
nil none: No such file or directory 2
true
nil m2: No such file or directory 2
true
1
nil bad.lua:1: unexpected symbol near '='
nil cannot open none: No such file or directory
false cannot open none: No such file or directory
big
m
m.lua
tmp`;

describe.each(Object.entries(FILE_SYSTEMS))("io, os and loading on %s files", (_, make) => {
  it.each(["5.3", "5.4"] as const)("work in an asynchronous run of %s", async (version) => {
    const { fs, seen } = make();
    const lua = createLua({ version, libs: "all", env: { fs } });
    expect(await lua.run(SCRIPT)).toEqual([RESULT]);
    expect(seen.toJSON()["/newer"]).toBe(`${"y".repeat(5000)}12!5`);
  });
});

describe("asynchronous files in synchronous runs", () => {
  const make = (): Lua => createLua({ libs: "all", env: { fs: slowFs(new MemoryFs(FILES)) } });

  it.each([
    [`io.open("data.txt")`, "io.open"],
    [`dofile("chunk.lua")`, "dofile"],
    [`loadfile("chunk.lua")`, "loadfile"],
    [`os.remove("x")`, "os.remove"],
    [`require "m"`, "package.searcher2"],
  ])("%s is refused", (source, operation) => {
    let error: unknown;
    try {
      make().runSync(source);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(LuaAsyncError);
    expect((error as LuaAsyncError).operation).toBe(operation);
  });
});

describe("standard input that takes a while", () => {
  it("can be loaded and read", async () => {
    const pieces = ["return ", "1 + 1"];
    const stdin = { read: () => later(pieces.length === 0 ? undefined : Buffer.from(pieces.shift()!)) };
    const lua = createLua({ libs: "all", env: { stdin } });
    expect(await lua.run("return dofile()")).toEqual([2]);
    pieces.push("a\nb", "c\n");
    expect(await lua.run(`return io.read("l", "l", "l")`)).toEqual(["a", "bc", undefined]);
  });
});

describe("what waits in buffers", () => {
  it("stays there at the end of a run, as in a state that goes on, and is written when the engine is closed", () => {
    const fs = new MemoryFs();
    const lua = createLua({ libs: "all", env: { fs } });
    lua.runSync(`f = io.open("a", "w") f:write("one ")`);
    expect(fs.toJSON()).toEqual({ "/a": "" });
    lua.runSync(`f:write("two")`);
    expect(fs.toJSON()).toEqual({ "/a": "" });
    lua.close();
    expect(fs.toJSON()).toEqual({ "/a": "one two" });
  });

  it("is written by flush of the host and of the script, by a collected file, and by os.exit", () => {
    const fs = new MemoryFs();
    const lua = createLua({ libs: "all", env: { fs } });
    lua.runSync(`f = io.open("a", "w") f:write("a") g = io.open("b", "w") g:write("b") g:flush()`);
    expect(fs.toJSON()).toEqual({ "/a": "", "/b": "b" });
    lua.flush();
    expect(fs.toJSON()).toEqual({ "/a": "a", "/b": "b" });
    lua.runSync(`do io.open("c", "w"):write("c") end collectgarbage()`);
    expect(fs.toJSON()["/c"]).toBe("c");
    expect(() => lua.runSync(`f:write("+") os.exit(3)`)).toThrow("script exited with status 3");
    expect(fs.toJSON()["/a"]).toBe("a+");
    // the engine goes on
    lua.runSync(`f:write("!") f:close()`);
    expect(fs.toJSON()["/a"]).toBe("a+!");
  });

  it("is written by closing an engine with asynchronous files", async () => {
    const fs = new MemoryFs();
    const lua = createLua({ libs: "all", env: { fs: slowFs(fs) } });
    await lua.run(`f = io.open("a", "w") f:write(("x"):rep(3000)) io.open("b", "w"):write("b")`);
    lua.close();
    for (let i = 0; i < 20; i++) await later(0);
    expect(fs.toJSON()).toEqual({ "/a": "x".repeat(3000), "/b": "b" });
  });
});
