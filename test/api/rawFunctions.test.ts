import { describe, expect, it } from "vitest";
import {
  createLua,
  type HostCall,
  type HostFnOptions,
  type HostRequest,
  type Lua,
  LuaAsyncError,
  type LuaFunction,
  LuaRuntimeError,
  multi,
  type RawHostFn,
} from "../../src/api/index.ts";

/** An engine with the raw function `f`. */
function engine(f: RawHostFn, options?: HostFnOptions, libs: "all" | "safe" = "all"): Lua {
  const lua = createLua({ libs });
  lua.globals.set("f", lua.raw(f, options));
  lua.globals.set("identity", (x: unknown) => x as never);
  return lua;
}

/** What the reader `read` makes of the arguments in `call`. */
function reading(read: (cx: HostCall) => unknown, call: string): unknown {
  let result: unknown;
  engine((cx) => {
    result = read(cx);
  }).runSync(call);
  return result;
}

/** The message of the error that `call` raises. */
function messageOf(read: (cx: HostCall) => unknown, call: string): string {
  const lua = engine((cx) => {
    read(cx);
  });
  const [ok, message] = lua.runSync(`return pcall(function() ${call} end)`, { chunkName: "=c" });
  expect(ok).toBe(false);
  return message as string;
}

describe("argument readers", () => {
  it.each<[string, (cx: HostCall) => unknown, string, unknown]>([
    ["value", (cx) => [cx.argc, cx.value(1), cx.value(2), cx.value(3)], "f(1, nil)", [2, 1, undefined, undefined]],
    ["boolean", (cx) => [cx.boolean(1), cx.boolean(2), cx.boolean(3)], "f(0, nil)", [true, false, false]],
    ["number", (cx) => [cx.number(1), cx.number(2), cx.number(3)], "f(1, 1.5, '0x10')", [1, 1.5, 16]],
    ["number, of a large integer", (cx) => cx.number(1), "f(math.maxinteger)", 2 ** 63],
    ["number, by default", (cx) => [cx.number(1, 7), cx.number(2, 8)], "f(nil)", [7, 8]],
    ["integer", (cx) => [cx.integer(1), cx.integer(2), cx.integer(3)], "f(1, 2.0, '3')", [1, 2, 3]],
    ["int64", (cx) => [cx.int64(1), cx.int64(2), cx.int64(3, 5n)], "f(math.mininteger, 2.0)", [-(2n ** 63n), 2n, 5n]],
    ["string", (cx) => [cx.string(1), cx.string(2), cx.string(3, "d")], "f('é', 1.0)", ["é", "1.0", "d"]],
    ["bytes", (cx) => [...cx.bytes(1), ...cx.bytes(2, new Uint8Array([9]))], "f('\\0\\xff')", [0, 255, 9]],
    ["option", (cx) => [cx.option(1, ["r", "w"]), cx.option(2, ["r", "w"], "w")], "f('r')", ["r", "w"]],
    ["opt", (cx) => [cx.opt(1, (i) => cx.integer(i)), cx.opt(2, (i) => cx.integer(i))], "f(nil, 2)", [undefined, 2]],
    ["thread, outside of coroutines", (cx) => cx.thread, "f()", undefined],
    ["thread", (cx) => cx.thread?.status, "coroutine.wrap(function() f() end)()", "running"],
    ["signal", (cx) => cx.signal.aborted, "f()", false],
  ])("%s", (_, read, call, value) => {
    expect(reading(read, call)).toEqual(value);
  });

  it("give handles", () => {
    const lua = engine((cx) => multi(cx.table(1).length, cx.function(2).call(1)[0], cx.lua === lua));
    expect(lua.runSync("return f({ 1, 2 }, function(x) return x + 1 end)")).toEqual([2, 2, true]);
  });

  // functions of the library, which are compared with the real interpreters, show how
  it.each<[string, (cx: HostCall) => unknown, string, string]>([
    ["number", (cx) => cx.number(1), "f({})", "math.sqrt({})"],
    ["number, absent", (cx) => cx.number(1), "f()", "math.sqrt()"],
    ["number, nil", (cx) => cx.number(1), "f(nil)", "math.sqrt(nil)"],
    ["integer", (cx) => cx.integer(2), "f('x', 1.5)", "string.rep('x', 1.5)"],
    ["integer of text", (cx) => cx.integer(2), "f('x', 'y')", "string.rep('x', 'y')"],
    ["int64", (cx) => cx.int64(2), "f('x', true)", "string.rep('x', true)"],
    ["string", (cx) => cx.string(1), "f({})", "string.rep({})"],
    ["bytes", (cx) => cx.bytes(1), "f(print)", "string.rep(print)"],
    ["table", (cx) => cx.table(1), "f(1)", "table.concat(1)"],
    ["function", (cx) => cx.function(1), "f('x')", "coroutine.create('x')"],
    ["option", (cx) => cx.option(1, ["a"]), "f('b')", "collectgarbage('b')"],
    [
      "a value with a name",
      (cx) => cx.number(1),
      "f(setmetatable({}, { __name = 'My' }))",
      "math.sqrt(setmetatable({}, { __name = 'My' }))",
    ],
  ])("complain in the words of PUC: %s", (_, read, call, reference) => {
    const library = messageOf(() => undefined, reference);
    expect(library).toMatch(/^c:1: bad argument #[12] to '[a-z]+' \(/);
    expect(messageOf(read, call)).toBe(library.replace(/'[a-z]+'/, "'f'"));
  });

  it("name methods and their self as PUC does", () => {
    const read = (cx: HostCall): unknown => cx.number(2);
    expect(messageOf(read, "local o = { m = f } o:m('x')")).toBe(
      "c:1: bad argument #1 to 'm' (number expected, got string)",
    );
    expect(messageOf((cx) => cx.number(1), "local o = { m = f } o:m()")).toBe(
      "c:1: calling 'm' on bad self (number expected, got table)",
    );
  });

  it("refuse integers that a number cannot hold", () => {
    expect(messageOf((cx) => cx.integer(1), "f(math.maxinteger)")).toBe(
      "c:1: bad argument #1 to 'f' (number out of range)",
    );
  });

  it("argError and error raise what they say", () => {
    expect(messageOf((cx) => cx.argError(2, "no good"), "f()")).toBe("c:1: bad argument #2 to 'f' (no good)");
    expect(messageOf((cx) => cx.error("m"), "f()")).toBe("c:1: m");
    expect(messageOf((cx) => cx.error("m", 0), "f()")).toBe("m");
    expect(messageOf((cx) => cx.error("m", 2), "\n(function() f() end)()")).toBe("c:2: m");
    const lua = engine((cx) => cx.error({ code: 3 }));
    expect(lua.runSync("local ok, e = pcall(f) return ok, e.code")).toEqual([false, 3]);
  });

  it("are over when the function has returned", () => {
    let kept: HostCall | undefined;
    engine((cx) => {
      kept = cx;
    }).runSync("f(1, {})");
    expect(kept!.number(1)).toBe(1);
    expect(() => kept!.number(2)).toThrow("the call has ended");
    expect(() => kept!.charge(1)).toThrow("the call has ended");
  });
});

describe("generators", () => {
  it("call Lua with values and get all results", () => {
    const lua = engine(function* (cx) {
      const out = cx.lua.table();
      for (const item of cx.table(1).toArray()) out.append(...(yield* cx.call(cx.function(2), item)));
      return multi(out.length, out);
    });
    expect(
      lua.runSync("local n, t = f({ 1, 2, 3 }, function(x) return x, x * x end) return n, table.unpack(t)"),
    ).toEqual([6, 1, 1, 2, 4, 3, 9]);
  });

  it("read their arguments after calls too", () => {
    const lua = engine(function* (cx) {
      yield* cx.call(cx.function(1), 7, 8, 9);
      return multi(cx.argc, cx.string(2), cx.value(3));
    });
    expect(lua.runSync("return f(function(...) return ... end, 'kept', true)")).toEqual([3, "kept", true]);
    expect(messageOf2(lua, "f(print, {})")).toBe("c:1: bad argument #2 to 'f' (string expected, got table)");
  });

  it("let coroutines yield through them", () => {
    const lua = engine(function* (cx) {
      const [a] = yield* cx.call(cx.function(1));
      const [b] = yield* cx.call(cx.function(1));
      return multi(a, b);
    });
    expect(
      lua.runSync(`
        local co = coroutine.wrap(function() return f(coroutine.yield) end)
        co()
        co("a")
        return co("b")`),
    ).toEqual(["a", "b"]);
  });

  it("yield to their resumer, and say so when there is none", () => {
    const lua = engine(function* (cx) {
      const got: unknown[] = [];
      for (let i = 1; i <= 2; i++) got.push(...(yield* cx.yield(i, `v${i}`)));
      return multi(...(got as string[]));
    });
    expect(
      lua.runSync(`
        local co = coroutine.create(f)
        local r = { coroutine.resume(co) }
        local s = { coroutine.resume(co, "x", "y") }
        local t = { coroutine.resume(co) }
        return r[2], r[3], s[2], s[3], #t, t[2], t[3], coroutine.status(co)`),
    ).toEqual([1, "v1", 2, "v2", 3, "x", "y", "dead"]);
    expect(lua.runSync("return pcall(f)")).toEqual([false, "attempt to yield from outside a coroutine"]);
  });

  it("get errors of calls as exceptions, in finally and catch", () => {
    const log: unknown[] = [];
    const lua = engine(function* (cx) {
      try {
        yield* cx.call(cx.function(1));
      } catch (e) {
        log.push((e as Error).message);
        if (cx.boolean(2)) throw e;
        return "handled";
      } finally {
        log.push("finally");
      }
      return "fine";
    });
    expect(lua.runSync("return f(function() error('m', 0) end)")).toEqual(["handled"]);
    expect(lua.runSync("return pcall(f, function() error('m', 0) end, true)")).toEqual([false, "m"]);
    expect(lua.runSync("local e = {} local _, v = pcall(f, function() error(e) end, true) return v == e")).toEqual([
      true,
    ]);
    expect(lua.runSync("return f(function() end)")).toEqual(["fine"]);
    expect(log).toEqual(["m", "finally", "m", "finally", "(error object is a table value)", "finally", "finally"]);
  });

  it("protect calls, with the error and its traceback", () => {
    const lua = engine(function* (cx) {
      const outcome = yield* cx.pcall(cx.function(1), 5);
      if (outcome.ok) return multi(true, ...outcome.values);
      expect(outcome.error).toBeInstanceOf(LuaRuntimeError);
      expect(outcome.error.traceback.map((frame) => frame.name)).toEqual(["error", "inner", undefined, "f", undefined]);
      return multi(false, outcome.error.value);
    });
    expect(lua.runSync("return f(function(x) return x + 1 end)")).toEqual([true, 6]);
    expect(
      lua.runSync("return (select(2, f(function() local function inner() error('e', 0) end inner() end))), 1"),
    ).toEqual(["e", 1]);
  });

  it("use no JavaScript stack while they wait: recursion is bounded by Lua's own limit", () => {
    const lua = engine(function* (cx) {
      return multi(...(yield* cx.call(cx.function(1), cx.value(2))));
    });
    const source = "local function g(n) if n == 0 then return 0 end return f(g, n - 1) + 1 end return g(...)";
    expect(lua.runSync(source, { args: [90] })).toEqual([90]);
    expect(() => lua.runSync(source, { args: [1000] })).toThrow("C stack overflow");
    expect(lua.runSync("local n = 0 for i = 1, 20000 do n = n + f(function(x) return x end, 1) end return n")).toEqual([
      20_000,
    ]);
  });

  it("work as metamethods, comparators, iterators and in gsub", () => {
    const lua = engine(function* (cx) {
      return multi(...(yield* cx.call(cx.lua.globals.get("g") as LuaFunction, cx.value(1), cx.value(2))));
    });
    expect(
      lua.runSync(`
        function g(a, b) return a > b end
        local t = { 1, 3, 2 }
        table.sort(t, f)
        function g(a) return a .. "!" end
        local s = ("ab"):gsub(".", f)
        function g(t, k) return k .. "?" end
        local v = setmetatable({}, { __index = f }).key
        function g(_, i) if (i or 0) < 3 then return (i or 0) + 1 end end
        local n = 0
        for i in f do n = n + i end
        return table.concat(t), s, v, n`),
    ).toEqual(["321", "a!b!", "key?", 6]);
  });

  it("may only yield requests", () => {
    const lua = engine(function* () {
      yield { kind: "call" };
      return 1;
    } as RawHostFn);
    expect(lua.runSync("local ok, e = pcall(f) return ok, tostring(e)")).toEqual([
      false,
      "a host function may only yield what the methods of its context give",
    ]);
  });

  it("cannot wait in a synchronous run, and may handle that", () => {
    const lua = engine(function* (cx) {
      try {
        return yield* cx.await(Promise.resolve(1));
      } catch (e) {
        if (cx.boolean(1)) throw e;
        return (e as Error).constructor.name;
      }
    });
    expect(lua.runSync("return f()")).toEqual(["LuaAsyncError"]);
    expect(() => lua.runSync("f(true)")).toThrow(LuaAsyncError);
  });

  it("are dropped with the coroutine that they wait in", () => {
    const lua = engine(function* (cx) {
      yield* cx.yield();
      return 1;
    });
    expect(
      lua.runSync(
        "local co = coroutine.create(f) coroutine.resume(co) return coroutine.close(co), coroutine.status(co)",
      ),
    ).toEqual([true, "dead"]);
  });

  it("pass on more values than a stack has room for, up to its limit", () => {
    const lua = engine(function* (cx) {
      const many = new Array<number>(10_000).fill(1);
      const results = yield* cx.call(cx.function(1), ...many);
      return multi(...results);
    });
    expect(lua.runSync("return select('#', f(function(...) return ... end))")).toEqual([10_000]);
  });
});

describe("the finally blocks of a generator that waits run when", () => {
  /** An engine whose `hold` waits for what `wait` gives; the list tells when it began and when it tidied up. */
  function holding(wait: (cx: HostCall) => Generator<HostRequest>): { lua: Lua; log: string[] } {
    const log: string[] = [];
    const lua = engine(function* (cx) {
      log.push("open");
      try {
        yield* wait(cx);
      } finally {
        log.push("close");
        expect(() => cx.charge(1)).toThrow("the call has ended");
      }
      log.push("went on");
    });
    return { lua, log };
  }
  const calling = (): { lua: Lua; log: string[] } => holding((cx) => cx.call(cx.function(1)));
  const never = (): { lua: Lua; log: string[] } => holding((cx) => cx.await(new Promise(() => {})));

  it("a limit ends the run, in whichever coroutine", () => {
    const { lua, log } = calling();
    const limits = { instructions: 10_000 };
    const source = "coroutine.wrap(function() pcall(f, function() f(function() while true do end end) end) end)()";
    expect(() => lua.runSync(source, { limits })).toThrow("instructions limit exceeded");
    expect(log).toEqual(["open", "open", "close", "close"]);
  });

  it("the execution is cancelled, or its signal aborted", async () => {
    const { lua, log } = never();
    const execution = lua.start("f()");
    execution.step();
    execution.cancel();
    expect(log).toEqual(["open", "close"]);
    const control = new AbortController();
    const run = lua.run("f()", { signal: control.signal });
    while (log.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    control.abort();
    await expect(run).rejects.toThrow("aborted");
    expect(log).toEqual(["open", "close", "open", "close"]);
  });

  it("the engine is closed or goes back to a snapshot", async () => {
    const { lua, log } = never();
    const before = createLua({ libs: "all" }).snapshot();
    lua.start("f()").step();
    lua.restore(before);
    expect(log).toEqual(["open", "close"]);
    const other = never();
    const run = other.lua.run("f()");
    while (other.log.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    other.lua.close();
    expect(other.log).toEqual(["open", "close"]);
    await expect(run).rejects.toThrow("closed");
  });

  it("the coroutine is closed in which it has yielded", () => {
    const { lua, log } = holding((cx) => cx.yield(1));
    expect(lua.runSync("local co = coroutine.create(f) coroutine.resume(co) return coroutine.close(co)")).toEqual([
      true,
    ]);
    expect(log).toEqual(["open", "close"]);
  });

  it("and may fail or yield: nobody is told", () => {
    const lua = engine(function* (cx) {
      try {
        yield* cx.call(cx.function(1));
      } finally {
        yield* cx.call(cx.function(1));
      }
    });
    lua.globals.set(
      "g",
      lua.raw(function* (cx) {
        try {
          yield* cx.call(cx.function(1));
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: what happens to it is tested
          throw new Error("of the finally block");
        }
      }),
    );
    const limits = { instructions: 10_000 };
    const source = "f(function() g(function() while true do end end) end)";
    expect(() => lua.runSync(source, { limits })).toThrow("instructions limit exceeded");
    expect(lua.runSync("return 1 + 1")).toEqual([2]);
  });
});

/** The message of the error that `call` raises. */
function messageOf2(lua: Lua, call: string): string {
  return lua.runSync(`return select(2, pcall(function() ${call} end))`, { chunkName: "=c" })[0] as string;
}

describe("options", () => {
  const cost = (options: HostFnOptions, kind: "fn" | "raw"): number => {
    const lua = createLua();
    lua.globals.set("f", kind === "fn" ? lua.fn(() => undefined, options) : lua.raw(() => undefined, options));
    const before = lua.meter.instructions;
    lua.runSync("f('abc')");
    return lua.meter.instructions - before;
  };

  it.each(["fn", "raw"] as const)("gas of %s is charged for each call", (kind) => {
    const plain = cost({}, kind);
    expect(cost({ gas: 1000 }, kind) - plain).toBe(1000);
    expect(cost({ gas: (cx) => cx.string(1).length * 100 }, kind) - plain).toBe(300);
    expect(() => cost({ gas: -1 }, kind)).toThrow("gas: not a number of at least 0");
    expect(() => cost({ gas: () => Number.NaN }, kind)).toThrow("gas: NaN is not a number of at least 0");
  });

  it("charge and allocate meter the function's own work", () => {
    const lua = createLua({ limits: { instructions: 100_000 } });
    lua.globals.set(
      "work",
      lua.raw((cx) => cx.charge(cx.integer(1))),
    );
    lua.globals.set(
      "grow",
      lua.raw((cx) => cx.allocate(cx.integer(1))),
    );
    const { allocated } = lua.meter;
    lua.runSync("grow(50000)");
    expect(lua.meter.allocated - allocated).toBeGreaterThanOrEqual(50_000);
    expect(() => lua.runSync("pcall(work, -1) work(-1)")).toThrow("gas: -1 is not a number of at least 0");
    expect(() => lua.runSync("while true do pcall(work, 1000) end")).toThrow("instructions limit exceeded");
  });

  it("names show in messages and tracebacks", () => {
    const lua = createLua({ libs: "all" });
    const f = lua.raw((cx) => cx.error("x"), { name: "named" });
    expect(f.info.name).toBe("named");
    const error = (() => {
      try {
        return f.call();
      } catch (e) {
        return e as LuaRuntimeError;
      }
    })() as LuaRuntimeError;
    expect(error.traceback.map((frame) => [frame.kind, frame.name])).toEqual([["host", "named"]]);
  });
});
