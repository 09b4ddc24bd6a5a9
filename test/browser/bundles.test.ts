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

/**
 * Most bytes of the compressed bundles. The whole engine keeps the budget of 110 KiB. Without the compiler the aim was 60 KiB, which
 * it does not keep (docs/adr/0009): that line only holds what was reached.
 */
const MOST_KIB = { "perigee.min.js": 110, "perigee-vm.min.js": 85 };

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
function ran(bundle: Bundle, bytes: Uint8Array, version: source.LuaVersion): string {
  const { createLua, Chunk } = bundle;
  let seen = "";
  const stream = {
    write: (text: Uint8Array): void => {
      seen += Buffer.from(text).toString("latin1");
    },
  };
  const attempt = (work: () => unknown): void => {
    try {
      seen += `${String(work())}\n`;
    } catch (error) {
      seen += `${(error as Error).name}: ${(error as Error).message}\n`;
    }
  };
  const env = { stdout: stream, stderr: stream, fs: new bundle.MemoryFs(), tmpname: () => "tmpname" };
  const lua = createLua({ version, libs: "all", allowBytecode: true, limits: { instructions: UNITS }, env });
  attempt(() => lua.runSync(Chunk.fromBytes(bytes)).length);
  attempt(() => lua.stateHash());
  attempt(() => lua.close());
  return `${seen}${lua.meter.instructions} ${lua.meter.allocated}`;
}

/** Every chunk of the scripts that compiles, as bytes. */
function* compiledScripts(): Iterable<{ bytes: Uint8Array; version: source.LuaVersion }> {
  for (const version of DIALECTS) {
    const lua = source.createLua({ version });
    for (const text of readScripts().flatMap((script) => script.chunks.map((chunk) => chunk.source))) {
      try {
        const chunk = lua.compile(Buffer.from(text, "latin1"), { chunkName: `@${SCRIPT_FILE}` });
        yield { bytes: chunk.toBytes(), version };
      } catch {
        // for the other dialect
      }
    }
  }
}

describe.each(Object.entries(MOST_KIB))("%s", (file, most) => {
  it(`has at most ${most} KiB compressed`, () => {
    expect(gzipSync(read(file), { level: 9 }).length / 1024).toBeLessThanOrEqual(most);
  });

  it("needs nothing beside it, and no Node", () => {
    const text = read(file);
    expect(text).not.toContain("node:");
    expect(text).not.toMatch(/\brequire\(|\bimport\s*\(|\bprocess\.|\bBuffer\b|^import\b/m);
  });

  // names are shortened in them, which must make no difference
  it("runs every script as the sources do, and leaves the same state", async () => {
    const bundle = await load(file);
    let chunks = 0;
    for (const { bytes, version } of compiledScripts()) {
      expect(ran(bundle, bytes, version)).toBe(ran(source, bytes, version));
      chunks++;
    }
    expect(chunks).toBeGreaterThan(400);
  });

  it("exports what the sources export", async () => {
    const expected = file === "perigee.min.js" ? source : sourceVm;
    expect(Object.keys(await load(file)).sort()).toEqual(Object.keys(expected).sort());
  });
});

describe("perigee.min.js", () => {
  it("compiles every script to the same chunk, or the same message, as the sources do", async () => {
    const bundle = await load("perigee.min.js");
    const scripts = readScripts();
    let chunks = 0;
    for (const version of DIALECTS) {
      for (const text of scripts.flatMap((script) => script.chunks.map((chunk) => chunk.source))) {
        expect(compiled(bundle, text, version)).toBe(compiled(source, text, version));
        chunks++;
      }
    }
    expect(chunks).toBeGreaterThan(400);
  });

  it("reports broken programs as the sources do, wherever they are cut off", async () => {
    const bundle = await load("perigee.min.js");
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
    const [whole, vm] = [await load("perigee.min.js"), await load("perigee-vm.min.js")];
    const bytes = whole.createLua().compile("return ('%d'):format(...) .. _VERSION").toBytes();
    const lua = vm.createLua();
    expect(lua.runSync(vm.Chunk.fromBytes(bytes), { args: [7] })).toEqual(["7Lua 5.4"]);
    expect(() => lua.runSync("return 1")).toThrow("compiler not available");
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
