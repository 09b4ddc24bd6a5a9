import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as source from "../../src/api/index.ts";
import * as sourceVm from "../../src/api/vm.ts";
import { LuaParser } from "../../src/parser/grammar.ts";
import { DIALECTS, readScripts, SCRIPT_FILE } from "../support/scriptFile.ts";

const CORE = "perigee.min.js";
const VM = "perigee-vm.min.js";
const VM_LIBRARIES = "perigee-vm-libraries.min.js";
const FULL = "perigee-full.min.js";
/** Most bytes of the small bundles, compressed. What the libraries have is what was reached: docs/adr/0009. */
const MOST_BYTES = { [CORE]: 110 * 1024, [VM]: 60_000, [VM_LIBRARIES]: 27_000 };
const BUNDLES = [CORE, VM, FULL];

type Bundle = typeof source;
const root = join(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "perigee-bundles-"));
const read = (file: string): string => readFileSync(join(directory, file), "utf8");
const load = async (file: string): Promise<Bundle> =>
  (await import(/* @vite-ignore */ join(directory, file))) as Bundle;

const loadLibraries = async (): Promise<source.LuaLibraries> =>
  ((await import(/* @vite-ignore */ join(directory, VM_LIBRARIES))) as { libraries: source.LuaLibraries }).libraries;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(root, "scripts/build.mjs"), directory], { cwd: root });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What compiling says: the hash of the chunk, or the message. */
function compiled({ createLua }: Bundle, text: string, version: source.LuaVersion): string {
  try {
    const chunk = createLua({ version }).compile(Buffer.from(text, "latin1"), { chunkName: `@${SCRIPT_FILE}` });
    return `${chunk.hash}\n${chunk.disassemble()}`;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

const UNITS = 200_000;

/** What running a chunk does: its output, how it ends, what it costs, and the state it leaves. */
function ran(
  bundle: Bundle,
  text: Uint8Array,
  version: source.LuaVersion,
  libs: "safe" | "all",
  libraries: source.LuaLibraries = {},
): string {
  const { createLua, Chunk, MemoryFs } = bundle;
  let seen = "";
  const stream = {
    write: (bytes: Uint8Array): void => {
      seen += Buffer.from(bytes).toString("latin1");
    },
  };
  const attempt = (work: () => unknown): void => {
    try {
      seen += `${String(work())}\n`;
    } catch (error) {
      seen += `${(error as Error).name}: ${(error as Error).message}\n`;
    }
  };
  const env: source.HostEnv = { stdout: stream, stderr: stream };
  if (libs === "all") env.fs = new MemoryFs();
  const limits = { instructions: UNITS };
  const lua = createLua({ version, libs, libraries, allowBytecode: libs === "all", limits, env });
  attempt(() => {
    const chunk = text[0] === 0x1b ? Chunk.fromBytes(text) : text;
    return lua.runSync(chunk, { chunkName: `@${SCRIPT_FILE}` }).length;
  });
  if (libs === "all") attempt(() => lua.stateHash());
  attempt(() => lua.close());
  return `${seen}${lua.meter.instructions} ${lua.meter.allocated}`;
}

/** Every chunk of the scripts. */
const scriptTexts = (): string[] => readScripts().flatMap((script) => script.chunks.map((chunk) => chunk.source));

it.each(Object.entries(MOST_BYTES))("E.3.17: %s has at most %d bytes compressed", (file, most) => {
  expect(gzipSync(read(file), { level: 9 }).length).toBeLessThanOrEqual(most);
});

describe.each(BUNDLES)("%s", (file) => {
  it("E.3.17: needs nothing beside it, and no Node", () => {
    const text = read(file);
    expect(text).not.toContain("node:");
    // a method of engines is called so too
    expect(text).not.toMatch(/(?<!async |\.)\brequire\(|\bimport\s*\(|\bprocess\.|\bBuffer\b|^import\b/m);
  });

  // names are shortened in them, which must make no difference
  it("runs every script as the sources do, and leaves the same state", async () => {
    const bundle = await load(file);
    const isVm = file === VM;
    const libraries = isVm ? await loadLibraries() : {};
    const reference = isVm ? sourceVm : source;
    const libs = file === FULL ? "all" : "safe";
    let chunks = 0;
    for (const version of DIALECTS) {
      const compiler = source.createLua({ version });
      for (const script of scriptTexts()) {
        let text: Uint8Array = Buffer.from(script, "latin1");
        try {
          if (isVm) text = compiler.compile(text, { chunkName: `@${SCRIPT_FILE}` }).toBytes();
        } catch {
          // not for this dialect
          continue;
        }
        expect(ran(bundle, text, version, libs, libraries)).toBe(ran(reference, text, version, libs));
        chunks++;
      }
    }
    expect(chunks).toBeGreaterThan(400);
  });

  it("exports what the sources export, or a part of it", async () => {
    const names = Object.keys(await load(file))
      // what the libraries take from the other file
      .filter((name) => file !== VM || !name.startsWith("_"))
      .sort();
    const all = Object.keys(source).sort();
    expect(names).toEqual(file === FULL ? all : all.filter((name) => names.includes(name)));
    expect(names).toContain("createLua");
  });
});

describe(FULL, () => {
  it("compiles every script to the same chunk, or the same message, as the sources do", async () => {
    const bundle = await load(FULL);
    let chunks = 0;
    for (const version of DIALECTS) {
      for (const text of scriptTexts()) {
        expect(compiled(bundle, text, version)).toBe(compiled(source, text, version));
        chunks++;
      }
    }
    expect(chunks).toBeGreaterThan(400);
  });

  it("reports broken programs as the sources do, wherever they are cut off", async () => {
    const bundle = await load(FULL);
    const tour = readFileSync(join(root, "lua/examples/tour.lua"), "latin1");
    for (let length = 1; length < tour.length; length += 37) {
      const text = tour.slice(0, length);
      expect(compiled(bundle, text, "5.4")).toBe(compiled(source, text, "5.4"));
    }
  });
});

describe(VM, () => {
  const compileWith = async (): Promise<(text: string) => source.Chunk> => {
    const [whole, { Chunk }] = [await load(FULL), await load(VM)];
    return (text) => Chunk.fromBytes(whole.createLua().compile(text).toBytes());
  };
  /** A fresh copy of the file: nothing has completed its interface. */
  const loadAlone = async (): Promise<Bundle> => {
    const copy = join(directory, "alone.min.js");
    writeFileSync(copy, read(VM));
    return (await import(/* @vite-ignore */ copy)) as Bundle;
  };

  it("has no compiler in it", () => {
    for (const file of [VM, VM_LIBRARIES]) {
      const text = read(file);
      expect(text).not.toContain("unexpected symbol");
      expect(text).not.toContain("MismatchedTokenException");
    }
    expect(read(CORE)).toContain("unexpected symbol");
    expect(read(CORE)).toContain("MismatchedTokenException");
  });

  it("runs what the other compiled, with the libraries it is given", async () => {
    const [compile, vm, libraries] = [await compileWith(), await load(VM), await loadLibraries()];
    const lua = vm.createLua({ libraries });
    expect(lua.runSync(compile("return ('%d'):format(...) .. _VERSION"), { args: [7] })).toEqual(["7Lua 5.4"]);
    expect(() => lua.runSync("return 1")).toThrow("compiler not available");
    const { string } = libraries;
    const few = vm.createLua({ libraries: { string: string! }, libs: { base: ["type"], string: ["rep"] } });
    expect(few.runSync(compile("return ('x'):rep(3), string.len, table, type(1)"))).toEqual([
      "xxx",
      undefined,
      undefined,
      "number",
    ]);
  });

  it("alone has base and coroutine, limits, errors with tracebacks and host functions, sync and async", async () => {
    const [compile, { createLua, Chunk, LuaLimitError, LuaRuntimeError }] = [await compileWith(), await loadAlone()];
    const chunk = (text: string): source.Chunk => Chunk.fromBytes(compile(text).toBytes());
    const lua = createLua({ limits: { instructions: 1e6 } });
    const globals = "local t = {} for k in next, _G do t[#t + 1] = k end return t";
    const names = (lua.runSync(chunk(globals))[0] as source.LuaTable).toJS() as string[];
    expect(names).toEqual(expect.arrayContaining(["_G", "coroutine", "pcall", "setmetatable"]));
    const all = [...source.createLua({ libs: ["base", "coroutine"] }).globals.keys()] as string[];
    expect(names.sort()).toEqual(all.filter((name) => name !== "dofile" && name !== "loadfile").sort());
    lua.globals.set("double", (x: number) => x * 2);
    lua.globals.set("later", async (x: number) => x + 1);
    expect(lua.runSync(chunk("return double(21)"))).toEqual([42]);
    expect(await lua.run(chunk("return coroutine.wrap(function() return later(1) end)()"))).toEqual([2]);
    expect(() => lua.runSync(chunk("local function f() error('oops') end f()"))).toThrow(LuaRuntimeError);
    expect(() => createLua({ limits: { instructions: 1000 } }).runSync(chunk("while true do end"))).toThrow(
      LuaLimitError,
    );
    const bytes = compile("return 1").toBytes();
    bytes[40]! ^= 1;
    expect(() => Chunk.fromBytes(bytes)).toThrow("bad binary format");
  });

  it("alone says where the rest is", async () => {
    const { createLua, Chunk } = await loadAlone();
    const compile = await compileWith();
    const chunk = Chunk.fromBytes(compile("return 1").toBytes());
    expect(() => createLua({ libs: ["string"] })).toThrow(
      'libs: "string" must be given by the option libraries: perigee-vm-libraries.min.js has it',
    );
    expect(() => createLua({ libs: ["io"] })).toThrow('libs: no library named "io"');
    const lua = createLua();
    for (const work of [
      () => lua.defineClass({ name: "Point", type: class {} }),
      () => lua.raw(() => 1),
      () => lua.fn(() => 1, { gas: () => 1 }).call(),
      () => lua.on("print", () => {}),
      () => chunk.hash,
      () => chunk.toBytes(),
    ]) {
      expect(work).toThrow("perigee-vm-libraries.min.js has it, load that first");
    }
    for (const work of [() => lua.interrupt(), () => lua.fork(), () => lua.snapshot(), () => chunk.disassemble()]) {
      expect(work).toThrow("not in this bundle, perigee-full.min.js has it");
    }
  });

  it("has the whole of its interface when the libraries have been loaded", async () => {
    const [compile, libraries, { createLua }] = [await compileWith(), await loadLibraries(), await load(VM)];
    class Point {
      readonly x: number;
      constructor(x: number) {
        this.x = x;
      }
      plus(n: number): Point {
        return new Point(this.x + n);
      }
    }
    const printed: string[] = [];
    const lua = createLua({ libraries, limits: { instructions: 1e6 } });
    lua.on("print", ({ text }) => void printed.push(text));
    const points = lua.defineClass({
      name: "Point",
      type: Point,
      construct: (x: number) => new Point(x),
      methods: ["plus"],
      fields: { x: "x" },
    });
    lua.globals.set("Point", points.table);
    lua.globals.set(
      "twice",
      lua.raw(function* (cx) {
        const f = cx.function(1);
        return (yield* cx.call(f, ...(yield* cx.call(f, 1))))[0];
      }),
    );
    lua.globals.set(
      "costly",
      lua.fn(() => 1, { gas: (cx) => cx.integer(1) }),
    );
    const text = "print(Point.new(1):plus(2).x) return twice(function(x) return x + 20 end), pcall(costly, 1000)";
    const limits = { instructions: 10_000 };
    expect(() => lua.runSync(compile(text.replace("1000", "20000")), { limits })).toThrow("instructions");
    expect(lua.runSync(compile(text), { limits })).toEqual([41, true, 1]);
    expect(printed).toEqual(["3", "3"]);
    const chunk = source.createLua().compile(text);
    expect(compile(text).hash).toBe(chunk.hash);
    expect(compile(text).toBytes({ strip: true })).toEqual(chunk.toBytes({ strip: true }));
  });

  it("is all that the libraries need", () => {
    const text = read(VM_LIBRARIES);
    const needed = new Set(Array.from(text.matchAll(/\bfrom\s*"([^"]*)"/g), (match) => match[1]));
    expect([...needed]).toEqual(["./perigee-vm.min.js"]);
    expect(text).not.toMatch(/(?<!async |\.)\brequire\(|\bimport\s*\(|\bprocess\.|\bBuffer\b|node:/);
  });
});

describe("the small bundles", () => {
  it("say what they leave out", async () => {
    const { createLua } = await load(CORE);
    const absent = "not in this bundle, perigee-full.min.js has it";
    const lua = createLua();
    for (const work of [
      () => lua.fork(),
      () => lua.snapshot(),
      () => lua.channel(),
      () => lua.debug,
      () => lua.compile("return 1").toBytes(),
      () => lua.compile("return 1").disassemble(),
      () => createLua({ modules: source.recordResolver({}) }),
      () => createLua({ cache: source.memoryChunkCache() }),
    ]) {
      expect(work).toThrow(absent);
    }
    expect(() => createLua({ libs: ["io"] })).toThrow('libs: no library named "io"');
    expect(lua.runSync("return #debug.traceback('x') > 1, debug.sethook")).toEqual([true, undefined]);
  });

  it("report broken programs as the sources do", async () => {
    const bundle = await load(CORE);
    for (const text of ["x =", "goto a", "local x <y> = 1", "'", "f(", "for i = 1 do end"]) {
      const bytes = Buffer.from(text, "latin1");
      expect(ran(bundle, bytes, "5.4", "safe")).toBe(ran(source, bytes, "5.4", "safe"));
    }
  });
});

describe("entries of the package", () => {
  it("share their classes: chunks go from one to the other", async () => {
    const [whole, vm] = [await load("index.js"), await load("vm.js")];
    const chunk = whole.createLua().compile("return ('x'):rep(2)");
    expect(vm.createLua().runSync(chunk)).toEqual(["xx"]);
    expect(vm.LuaError).toBe(whole.LuaError);
    const { libraries } = (await import(/* @vite-ignore */ join(directory, "vm-libraries.js"))) as {
      libraries: source.LuaLibraries;
    };
    expect(vm.createLua({ libraries, libs: ["base", "string"] }).runSync(chunk)).toEqual(["xx"]);
  });

  it("leave the compiler out of perigee/vm", () => {
    const files = (file: string): string[] => [
      file,
      ...[...read(file).matchAll(/from\s*"\.\/([^"]+)"/g)].flatMap((match) => files(match[1]!)),
    ];
    const text = (file: string): string => files(file).map(read).join("");
    expect(text("vm.js")).not.toContain("MismatchedTokenException");
    expect(text("index.js")).toContain("MismatchedTokenException");
    for (const file of ["index.js", "vm.js"]) expect(text(file)).not.toContain("node:");
  });
});

describe("the grammar", () => {
  // compact bundles do without these checks
  it("passes Chevrotain's own validations", () => {
    for (const version of DIALECTS) expect(() => new LuaParser(version, false)).not.toThrow();
  });
});
