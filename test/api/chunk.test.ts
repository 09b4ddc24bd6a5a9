import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Chunk, createLua, LuaRuntimeError, LuaSyntaxError } from "../../src/api/index.ts";
import { createLua as createVm } from "../../src/api/vm.ts";

const SOURCE = `local function outer(a) return function(b) return a + b end end
return outer(40)(2), function() end`;

describe("Chunk", () => {
  const lua = createLua();
  const chunk = lua.compile(SOURCE, { chunkName: "@größe.lua" });

  it("tells its name, dialect, functions and hash", () => {
    expect(chunk.name).toBe("@größe.lua");
    expect(chunk.version).toBe("5.4");
    expect(chunk.functions).toBe(4);
    expect(chunk.hash).toBe(createHash("sha256").update(chunk.toBytes()).digest("hex"));
    expect(lua.compile(SOURCE, { chunkName: "@größe.lua" }).hash).toBe(chunk.hash);
    expect(lua.compile(SOURCE, { chunkName: "@other.lua" }).hash).not.toBe(chunk.hash);
  });

  it("survives its bytes, in both dialects", () => {
    for (const version of ["5.3", "5.4"] as const) {
      const made = createLua({ version }).compile(SOURCE, { chunkName: "=x" });
      const read = Chunk.fromBytes(made.toBytes());
      expect(read.version).toBe(version);
      expect(read.hash).toBe(made.hash);
      expect(read.disassemble()).toBe(made.disassemble());
      expect(createLua({ version }).runSync(read)[0]).toBe(42);
    }
  });

  it("loses its debug information when stripped, by either way to the same bytes", () => {
    const stripped = lua.compile(SOURCE, { chunkName: "@x.lua", strip: true });
    expect(stripped.name).toBe("=?");
    expect(stripped.toBytes()).toEqual(lua.compile(SOURCE, { chunkName: "@x.lua" }).toBytes({ strip: true }));
    expect(stripped.toBytes().length).toBeLessThan(chunk.toBytes().length);
    expect(lua.runSync(stripped)[0]).toBe(42);
  });

  it("is refused whenever a byte of it is another, or missing", () => {
    const bytes = chunk.toBytes();
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] = changed[i]! ^ 0x10;
      expect(() => Chunk.fromBytes(changed), `byte ${i}`).toThrow(LuaSyntaxError);
      expect(() => Chunk.fromBytes(bytes.subarray(0, i)), `first ${i} bytes`).toThrow(LuaSyntaxError);
    }
    expect(() => Chunk.fromBytes("text" as never)).toThrow(TypeError);
  });

  it("runs in any number of engines of its dialect, each with its own state", () => {
    const counter = lua.compile("n = (n or 0) + 1 return n");
    const engines = [createLua(), createLua(), createVm()];
    for (const expected of [1, 2]) for (const engine of engines) expect(engine.runSync(counter)).toEqual([expected]);
    expect(() => createLua({ version: "5.3" }).runSync(counter)).toThrow(TypeError);
  });
});

describe("an engine without the compiler", () => {
  const compile = (source: string) => createLua().compile(source, { chunkName: "=chunk" });

  it("runs chunks and their bytes", async () => {
    const chunk = compile("local a, b = ... return a + b, ('x'):rep(3)");
    const vm = createVm();
    expect(vm.runSync(chunk, { args: [1, 2] })).toEqual([3, "xxx"]);
    expect(vm.runSync(chunk.toBytes(), { args: [1, 2] })).toEqual([3, "xxx"]);
    await expect(vm.run(chunk, { args: [1, 2] })).resolves.toEqual([3, "xxx"]);
    expect(() => vm.runSync(chunk.toBytes().fill(0, 20, 30))).toThrow(LuaSyntaxError);
  });

  it("says that text needs a compiler, to the host and to scripts", () => {
    const vm = createVm({ libs: "all" });
    for (const use of [() => vm.runSync("return 1"), () => vm.load("return 1"), () => vm.compile("return 1")]) {
      expect(use).toThrow(LuaRuntimeError);
      expect(use).toThrow("compiler not available");
    }
    expect(vm.runSync(compile("return load('return 1')"))).toEqual([undefined, "compiler not available"]);
  });

  it("lets scripts load chunks only where bytecode is allowed", () => {
    const script = compile("return load(string.dump(function() return 7 end))");
    expect(createVm({ libs: "all" }).runSync(script)[1]).toMatch("not allowed");
    expect(createVm({ libs: "all", allowBytecode: true }).runSync(script)[0]).toMatchObject({ type: "function" });
  });
});
