import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Chunk, createLua } from "../../src/api/index.ts";
import { fileChunkCache } from "../../src/node/index.ts";

const root = mkdtempSync(join(tmpdir(), "perigee-cache-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("fileChunkCache", () => {
  const directory = join(root, "a/b");
  const run = (source: string) => createLua({ cache: fileChunkCache(directory) }).runSync(source, { chunkName: "=x" });

  it("makes its directory and leaves whole files only", () => {
    expect(run("return 'first'")).toEqual(["first"]);
    const files = readdirSync(directory);
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/^[0-9a-f]{64}\.luac$/);
    expect(Chunk.fromBytes(readFileSync(join(directory, files[0]!))).name).toBe("=x");
  });

  it("is really read", () => {
    const [file] = readdirSync(directory);
    const other = createLua().compile("return 'from the file'", { chunkName: "=x" });
    writeFileSync(join(directory, file!), other.toBytes());
    expect(run("return 'first'")).toEqual(["from the file"]);
  });

  it("has damaged files replaced", () => {
    const [file] = readdirSync(directory);
    const path = join(directory, file!);
    for (const bytes of [new Uint8Array(0), readFileSync(path).fill(1, 30, 33), readFileSync(path).subarray(0, 40)]) {
      writeFileSync(path, bytes);
      expect(run("return 'first'")).toEqual(["first"]);
      expect(() => Chunk.fromBytes(readFileSync(path))).not.toThrow();
    }
    expect(readdirSync(directory)).toEqual([file]);
  });

  it("compiles when the directory is gone, and takes no key for a path", () => {
    const gone = join(root, "gone");
    const cache = fileChunkCache(gone);
    rmSync(gone, { recursive: true });
    expect(createLua({ cache }).runSync("return 1")).toEqual([1]);
    writeFileSync(join(root, "secret.luac"), "secret");
    expect(cache.get("../secret")).toBe(undefined);
    cache.set("../written", createLua().compile("return 1"));
    expect(readdirSync(root)).not.toContain("written.luac");
  });
});
