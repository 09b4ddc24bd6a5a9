import { describe, expect, it } from "vitest";
import {
  createLua,
  type Lua,
  LuaAbortError,
  LuaAsyncError,
  LuaLimitError,
  type LuaOptions,
  LuaRuntimeError,
} from "../../src/api/index.ts";

/** Resolves in a later turn of the event loop. */
const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), 0));

function engine(options: LuaOptions = {}): Lua {
  return createLua({
    libs: "all",
    ...options,
    globals: {
      fetch: (v: number) => later(v * 2),
      fail: (m: string) => later(0).then(() => Promise.reject(new Error(m))),
    },
  });
}

const PLACES: Record<string, readonly [source: string, values: readonly unknown[]]> = {
  "the main chunk": ["return fetch(21)", [42]],
  pcall: ["return pcall(fetch, 4)", [true, 8]],
  "pcall, rejected": ["local ok, e = pcall(fail, 'no') return ok, tostring(e)", [false, "no"]],
  "an xpcall handler": ["return xpcall(error, function(e) return fetch(e) end, 3)", [false, 6]],
  "a coroutine, whose resumer does not see it": [
    "local co = coroutine.wrap(function() local a = fetch(1) coroutine.yield(a) return fetch(a) end) return co(), co()",
    [2, 4],
  ],
  "a sort comparator": [
    "local t = {3, 1, 2} table.sort(t, function(a, b) return fetch(a) < fetch(b) end) return table.concat(t)",
    ["123"],
  ],
  "a gsub callback": ["return (('1 2'):gsub('%d', function(d) return fetch(tonumber(d)) end))", ["2 4"]],
  "a metamethod": ["return setmetatable({}, {__index = function(_, k) return fetch(k) end})[5]", [10]],
  "an arithmetic metamethod": ["return 1 + setmetatable({}, {__add = function(a) return fetch(a) end})", [2]],
  "a comparison": [
    "local m = {__lt = function() return fetch(0) == 0 end} return setmetatable({}, m) < setmetatable({}, m)",
    [true],
  ],
  "an iterator": [
    "local s = 0 for i in function(_, i) i = (i or 0) + 1 return i < 4 and fetch(i) // 2 or nil end do s = s + i end return s",
    [6],
  ],
  __close: [
    "local log do local x <close> = setmetatable({}, {__close = function() log = fetch(7) end}) end return log",
    [14],
  ],
  require: ["package.preload.m = function() return fetch(9) end return (require 'm')", [18]],
  tostring: ["return tostring(setmetatable({}, {__tostring = function() return 's' .. fetch(2) end}))", ["s4"]],
  "load's reader": [
    "local n = 0 return load(function() n = n + 1 return n == 1 and 'return ' .. fetch(3) or nil end)()",
    [6],
  ],
};

describe.each(["5.3", "5.4"] as const)("E.3.3: waiting for the host in %s", (version) => {
  it.each(Object.entries(PLACES).filter(([name]) => version === "5.4" || name !== "__close"))(
    "works in %s",
    async (_, [source, values]) => {
      const lua = engine({ version });
      expect(await lua.run(source)).toEqual(values);
      expect(lua.runSync("return 1")).toEqual([1]);
    },
  );

  it("is refused by synchronous runs, with the name of the function, and can be caught", () => {
    const lua = engine({ version });
    expect(() => lua.runSync("fetch(1)")).toThrow(LuaAsyncError);
    expect(lua.runSync("local ok, e = pcall(fetch, 1) return ok, (tostring(e):gsub('^.-:%d+: ', ''))")).toEqual([
      false,
      "fetch cannot wait in a synchronous call",
    ]);
  });
});

describe("asynchronous runs", () => {
  it("E.3.3: a thousand wait at the same time, and each gets its own answer", async () => {
    const lua = engine();
    const runs = Array.from({ length: 1000 }, (_, i) =>
      lua.run("local n = ... return fetch(n) + fetch(n)", { args: [i] }),
    );
    expect(await Promise.all(runs)).toEqual(Array.from({ length: 1000 }, (_, i) => [i * 4]));
  });

  it("take turns at slices in the order in which they started, the same every time", async () => {
    const trace = async (): Promise<string> => {
      const seen: string[] = [];
      const lua = createLua({ globals: { log: (s: string) => void seen.push(s) } });
      const source = "local name = ... for i = 1, 3 do log(name .. i) for _ = 1, 1000 do end end";
      await Promise.all(["a", "b", "c"].map((name) => lua.run(source, { args: [name], slice: 500 })));
      return seen.join(" ");
    };
    const first = await trace();
    expect(first.startsWith("a1 b1 c1 ")).toBe(true);
    expect(first).not.toBe("a1 a2 a3 b1 b2 b3 c1 c2 c3");
    expect(await trace()).toBe(first);
  });

  it("let timers run between slices", async () => {
    const lua = createLua();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await lua.run("for i = 1, 3e6 do end", { slice: 20_000 });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    expect(lua.meter.slices).toBeGreaterThan(100);
  });

  it("use the same instructions as a synchronous run", async () => {
    const source = "local t = {} for i = 1, 500 do t[i] = tostring(i) end return #table.concat(t)";
    const [a, b] = [createLua(), createLua()];
    expect(await a.run(source, { slice: 7 })).toEqual(b.runSync(source));
    expect(a.meter.instructions).toBe(b.meter.instructions);
  });

  it("end with the reason of an abort signal, which no script can catch: running, waiting, and before they start", async () => {
    const reason = { why: "tired" };
    const cases = ["while true do pcall(function() while true do end end) end", "pcall(never) return 1"];
    for (const source of cases) {
      const lua = createLua({ globals: { never: () => new Promise(() => {}) } });
      const control = new AbortController();
      const run = lua.run(source, { signal: control.signal, slice: 1000 });
      setTimeout(() => control.abort(reason), 5);
      const error = await run.catch((e: unknown) => e);
      expect(error).toBeInstanceOf(LuaAbortError);
      expect((error as LuaAbortError).reason).toBe(reason);
      expect(lua.runSync("return 2")).toEqual([2]);
    }
    const lua = createLua();
    await expect(lua.run("ran = true", { signal: AbortSignal.abort(reason) })).rejects.toBeInstanceOf(LuaAbortError);
    expect(lua.globals.get("ran")).toBeUndefined();
  });

  it("a step of an execution that waits says on what", async () => {
    const lua = engine();
    const execution = lua.start("local x = fetch(1) return x + 1");
    const waiting = execution.step();
    if (waiting.state !== "waiting") throw new Error(waiting.state);
    expect(execution.state).toBe("waiting");
    expect(execution.step().state).toBe("waiting");
    await waiting.on;
    expect(execution.step()).toEqual({ state: "done", values: [3] });
  });

  it("a cancelled execution that waits ignores the answer", async () => {
    let answer = (_: number): void => {};
    const lua = createLua({ globals: { ask: () => new Promise<number>((resolve) => (answer = resolve)) } });
    const execution = lua.start("ask() done = true");
    execution.step();
    execution.cancel("enough");
    answer(1);
    await later(0);
    expect([execution.state, lua.globals.get("done")]).toEqual(["cancelled", undefined]);
  });

  it("an error after waiting has its place and the host's error as its cause", async () => {
    const lua = engine();
    const error = await lua.run("local function f() fail('broken') end\nf()").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LuaRuntimeError);
    expect((error as LuaRuntimeError).cause).toBeInstanceOf(Error);
    expect((error as LuaRuntimeError).luaStack).toContain("in local 'f'");
  });
});

describe("limits of runs", () => {
  it("are their own and at most those of the engine", async () => {
    const lua = createLua({ limits: { instructions: 1e6 } });
    for (const run of [() => lua.runSync("while true do end", { limits: { instructions: 1000 } })]) {
      const error = caught(run) as LuaLimitError;
      expect([error.limit, error.used, error.allowed]).toEqual(["instructions", 1000, 1000]);
    }
    expect(lua.meter.instructions).toBeGreaterThanOrEqual(1000);
    expect(lua.meter.instructions).toBeLessThan(1200);
    expect(caught(() => lua.runSync("string.rep('x', 2e4)", { limits: { instructions: 1000 } }))).toBeInstanceOf(
      LuaLimitError,
    );
    expect(lua.runSync("return 1")).toEqual([1]);
    expect(caught(() => lua.runSync("while true do end", { limits: { instructions: 1e9 } }))).toMatchObject({
      allowed: 1e6,
    });
    lua.meter.refill(1000);
    expect(lua.runSync("return 1")).toEqual([1]);
  });

  it("suspend instead of ending when asked to: a refill goes on where it stopped", async () => {
    const lua = createLua({ limits: { onExhausted: "suspend" } });
    const source = "local n = 0 for i = 1, 1000 do n = n + 1 end return n";
    let error = await lua.run(source, { limits: { instructions: 100 } }).catch((e: unknown) => e);
    for (let refills = 0; error instanceof LuaLimitError; refills++) {
      expect(refills).toBeLessThan(50);
      error.execution!.refill(100);
      error = await error.execution!.run().catch((e: unknown) => e);
    }
    expect(error).toEqual([1000]);
  });

  it("suspend the executions of an engine whose instructions are used up", () => {
    const lua = createLua({ limits: { instructions: 5000, onExhausted: "suspend" } });
    const execution = lua.start("local n = 0 for i = 1, 1e4 do n = n + 1 end return n");
    const results: string[] = [];
    for (let result = execution.step(); ; result = execution.step()) {
      results.push(result.state);
      if (result.state === "done") {
        expect(result.values).toEqual([10_000]);
        break;
      }
      lua.meter.refill(5000);
    }
    expect(results).toEqual(["failed", "failed", "failed", "failed", "done"]);
  });

  it("memory counts what is live, not what was allocated", () => {
    const lua = createLua({ limits: { memory: 4e6 } });
    expect(lua.runSync("local s = 0 for i = 1, 2e5 do s = s + #{i, i, i, i} end return s")).toEqual([8e5]);
    expect(lua.meter.allocated).toBeGreaterThan(1e7);
    const error = caught(() => lua.runSync("local t = {} while true do t[#t + 1] = {} end")) as LuaLimitError;
    expect([error.limit, error.code]).toEqual(["memory", "LUA_LIMIT_MEMORY"]);
    expect(lua.meter.peakMemory).toBeLessThan(1e7);
    expect(lua.runSync("return #('x'):rep(1000)")).toEqual([1000]);
    expect(caught(() => lua.runSync("return ('x'):rep(1e7)"))).toMatchObject({ limit: "memory" });
    expect(
      caught(() => lua.runSync("collectgarbage 'stop' local t = {} while true do t[#t + 1] = {} end")),
    ).toMatchObject({
      limit: "memory",
    });
  });

  it("allocation counts everything; coroutines those that are alive; output every byte", () => {
    expect(
      caught(() => createLua({ limits: { allocation: 1e6 } }).runSync("while true do local t = {} end")),
    ).toMatchObject({
      limit: "allocation",
    });
    const lua = createLua({ libs: "all", limits: { coroutines: 10, outputBytes: 100 } });
    expect(
      lua.runSync("for i = 1, 1000 do coroutine.wrap(function() coroutine.yield() end)() end return true"),
    ).toEqual([true]);
    const source = "local t = {} for i = 1, 11 do t[i] = coroutine.create(print) end";
    expect(() => lua.runSync(source)).toThrow("too many coroutines");
    expect(lua.runSync(`return pcall(function() ${source} end)`)[0]).toBe(false);
    expect(caught(() => lua.runSync("pcall(function() while true do print('0123456789') end end)"))).toMatchObject({
      limit: "outputBytes",
    });
    expect(caught(() => lua.runSync("io.write(('x'):rep(200))"))).toMatchObject({ limit: "outputBytes" });
  });

  it("wall time ends loops and waiting", async () => {
    const lua = createLua({ limits: { wallTime: 30 }, globals: { never: () => new Promise(() => {}) } });
    expect(caught(() => lua.runSync("while true do end"))).toMatchObject({ limit: "wallTime" });
    expect(await lua.run("pcall(never)").catch((e: unknown) => e)).toMatchObject({ limit: "wallTime" });
    expect(await lua.run("while true do end").catch((e: unknown) => e)).toMatchObject({ limit: "wallTime" });
  });

  it("host depth limits re-entry, catchably", () => {
    const lua = createLua({ limits: { hostDepth: 5 } });
    let deepest = 0;
    const f = lua.fn((n: number) => {
      deepest = Math.max(deepest, n);
      return (lua.globals.get("g") as import("../../src/api/index.ts").LuaFunction).call(n + 1)[0];
    });
    lua.globals.set("f", f);
    lua.runSync("function g(n) return f(n) end");
    expect(() => lua.runSync("return g(1)")).toThrow("C stack overflow");
    expect(deepest).toBe(5);
    expect(lua.runSync("return (pcall(g, 1))")).toEqual([false]);
  });

  it("close what is open within the grace, and not beyond it", () => {
    const source = `
      local function open(name, n)
        return setmetatable({}, {__close = function() for i = 1, n do end log(name) end})
      end
      local a <close> = open("a", 10)
      coroutine.wrap(function()
        local b <close> = open("b", 10)
        pcall(function() local c <close> = open("c", 10) while true do end end)
      end)()`;
    const closed = (closeGrace: number): string[] => {
      const names: string[] = [];
      const lua = createLua({
        limits: { closeGrace, instructions: 10_000 },
        globals: { log: (s: string) => void names.push(s) },
      });
      expect(caught(() => lua.runSync(source))).toMatchObject({ limit: "instructions" });
      expect(lua.meter.remaining).toBe(0);
      return names;
    };
    expect(closed(0)).toEqual([]);
    expect(closed(1000)).toEqual(["c", "b", "a"]);
    expect(closed(30)).toEqual(["c"]);
  });

  it("unknown and malformed ones are refused by name", () => {
    expect(() => createLua({ limits: { nonsense: 1 } as never })).toThrow("limits.nonsense");
    expect(() => createLua({ limits: { wallTime: -1 } })).toThrow("limits.wallTime");
    expect(() => createLua({ limits: { onExhausted: "explode" as never } })).toThrow("limits.onExhausted");
    expect(() => createLua().runSync("", { limits: { memory: "x" as never } })).toThrow("limits.memory");
  });
});

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

it("the meter splits what natives charged by library", () => {
  const lua = createLua({ libs: "all" });
  lua.meter.snapshot();
  lua.runSync("string.rep('x', 32000) table.concat({'a', 'b'}) local s = ('y'):rep(64) .. 'z'");
  const { byLibrary } = lua.meter.snapshot();
  expect(byLibrary!.string).toBeGreaterThanOrEqual(2000);
  expect(byLibrary!.table).toBeGreaterThanOrEqual(2);
  expect(byLibrary!.vm).toBeGreaterThanOrEqual(4);
});
