import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as source from "../../src/api/index.ts";
import * as sourceVm from "../../src/api/vm.ts";
import { LuaParser } from "../../src/parser/grammar.ts";
import { DIALECTS, readScripts, SCRIPT_FILE } from "../support/scriptFile.ts";

/** Most bytes of the small bundles, compressed. For the one without the compiler it only holds what was reached: docs/adr/0009. */
const MOST_KIB = { "perigee.min.js": 110, "perigee-vm.min.js": 91 };
const FULL = "perigee-full.min.js";
const BUNDLES = [...Object.keys(MOST_KIB), FULL];

type Bundle = typeof source;
const root = join(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "perigee-bundles-"));
const read = (file: string): string => readFileSync(join(directory, file), "utf8");
const load = async (file: string): Promise<Bundle> =>
  (await import(/* @vite-ignore */ join(directory, file))) as Bundle;

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
function ran(bundle: Bundle, text: Uint8Array, version: source.LuaVersion, libs: "safe" | "all"): string {
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
  const lua = createLua({ version, libs, allowBytecode: libs === "all", limits: { instructions: UNITS }, env });
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

it.each(Object.entries(MOST_KIB))("E.3.17: %s has at most %d KiB compressed", (file, most) => {
  expect(gzipSync(read(file), { level: 9 }).length / 1024).toBeLessThanOrEqual(most);
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
    const isVm = file === "perigee-vm.min.js";
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
        expect(ran(bundle, text, version, libs)).toBe(ran(reference, text, version, libs));
        chunks++;
      }
    }
    expect(chunks).toBeGreaterThan(400);
  });

  it("exports what the sources export, or a part of it", async () => {
    const names = Object.keys(await load(file)).sort();
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

describe("perigee-vm.min.js", () => {
  it("has no compiler in it", () => {
    const text = read("perigee-vm.min.js");
    expect(text).not.toContain("unexpected symbol");
    expect(text).not.toContain("MismatchedTokenException");
    expect(read("perigee.min.js")).toContain("unexpected symbol");
    expect(read("perigee.min.js")).toContain("MismatchedTokenException");
  });

  it("runs what the other compiled", async () => {
    const [whole, vm] = [await load(FULL), await load("perigee-vm.min.js")];
    const bytes = whole.createLua().compile("return ('%d'):format(...) .. _VERSION").toBytes();
    const lua = vm.createLua();
    expect(lua.runSync(vm.Chunk.fromBytes(bytes), { args: [7] })).toEqual(["7Lua 5.4"]);
    expect(() => lua.runSync("return 1")).toThrow("compiler not available");
  });
});

describe("the small bundles", () => {
  it("say what they leave out", async () => {
    const { createLua } = await load("perigee.min.js");
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
    const bundle = await load("perigee.min.js");
    for (const text of ["x =", "goto a", "local x <y> = 1", "'", "f(", "for i = 1 do end"]) {
      const bytes = Buffer.from(text, "latin1");
      expect(ran(bundle, bytes, "5.4", "safe")).toBe(ran(source, bytes, "5.4", "safe"));
    }
  });
});

describe("entries of the package", () => {
  it("share their classes: chunks go from one to the other", async () => {
    const [whole, vm] = [await load("index.js"), await load("vm.js")];
    const chunk = whole.createLua().compile("return 1");
    expect(vm.createLua().runSync(chunk)).toEqual([1]);
    expect(vm.LuaError).toBe(whole.LuaError);
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
