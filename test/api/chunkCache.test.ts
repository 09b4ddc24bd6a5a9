import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Chunk, type ChunkCache, createLua, LuaSyntaxError, memoryChunkCache } from "../../src/api/index.ts";
import { COMPILER } from "../../src/compiler/compile.ts";

/** A cache that remembers what it was asked. */
class Recorder implements ChunkCache {
  readonly entries = new Map<string, Uint8Array | Chunk>();
  readonly calls: string[] = [];
  get(key: string): Uint8Array | Chunk | undefined {
    this.calls.push(this.entries.has(key) ? "hit" : "miss");
    return this.entries.get(key);
  }
  set(key: string, chunk: Chunk): void {
    this.calls.push("set");
    this.entries.set(key, chunk);
  }
}

describe("the cache of an engine", () => {
  it("serves all ways of compiling, of all engines that share it", async () => {
    const cache = new Recorder();
    const [a, b] = [createLua({ cache }), createLua({ cache })];
    const chunk = a.compile("return 1");
    expect(b.compile("return 1")).toBe(chunk);
    expect(b.runSync("return 1")).toEqual([1]);
    expect(await a.run("return 1")).toEqual([1]);
    expect(a.load("return 1").call()).toEqual([1]);
    expect(cache.calls).toEqual(["miss", "set", "hit", "hit", "hit", "hit"]);
  });

  it("tells apart source, name, dialect and options", () => {
    const cache = new Recorder();
    const lua = createLua({ cache });
    lua.compile("return 1");
    lua.compile("return 2");
    lua.compile("return 1", { chunkName: "=a" });
    lua.compile("return 1", { strip: true });
    createLua({ cache, version: "5.3" }).compile("return 1");
    expect(cache.entries.size).toBe(5);
    expect([...cache.entries.keys()].every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
  });

  it("tells apart where the name ends and the source begins", () => {
    const cache = new Recorder();
    const lua = createLua({ cache });
    expect(lua.runSync("--x = 2\nreturn 1", { chunkName: "=a" })).toEqual([1]);
    expect(lua.runSync("x = 2\nreturn 1", { chunkName: "=a--" })).toEqual([1]);
  });

  it("is not asked for what scripts load, and keeps no errors", () => {
    const cache = new Recorder();
    const lua = createLua({ cache });
    lua.runSync("return load('return 1')()");
    expect(cache.calls).toEqual(["miss", "set"]);
    for (let i = 0; i < 2; i++) expect(() => lua.compile("return return")).toThrow(LuaSyntaxError);
    expect(cache.calls.slice(2)).toEqual(["miss", "miss"]);
  });

  it("costs as much gas with a hit as with a miss", () => {
    const cache = memoryChunkCache();
    const used = [0, 1].map(() => {
      const lua = createLua({ cache });
      lua.runSync("return #('x'):rep(100)");
      return lua.meter.instructions;
    });
    expect(used[1]).toBe(used[0]);
  });

  it("has its entries verified: what is damaged or another chunk is compiled anew and replaced", () => {
    const cache = new Recorder();
    const lua = createLua({ cache });
    const right = lua.compile("return 'right'", { chunkName: "=a" });
    const [key] = cache.entries.keys();
    const damaged = right.toBytes();
    damaged[damaged.length - 3]! ^= 1;
    const entries: unknown[] = [
      damaged,
      new Uint8Array(0),
      createLua().compile("return 'wrong'", { chunkName: "=b" }),
      createLua({ version: "5.3" }).compile("return 'wrong'", { chunkName: "=a" }),
      { name: "=a", version: "5.4" },
      "text",
    ];
    for (const entry of entries) {
      cache.entries.set(key!, entry as Chunk);
      expect(lua.runSync("return 'right'", { chunkName: "=a" })).toEqual(["right"]);
      expect((cache.entries.get(key!) as Chunk).hash).toBe(right.hash);
    }
    cache.entries.set(key!, right.toBytes());
    cache.calls.length = 0;
    expect(lua.runSync("return 'right'", { chunkName: "=a" })).toEqual(["right"]);
    expect(cache.calls).toEqual(["hit"]);
  });

  it("is checked when the engine is made", () => {
    for (const cache of [new Map().keys(), "directory", null, { get: () => undefined }]) {
      expect(() => createLua({ cache: cache as never })).toThrow(new TypeError("cache: has no get and set"));
    }
  });

  it("has keys that change with the version of the package", () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(COMPILER.id).toMatch(new RegExp(`^perigee ${version}/\\d+$`));
  });
});

describe("memoryChunkCache", () => {
  const chunk = createLua().compile("return 1");
  const held = (cache: ChunkCache, keys: string) => [...keys].filter((key) => cache.get(key) !== undefined).join("");

  it("drops what was not used for the longest time", () => {
    const cache = memoryChunkCache({ maxEntries: 2 });
    cache.set("a", chunk);
    cache.set("b", chunk);
    cache.get("a");
    cache.set("c", chunk);
    expect(held(cache, "abc")).toBe("ac");
    cache.set("a", chunk);
    expect(held(cache, "abc")).toBe("ac");
  });

  it("keeps to its bytes, and takes nothing that is larger alone", () => {
    const large = createLua().compile(`return ${"{".repeat(100)}${"}".repeat(100)}`);
    const cache = memoryChunkCache({ maxBytes: 1000 });
    for (const key of "abcdefghijklmnop") cache.set(key, chunk);
    const kept = held(cache, "abcdefghijklmnop");
    expect(kept.length).toBeGreaterThan(2);
    expect(kept.length).toBeLessThan(12);
    expect(kept.endsWith("p")).toBe(true);
    cache.set("L", large);
    expect(held(cache, "L")).toBe("");
    expect(held(cache, kept)).toBe(kept);
  });

  it("refuses limits that are none", () => {
    expect(() => memoryChunkCache({ maxEntries: Number.NaN })).toThrow("maxEntries");
    expect(() => memoryChunkCache({ maxBytes: "1" as never })).toThrow("maxBytes");
    const none = memoryChunkCache({ maxEntries: 0 });
    none.set("a", chunk);
    expect(none.get("a")).toBe(undefined);
  });
});
