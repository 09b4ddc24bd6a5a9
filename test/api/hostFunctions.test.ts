import { describe, expect, it } from "vitest";
import {
  createLua,
  LuaAsyncError,
  LuaConversionError,
  LuaError,
  LuaExitError,
  type LuaFunction,
  type LuaInput,
  LuaLimitError,
  LuaRuntimeError,
  LuaSyntaxError,
  type LuaUserdata,
  multi,
} from "../../src/api/index.ts";

/** What `work` throws. */
function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (e) {
    return e;
  }
  throw new Error("nothing was thrown");
}

describe("host functions", () => {
  it("get converted arguments and give one result, or several with multi", () => {
    const calls: unknown[][] = [];
    const lua = createLua({
      globals: {
        f: (...args: unknown[]) => {
          calls.push(args);
        },
        list: () => [1, 2],
        several: () => multi(1, null, "x"),
        none: () => multi(),
      },
    });
    expect(lua.runSync("return f(), select('#', f(1, 'é', nil, true, 2^53, {}))")).toHaveLength(2);
    expect(calls[1]!.slice(0, 5)).toEqual([1, "é", undefined, true, 2 ** 53]);
    expect(calls[1]).toHaveLength(6);
    expect(lua.runSync("return #list(), select('#', several()), (select(3, several())), select('#', none())")).toEqual([
      2,
      3,
      "x",
      0,
    ]);
  });

  it("are one function each, that scripts see as native", () => {
    const f = (): number => 1;
    const lua = createLua({ libs: "all", globals: { f, g: f, h: () => 2 } });
    expect(lua.runSync("return f == g, f == h, type(f), debug.getinfo(f, 'S').what")).toEqual([
      true,
      false,
      "function",
      "C",
    ]);
    const handle = lua.globals.get("f") as LuaFunction;
    expect(handle.call()).toEqual([1]);
    const made = lua.fn((a: number, b: number) => a + b, { name: "sum" });
    lua.globals.set("sum", made);
    expect(lua.runSync("return sum(1, 2)")).toEqual([3]);
    expect(lua.globals.get("sum")).toBe(made);
  });

  it("work wherever Lua calls functions", () => {
    const lua = createLua({
      libs: "all",
      globals: { up: (s: string) => s.toUpperCase(), less: (a: number, b: number) => a > b },
    });
    expect(lua.runSync("return ('abc'):gsub('.', up)")).toEqual(["ABC", 3]);
    expect(lua.runSync("local t = {1, 3, 2} table.sort(t, less) return table.concat(t)")).toEqual(["321"]);
    expect(lua.runSync("return setmetatable({}, { __index = function(_, k) return up(k) end }).abc")).toEqual(["ABC"]);
    expect(lua.runSync("return select(2, coroutine.resume(coroutine.create(up), 'x'))")).toEqual(["X"]);
    expect(
      lua.runSync("local t = setmetatable({}, { __call = function(_, x) return up(x) end }) return t('y')"),
    ).toEqual(["Y"]);
  });

  it("that throw raise an error that wraps what was thrown and shows its message alone", () => {
    const cause = new TypeError("no such thing: é");
    const secret = { secret: 1 };
    const lua = createLua({
      globals: {
        fail: () => {
          throw cause;
        },
        odd: () => {
          throw secret;
        },
      },
    });
    expect(lua.runSync("local ok, e = pcall(fail) return ok, type(e), tostring(e), e")).toEqual([
      false,
      "userdata",
      "no such thing: é",
      expect.objectContaining({ value: cause }),
    ]);
    expect(lua.runSync("return select(2, xpcall(fail, function(m) return tostring(m) .. '!' end))")).toEqual([
      "no such thing: é!",
    ]);
    expect(lua.runSync("local ok, e = pcall(odd) return ok, tostring(e)")).toEqual([false, "error in host function"]);
    const error = thrownBy(() =>
      lua.runSync("local function g() fail() end g()", { chunkName: "=c" }),
    ) as LuaRuntimeError;
    expect(error).toBeInstanceOf(LuaRuntimeError);
    expect(error.message).toBe("no such thing: é");
    expect((error.value as LuaUserdata).value).toBe(cause);
    expect(error.cause).toBe(cause);
    expect(error.luaStack).toMatch(/^stack traceback:\n\t\[C\]: in function 'fail'\n\tc:1: in (upvalue|local) 'g'/);
  });

  it.each([
    "error(select(2, pcall(fail)))",
    "error(select(2, pcall(fail)), 0)",
    "local _, e = pcall(fail) local t = { e } error(t[1])",
    "coroutine.wrap(function() fail() end)()",
    "local co = coroutine.create(fail) local _, e = coroutine.resume(co) error(e)",
    "xpcall(fail, function(e) saved = e end) error(saved)",
    "call(function() call(function() error(select(2, pcall(fail))) end) end)",
    "setmetatable({}, { __index = fail })[1]()",
    "table.sort({ 1, 2 }, fail)",
    "('x'):gsub('.', fail)",
    "for _ in fail do end",
    "local x <close> = setmetatable({}, { __close = fail })",
  ])("E.3.6: keep the identity of what they threw: %s", (code) => {
    const cause = new Error("deep");
    const lua = createLua({
      globals: {
        fail: () => {
          throw cause;
        },
        call: (f: LuaFunction) => f.call()[0],
      },
    });
    const error = thrownBy(() => lua.runSync(code)) as LuaRuntimeError;
    expect(error).toBeInstanceOf(LuaRuntimeError);
    expect(error.cause).toBe(cause);
    expect(error.message).toBe("deep");
  });

  it("that throw the same object raise the same value, and primitives are kept too", () => {
    const cause = new Error("same");
    const lua = createLua({
      globals: {
        fail: () => {
          throw cause;
        },
        text: () => {
          throw "just text";
        },
        nothing: () => {
          throw undefined;
        },
      },
    });
    expect(lua.runSync("return select(2, pcall(fail)) == select(2, pcall(fail))")).toEqual([true]);
    expect(lua.runSync("return tostring(select(2, pcall(text)))")).toEqual(["error in host function"]);
    expect((thrownBy(() => lua.runSync("text()")) as LuaRuntimeError).cause).toBe("just text");
    expect(thrownBy(() => lua.runSync("nothing()"))).toBeInstanceOf(LuaRuntimeError);
  });

  it("error values have no members but their text", () => {
    const lua = createLua({
      libs: "all",
      globals: {
        fail: () => {
          throw new Error("x");
        },
      },
    });
    lua.runSync("_, e = pcall(fail)");
    expect(lua.runSync("return pcall(function() return e.message end)")[1]).toMatch(
      /attempt to index a HostError value \(global 'e'\)$/,
    );
    expect(lua.runSync("return getmetatable(e), pcall(setmetatable, e, {})").slice(0, 2)).toEqual([false, false]);
    expect(lua.runSync("return pcall(function() debug.getmetatable(e).__index = print end)")[0]).toBe(false);
  });

  it("syntax errors of chunks that a host function loads can be caught", () => {
    const lua = createLua();
    lua.globals.set("compile", (source: string) => {
      lua.load(source);
    });
    expect(lua.runSync("local ok, e = pcall(compile, 'x =') return ok, tostring(e)")).toEqual([
      false,
      `[string "x ="]:1: unexpected symbol near <eof>`,
    ]);
    expect((thrownBy(() => lua.runSync("compile('x =')")) as LuaRuntimeError).cause).toBeInstanceOf(LuaSyntaxError);
  });

  it("whose result cannot be converted raise an error that scripts can catch", () => {
    const lua = createLua({ globals: { f: () => new Date(0) as unknown as LuaInput } });
    expect(lua.runSync("return pcall(f)")).toEqual([false, "cannot convert class instance to Lua value"]);
    const error = thrownBy(() => lua.runSync("f()")) as LuaRuntimeError;
    expect(error).toBeInstanceOf(LuaRuntimeError);
    expect(error.cause).toBeInstanceOf(LuaConversionError);
  });

  it("that return a promise fail in a synchronous run, and its rejection is handled", async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on("unhandledRejection", listener);
    const lua = createLua({ globals: { later: () => Promise.reject(new Error("late")), soon: async () => 1 } });
    expect(lua.runSync("return pcall(later)")).toEqual([false, "later cannot wait in a synchronous call"]);
    const error = thrownBy(() => lua.runSync("return soon()")) as LuaAsyncError;
    expect(error).toBeInstanceOf(LuaAsyncError);
    expect([error.operation, error.code]).toEqual(["soon", "LUA_ASYNC"]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", listener);
    expect(unhandled).toEqual([]);
    expect(lua.runSync("return 1")).toEqual([1]);
  });

  it("of an environment that answers with promises fail likewise", () => {
    const lua = createLua({
      libs: "all",
      env: { stdin: { read: () => Promise.resolve(new Uint8Array([65])) } },
    });
    expect(lua.runSync("return pcall(io.read)")).toEqual([false, "io.read cannot wait in a synchronous call"]);
    expect(() => lua.runSync("io.read()")).toThrow(LuaAsyncError);
    expect(lua.runSync("return 'still here'")).toEqual(["still here"]);
  });
});

describe("re-entrancy", () => {
  it("host calls Lua calls host calls Lua", () => {
    const lua = createLua({ globals: { twice: (f: LuaFunction, x: number) => multi(...f.call(...f.call(x))) } });
    expect(lua.runSync("return twice(function(x) return (twice(function(y) return y + 1 end, x)) end, 1)")).toEqual([
      5,
    ]);
    expect(
      lua.runSync(
        "return twice(function(x) return x * 2 end, 3), coroutine.wrap(function() return twice(function(x) return x .. '!' end, 'a') end)()",
      ),
    ).toEqual([12, "a!!"]);
  });

  it("the host may run chunks from within", () => {
    const lua = createLua();
    lua.globals.set("eval", (source: string) => multi(...lua.runSync(source)));
    expect(lua.runSync("x = 1; return eval('x = x + 1 return x, eval(\"return x * 10\")')")).toEqual([2, 20]);
  });

  it("errors go through host frames unchanged, value and all", () => {
    const lua = createLua({ globals: { call: (f: LuaFunction) => f.call()[0] } });
    expect(
      lua.runSync(
        "local e = {} local ok, v = pcall(call, function() call(function() error(e) end) end) return ok, v == e",
      ),
    ).toEqual([false, true]);
    expect(lua.runSync("return pcall(call, function() error('m', 0) end)")).toEqual([false, "m"]);
    expect(lua.runSync("return pcall(call, function() return nil + 1 end)")[1]).toMatch(
      /attempt to perform arithmetic on a nil value$/,
    );
    const cause = new Error("deep");
    lua.globals.set("fail", () => {
      throw cause;
    });
    const error = thrownBy(() => lua.runSync("call(function() call(fail) end)")) as LuaRuntimeError;
    expect(error.cause).toBe(cause);
  });

  it("host code that catches an error goes on", () => {
    const seen: unknown[] = [];
    const lua = createLua({
      globals: {
        attempt: (f: LuaFunction) => {
          try {
            return f.call()[0];
          } catch (e) {
            seen.push(e);
            return "caught";
          }
        },
      },
    });
    expect(lua.runSync("return attempt(function() error({}) end), attempt(function() return 1 end)")).toEqual([
      "caught",
      1,
    ]);
    expect(seen[0]).toBeInstanceOf(LuaRuntimeError);
    // nothing of the failed call is left behind
    expect(
      lua.runSync("local n = 0 for i = 1, 1000 do if attempt(error) == 'caught' then n = n + 1 end end return n"),
    ).toEqual([1000]);
  });

  it("limit errors go through host frames, and neither pcall nor the host stops them", () => {
    const lua = createLua({
      limits: { instructions: 100_000 },
      globals: {
        call: (f: LuaFunction) => f.call()[0],
        swallow: (f: LuaFunction) => {
          try {
            f.call();
          } catch (e) {
            expect(e).toBeInstanceOf(LuaLimitError);
          }
        },
      },
    });
    const source = "while true do pcall(call, function() pcall(swallow, function() while true do end end) end) end";
    const error = thrownBy(() => lua.runSync(source)) as LuaLimitError;
    expect(error).toBeInstanceOf(LuaLimitError);
    expect([error.limit, error.used, error.allowed, error.code]).toEqual([
      "instructions",
      100_000,
      100_000,
      "LUA_LIMIT_INSTRUCTIONS",
    ]);
    expect(lua.meter.instructions).toBe(100_000);
    expect(lua.meter.remaining).toBe(0);
  });

  it("endless mutual recursion ends in an error that Lua can catch", () => {
    const lua = createLua({ globals: { call: (f: LuaFunction) => multi(...f.call()) } });
    const source =
      "local depth = 0 local function f() depth = depth + 1 return call(f) end local ok, m = pcall(f) return ok, m, depth";
    const [ok, message, depth] = lua.runSync(source);
    expect([ok, message]).toEqual([false, expect.stringContaining("stack overflow")]);
    expect(depth).toBeGreaterThan(20);
    expect(lua.runSync(source)).toEqual([ok, message, depth]);
    expect(() => lua.runSync("local function f() return call(f) end f()")).toThrow("C stack overflow");
  });

  it("a full JavaScript stack in host code is the host's error, not the script's", () => {
    const deep = (n: number): number => deep(n + 1) + 1;
    const lua = createLua({ globals: { deep: () => deep(0) } });
    const error = thrownBy(() => lua.runSync("return pcall(deep)"));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).not.toBeInstanceOf(LuaError);
    expect(lua.runSync("return 1")).toEqual([1]);
  });

  it("os.exit goes through pcall and host frames", () => {
    const lua = createLua({ libs: "all", globals: { call: (f: LuaFunction) => f.call()[0] } });
    const error = thrownBy(() =>
      lua.runSync("pcall(call, function() pcall(os.exit, 3) end) error('not reached')"),
    ) as LuaExitError;
    expect(error).toBeInstanceOf(LuaExitError);
    expect([error.status, error.closesState]).toEqual([3, false]);
  });
});

describe("charges of host calls", () => {
  const gas = (source: string, f: (...args: string[]) => LuaInput, size: number): number => {
    const lua = createLua({ globals: { f, s: "x".repeat(size) } });
    const before = lua.meter.instructions;
    lua.runSync(source);
    return lua.meter.instructions - before;
  };

  it("grow with the strings and tables that cross", () => {
    const takes = (size: number): number => gas("f(s)", () => undefined, size);
    expect((takes(1_600_000) - takes(0)) / 100_000).toBeCloseTo(1, 3);
    const gives = (size: number): number => gas("f()", () => "x".repeat(size), 0);
    expect((gives(1_600_000) - gives(0)) / 100_000).toBeCloseTo(1, 3);
    const tables = (size: number): number => gas("f()", () => new Array<number>(size).fill(1), 0);
    expect((tables(100_000) - tables(0)) / 100_000).toBeCloseTo(1, 3);
  });

  it("a result beyond the limit of strings is an error that can be caught", () => {
    const lua = createLua({ limits: { stringLength: 1000 }, globals: { f: () => "x".repeat(1001) } });
    expect(lua.runSync("return pcall(f)")[1]).toMatch(/resulting string too large$/);
  });
});
