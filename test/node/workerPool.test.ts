import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LuaWorkerPool, WorkerPoolOptions } from "../../src/node/index.ts";

/** Threads run what is built: a bundle of its own, laid out like the package. */
const directory = mkdtempSync(join(tmpdir(), "perigee-workers-"));
const SRC = join(import.meta.dirname, "../../src");
let node: typeof import("../../src/node/index.ts");
let api: typeof import("../../src/api/index.ts");
const pools: LuaWorkerPool[] = [];

function pool(options: Omit<WorkerPoolOptions, "create"> = {}): LuaWorkerPool {
  const made = node.createWorkerPool({ create: pathToFileURL(join(directory, "make.mjs")), ...options });
  pools.push(made);
  return made;
}

beforeAll(async () => {
  await build({
    entryPoints: [
      { in: join(SRC, "api/index.ts"), out: "index" },
      { in: join(SRC, "node/index.ts"), out: "node" },
      { in: join(SRC, "node/engineWorker.ts"), out: "engineWorker" },
    ],
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    outdir: directory,
    outExtension: { ".js": ".js" },
  });
  writeFileSync(join(directory, "package.json"), `{ "type": "module" }`);
  writeFileSync(
    join(directory, "make.mjs"),
    `import { createLua } from "./index.js";
     import { threadId } from "node:worker_threads";
     export default (data) => createLua({ libs: "all", globals: {
       data, threadId,
       die: () => process.exit(3),
       sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms, "slept")),
       spin: () => { for (;;); },
     } });
     export const fails = () => { throw new Error("no engine"); };`,
  );
  node = (await import(pathToFileURL(join(directory, "node.js")).href)) as typeof node;
  api = (await import(pathToFileURL(join(directory, "index.js")).href)) as typeof api;
});

afterAll(async () => {
  await Promise.all(pools.map((made) => made.close()));
  rmSync(directory, { recursive: true, force: true });
});

describe("worker pool", () => {
  it("runs, calls, reads and writes globals; values are copied", async () => {
    const workers = pool({ max: 1, data: { a: 1 } });
    await workers.use(async (lua) => {
      expect(
        await lua.run("return 1, 'é', { 1, 2, { x = {} } }, { [1.5] = true }, data.a, nil, math.maxinteger"),
      ).toEqual([...[1, "é", [1, 2, { x: {} }], new Map([[1.5, true]]), 1, undefined, 9223372036854775807n]]);
      await lua.globals.set("config", { list: [1, 2], ["__proto__"]: 7 });
      expect(await lua.runSync("return #config.list, ...", { args: ["arg"] })).toEqual([2, "arg"]);
      await lua.run("t = { f = function(a, b) return b, sleep(1), a end }");
      expect(await lua.call("t.f", 1, [2])).toEqual([[2], "slept", 1]);
      expect(await lua.globals.get("config.list")).toEqual([1, 2]);
      await lua.globals.set("config.more", 5);
      expect(await lua.globals.get("config.more")).toBe(5);
      const [cyclic] = (await lua.run("local c = { n = 1 } c.me = c return c")) as [{ me: unknown }];
      expect(cyclic.me).toBe(cyclic);
      await expect(lua.run("return print")).rejects.toThrow("a function cannot leave its thread");
      await expect(lua.call("t.none")).rejects.toThrow("no function");
    });
  });

  it("errors keep their class and fields", async () => {
    await pool({ max: 1 }).use(async (lua) => {
      await expect(lua.run("error({ code = 7 })")).rejects.toMatchObject({
        name: "LuaRuntimeError",
        value: { code: 7 },
      });
      await expect(lua.run("x =")).rejects.toBeInstanceOf(api.LuaSyntaxError);
      const limited = lua.run("while true do end", { limits: { instructions: 500 } });
      await expect(limited).rejects.toMatchObject({ code: "LUA_LIMIT_INSTRUCTIONS", used: 500 });
      await expect(lua.runSync("sleep(1)")).rejects.toBeInstanceOf(api.LuaAsyncError);
    });
  });

  it("customers get engines of their own, in threads that are used again", async () => {
    const workers = pool({ max: 1, maxUses: 2 });
    const threads: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      await workers.use(async (lua) => {
        const [leak, thread] = await lua.run("local was = leak leak = 1 return was, threadId");
        expect(leak).toBeUndefined();
        threads.push(thread);
      });
    }
    expect(threads[0]).toBe(threads[1]);
    expect(threads[2]).toBe(threads[3]);
    expect(threads[0]).not.toBe(threads[2]);
    expect(workers.stats.created).toBe(2);
  });

  it.each(["run", "runSync"] as const)("%s in an endless loop is interrupted, and the thread lives on", async (how) => {
    const workers = pool({ max: 1, abortGrace: 30_000 });
    await workers.use(async (lua) => {
      const reason = new Error("enough");
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 20);
      const running = lua[how]("pcall(function() while true do end end) while true do end", {
        signal: controller.signal,
      });
      await expect(running).rejects.toMatchObject({ name: "LuaAbortError", reason });
      expect(await lua.run("return 1")).toEqual([1]);
    });
    expect(workers.stats.created).toBe(1);
  });

  it("a wait is aborted at once; a host function that never ends costs the thread", async () => {
    const workers = pool({ max: 1, abortGrace: 50 });
    await workers.use(async (lua) => {
      await expect(lua.run("sleep(100000)", { signal: AbortSignal.timeout(20) })).rejects.toBeInstanceOf(
        api.LuaAbortError,
      );
      expect(await lua.run("return 1")).toEqual([1]);
      await expect(lua.run("spin()", { signal: AbortSignal.timeout(20) })).rejects.toBeInstanceOf(api.LuaAbortError);
      await expect(lua.run("return 1")).rejects.toThrow();
    });
    expect(await workers.use((lua) => lua.run("return 2"))).toEqual([2]);
    expect(workers.stats.created).toBe(2);
  });

  it("a thread that dies rejects its customer and is replaced", async () => {
    const workers = pool({ max: 1, min: 1 });
    await expect(workers.use((lua) => lua.run("die()"))).rejects.toMatchObject({ code: "LUA_WORKER" });
    expect(await workers.use((lua) => lua.run("return 3"))).toEqual([3]);
  });

  it("several run at the same time; a customer that is gone has no access", async () => {
    const workers = pool({ max: 2 });
    const [a, b] = await Promise.all([workers.acquire(), workers.acquire()]);
    const ids = await Promise.all([a.run("return threadId"), b.run("return threadId")]);
    expect(ids[0]).not.toEqual(ids[1]);
    workers.release(a);
    await expect(a.run("return 1")).rejects.toBeInstanceOf(api.LuaClosedError);
    expect(() => workers.release(a)).toThrow(TypeError);
    workers.release(b);
  });

  it("a module that makes no engine is the customer's error", async () => {
    await expect(pool({ exportName: "fails" }).use(() => {})).rejects.toThrow("no engine");
    await expect(pool({ exportName: "missing" }).use(() => {})).rejects.toThrow('no function "missing"');
  });
});
