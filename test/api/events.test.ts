import { describe, expect, it } from "vitest";
import {
  createLua,
  type Lua,
  LuaAbortError,
  type LuaEvents,
  LuaLimitError,
  LuaRuntimeError,
  MemoryFs,
} from "../../src/api/index.ts";

/** Collects all events of a kind. */
function collect<E extends keyof LuaEvents>(lua: Lua, event: E): LuaEvents[E][] {
  const seen: LuaEvents[E][] = [];
  lua.on(event, (e) => seen.push(e));
  return seen;
}

describe("events", () => {
  it.each(["5.3", "5.4"] as const)("print: text as written, and the values (%s)", (version) => {
    let written = "";
    const env = {
      stdout: {
        write: (bytes: Uint8Array) => {
          written += new TextDecoder().decode(bytes);
        },
      },
    }; // prettier-ignore
    const lua = createLua({ version, env });
    const seen = collect(lua, "print");
    lua.runSync(`print("é", 1, nil, setmetatable({}, { __tostring = function() return "obj" end }), true) print()`);
    expect(seen.map(({ text }) => text)).toEqual(["é\t1\tnil\tobj\ttrue", ""]);
    expect(seen[0]!.values.slice(0, 3)).toEqual(["é", 1, undefined]);
    expect(written).toBe("é\t1\tnil\tobj\ttrue\n\n");
  });

  it("warn: switched on or not, but no control messages", () => {
    const lua = createLua({ libs: "all" });
    const seen = collect(lua, "warn");
    lua.runSync(`warn("@on") warn("a", "b") warn("@off") warn("c")
      setmetatable({}, { __gc = function() error("x", 0) end }) collectgarbage()`);
    expect(seen.map(({ message }) => message)).toEqual(["ab", "c", "error in __gc (x)"]);
  });

  it("uncaught and limit: once for each failure, with the execution; not for what the host asked for", async () => {
    const lua = createLua({ libs: "all" });
    const uncaught = collect(lua, "uncaught");
    const limits = collect(lua, "limit");
    expect(() => lua.runSync("pcall(error) error('x', 0)")).toThrow(LuaRuntimeError);
    expect(uncaught).toHaveLength(1);
    expect(uncaught[0]!.error.message).toBe("x");
    expect(uncaught[0]!.execution.state).toBe("failed");
    const run = lua.run("pcall(function() while true do end end)", { limits: { instructions: 1000 } });
    await expect(run).rejects.toThrow(LuaLimitError);
    expect(limits).toEqual([{ limit: "instructions", used: 1000, allowed: 1000 }]);
    expect(uncaught).toHaveLength(2);
    const before = uncaught.length;
    await expect(lua.run("while true do end", { signal: AbortSignal.timeout(5) })).rejects.toThrow(LuaAbortError);
    expect(uncaught).toHaveLength(before);
    const suspended = lua.start("while true do end", { limits: { instructions: 10, onExhausted: "suspend" } });
    suspended.step();
    expect(limits).toHaveLength(2);
    suspended.cancel();
  });

  it("module: loaded and cached", () => {
    const fs = new MemoryFs({ "m.lua": "local n = 0 for i = 1, 100 do n = n + i end return n" });
    const lua = createLua({ libs: "all", env: { fs } });
    const seen = collect(lua, "module");
    lua.runSync(`package.path = "?.lua" require "m" require "m" require "string" pcall(require, "none")`);
    expect(seen).toEqual([
      { name: "m", origin: expect.stringContaining("m.lua"), cached: false, instructions: expect.any(Number) },
      { name: "m", origin: "", cached: true, instructions: 0 },
      { name: "string", origin: "", cached: true, instructions: 0 },
    ]);
    expect(seen[0]!.instructions).toBeGreaterThan(200);
  });

  it("thread: every step of a coroutine's life, its end once", () => {
    const lua = createLua({ libs: "all" });
    const seen = collect(lua, "thread");
    lua.runSync(`local co = coroutine.wrap(function() coroutine.yield() end) co() co()
      local bad = coroutine.create(error) coroutine.resume(bad) coroutine.close(bad)`);
    expect(seen.map(({ phase, thread }) => `${phase} ${thread}`)).toEqual([
      ...["create 1", "resume 1", "yield 1", "resume 1", "end 1", "create 2", "resume 2", "end 2"],
    ]);
  });

  it("hostcall: entering and leaving, also by error and after a promise", async () => {
    const lua = createLua();
    const seen = collect(lua, "hostcall");
    lua.globals.set(
      "now",
      lua.fn(() => 1, { name: "now" }),
    );
    lua.globals.set(
      "later",
      lua.fn(async () => 2, { name: "later" }),
    );
    lua.globals.set(
      "fails",
      lua.fn(
        () => {
          throw new Error("f");
        },
        { name: "fails" },
      ),
    ); // prettier-ignore
    const raw = lua.raw(
      function* (cx) {
        yield* cx.await(Promise.resolve());
        return 1;
      },
      { name: "raw" },
    ); // prettier-ignore
    lua.globals.set("raw", raw);
    await lua.run("now() later() pcall(fails) raw()");
    expect(seen.map(({ name, phase, async }) => `${name} ${phase} ${async}`)).toEqual([
      ...["now enter false", "now leave false", "later enter false", "later leave true"],
      ...["fails enter false", "fails leave false", "raw enter false", "raw leave false"],
    ]);
  });

  it("slice: what each turn used", async () => {
    const lua = createLua();
    const seen = collect(lua, "slice");
    await lua.run("for i = 1, 1000 do end", { slice: 300 });
    expect(seen.length).toBe(lua.meter.slices);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen[0]).toEqual({ instructions: 300 });
  });

  it("gc, and the collector as the host sees it", () => {
    const lua = createLua({ libs: "all" });
    const seen = collect(lua, "gc");
    lua.runSync(`junk = {} for i = 1, 1000 do junk[i] = { i } end weak = setmetatable({ {} }, { __mode = "v" })
      ended = 0 setmetatable({}, { __gc = function() ended = ended + 1 end }) junk = nil`);
    expect(lua.gc.auto).toBe(true);
    const before = lua.gc.count;
    const { freed } = lua.gc.collect();
    expect(freed).toBeGreaterThan(50_000);
    expect(lua.gc.count).toBeCloseTo(before - freed / 1024, 5);
    expect(seen.at(-1)!.live).toBeLessThanOrEqual(lua.meter.memory);
    expect(seen.at(-1)!.freed).toBeGreaterThan(50_000);
    expect(lua.runSync("return #weak, ended")).toEqual([0, 1]);
    lua.gc.auto = false;
    expect(lua.runSync("return collectgarbage('isrunning')")).toEqual([false]);
    lua.gc.auto = true;
    expect(lua.runSync("return collectgarbage('isrunning')")).toEqual([true]);
  });

  it("listeners only watch: what they throw is reported, and results and costs stay the same", () => {
    const text = `print(1) local co = coroutine.wrap(print) co(2) collectgarbage() return 3`;
    const plain = createLua({ libs: "all" });
    plain.runSync(text);
    const reported: unknown[] = [];
    const target = globalThis as { reportError?: (error: unknown) => void };
    target.reportError = (error) => reported.push(error);
    try {
      const lua = createLua({ libs: "all" });
      const remove = lua.on("print", () => {
        throw new Error("listener");
      });
      for (const event of ["thread", "gc", "slice", "warn", "module", "hostcall"] as const) lua.on(event, () => {});
      expect(lua.runSync(text)).toEqual([3]);
      expect(reported.map((error) => (error as Error).message)).toEqual(["listener", "listener"]);
      expect(lua.meter.instructions).toBe(plain.meter.instructions);
      remove();
      remove();
      lua.runSync("print(1)");
      expect(reported).toHaveLength(2);
    } finally {
      delete target.reportError;
    }
    expect(() => createLua().on("nothing" as never, () => {})).toThrow(TypeError);
  });
});
