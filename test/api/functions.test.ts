import { describe, expect, it } from "vitest";
import {
  createLua,
  LuaAsyncError,
  type LuaFunction,
  LuaLimitError,
  LuaRuntimeError,
  type LuaThread,
  type ResumeResult,
} from "../../src/api/index.ts";

const lua = createLua();
const fn = (source: string): LuaFunction => lua.runSync(source, { chunkName: "@f.lua" })[0] as LuaFunction;

describe("functions", () => {
  it("say what they are", () => {
    expect(fn("return function(a, b, ...)\n  return a\nend").info).toEqual({
      chunk: "f.lua",
      lineDefined: 1,
      lastLine: 3,
      params: 2,
      isVararg: true,
      isHost: false,
    });
    expect(lua.load("return 1", { chunkName: "=c" }).info).toMatchObject({
      chunk: "c",
      lineDefined: 0,
      isVararg: true,
    });
    expect(lua.fn(() => 1, { name: "one" }).info).toEqual({
      name: "one",
      chunk: "[C]",
      lineDefined: -1,
      lastLine: -1,
      params: 0,
      isVararg: true,
      isHost: true,
    });
    expect((lua.globals.path("string.rep") as LuaFunction).info).toMatchObject({ isHost: true, name: "string.rep" });
  });

  it("become functions of JavaScript", () => {
    const f = fn("return function(a, b) return a + b, 'second' end");
    expect(f.call(1, 2)).toEqual([3, "second"]);
    expect(f.toJS()(1, 2)).toBe(3);
    expect(() => f.toJS()(1)).toThrow(LuaRuntimeError);
  });

  it("can be bound to arguments, and are Lua functions then", () => {
    const bound = fn("return function(...) return select('#', ...), ... end").bind(1, undefined, "x");
    expect(bound.call(4, undefined)).toEqual([5, 1, undefined, "x", 4, undefined]);
    expect(bound.bind(true).call()).toEqual([4, 1, undefined, "x", true]);
    lua.globals.set("bound", bound);
    expect(lua.runSync("return type(bound), (bound()), select(2, pcall(bound, 9))")).toEqual([
      "function",
      3,
      4,
      1,
      undefined,
      "x",
      9,
    ]);
    // a coroutine may yield through it
    expect(
      lua.runSync("return coroutine.wrap(function(f) return f() end)(...)", {
        args: [(lua.runSync("return coroutine.yield")[0] as LuaFunction).bind("y")],
      }),
    ).toEqual(["y"]);
    const many = fn("return function(...) return select('#', ...) end").bind(...new Array<number>(5000).fill(1));
    expect(many.call(...new Array<number>(5000).fill(1))).toEqual([10_000]);
  });

  it("show their upvalues", () => {
    const f = fn("local a, b = 1, { 2 } return function() return a, b end");
    expect([f.upvalue("a"), f.upvalue(1), f.upvalue("c"), f.upvalue(3)]).toEqual([1, 1, undefined, undefined]);
    expect(f.upvalue("b")).toBe(f.call()[1]);
    expect(lua.fn(() => 1).upvalue(1)).toBeUndefined();
  });
});

describe("threads", () => {
  const thread = (body: string): LuaThread => lua.thread(fn(`return function(...) ${body} end`));

  it("are resumed with values and tell how that ended", () => {
    const co = thread("local a = ... local b, c = coroutine.yield(a + 1, 'y') return b, c");
    expect(co.status).toBe("suspended");
    expect(co.resume(1)).toEqual({ status: "yield", values: [2, "y"] });
    expect(co.status).toBe("suspended");
    expect(co.resume("b", undefined)).toEqual({ status: "return", values: ["b", undefined] });
    expect(co.status).toBe("dead");
    const over = co.resume();
    expect(over.status === "error" && over.error.message).toBe("cannot resume dead coroutine");
  });

  it("give errors as results, with value and traceback", () => {
    const co = thread("\nlocal function inner() error({ code = 5 }) end\ninner()");
    const result = co.resume() as Extract<ResumeResult, { status: "error" }>;
    expect(result.status).toBe("error");
    expect(result.error).toBeInstanceOf(LuaRuntimeError);
    expect((result.error.value as { get(k: string): unknown }).get("code")).toBe(5);
    expect(result.error.line).toBe(2);
    expect(result.error.traceback.map((f) => [f.kind, f.name, f.line])).toEqual([
      ["host", "error", -1],
      ["lua", "inner", 2],
      ["lua", undefined, 3],
    ]);
    expect(result.error.luaStack).toMatch(/^stack traceback:\n\t\[C\]: in function 'error'\n\tf\.lua:2: in/);
    expect(co.traceback()).toEqual(result.error.traceback);
  });

  it("throw limits instead of returning them", () => {
    const engine = createLua({ limits: { instructions: 10_000 } });
    const co = engine.thread(engine.load("while true do end"));
    expect(() => co.resume()).toThrow(LuaLimitError);
  });

  it("can be resumed from a host function, also from within another coroutine", () => {
    const co = thread("for i = 1, 3 do coroutine.yield(i) end");
    lua.globals.set("step", () => {
      const result = co.resume();
      return result.status === "yield" ? result.values[0] : result.status;
    });
    expect(lua.runSync("return step(), coroutine.wrap(function() return step(), step() end)()")).toEqual([1, 2, 3]);
    expect(lua.runSync("return step()")).toEqual(["return"]);
  });

  it("cannot be resumed by what they run themselves", () => {
    const engine = createLua();
    let co: LuaThread | undefined;
    engine.globals.set("again", () => {
      const result = co!.resume();
      return result.status === "error" ? [co!.status, result.error.message] : [result.status];
    });
    co = engine.thread(engine.load("local r = again() return r[1], r[2]"));
    expect(co.resume()).toEqual({ status: "return", values: ["running", "cannot resume non-suspended coroutine"] });
  });

  it("a long series of resumptions does not nest", () => {
    const co = thread("while true do coroutine.yield() end");
    for (let i = 0; i < 10_000; i++) co.resume();
    expect(co.resume().status).toBe("yield");
  });

  it("close runs what is to be closed", () => {
    const engine = createLua();
    engine.runSync("log = {}");
    const body = `
      local x <close> = setmetatable({}, { __close = function(_, e) log[#log + 1] = tostring(e) end })
      coroutine.yield()`;
    const co = engine.thread(engine.load(body));
    co.resume();
    expect(co.close()).toBeUndefined();
    expect([co.status, co.close()]).toEqual(["dead", undefined]);
    const failing = engine.thread(engine.load("error('oops', 0)"));
    failing.resume();
    expect(failing.close()).toBe("oops");
    expect(engine.runSync("return #log, log[1]")).toEqual([1, "nil"]);
    let running: LuaThread | undefined;
    engine.globals.set("closeMe", () => running!.close());
    running = engine.thread(engine.load("closeMe()"));
    const result = running.resume();
    expect(result.status === "error" && result.error.message).toBe("cannot close a running coroutine");
  });

  it("show where they are suspended", () => {
    const co = thread("\nlocal function wait() coroutine.yield() end\nwait()");
    expect(co.traceback()).toEqual([]);
    co.resume();
    expect(co.traceback().map((f) => [f.name, f.nameKind, f.line, f.chunk])).toEqual([
      ["yield", "field", -1, "[C]"],
      ["wait", "local", 2, "f.lua"],
      [undefined, "", 3, "f.lua"],
    ]);
    expect(co.traceback()[0]!.thread).toBe(co.traceback()[2]!.thread);
  });
});

describe("asynchronous calls", () => {
  const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), 1));

  it("wait for host functions", async () => {
    const engine = createLua({ globals: { later } });
    const f = engine.runSync("return function(a, b) return later(a) + b, 'x' end")[0] as LuaFunction;
    expect(await f.callAsync(1, 2)).toEqual([3, "x"]);
    expect(await f.toAsyncJS()(5, 6)).toBe(11);
    expect(() => f.call(1, 2)).toThrow(LuaAsyncError);
    expect(engine.meter.hostCalls).toBe(3);
  });

  it("obey the options of a run", async () => {
    const engine = createLua();
    const f = engine.load("while true do end");
    await expect(f.callWith({ limits: { instructions: 1000 } })).rejects.toThrow(LuaLimitError);
    await expect(f.callWith({ signal: AbortSignal.abort("why") })).rejects.toMatchObject({ reason: "why" });
    engine.close();
    await expect(f.callAsync()).rejects.toThrow("engine is closed");
  });

  it("iterate threads until they return", async () => {
    const engine = createLua({ globals: { later } });
    const seen: unknown[] = [];
    const co = engine.thread(engine.load("for i = 1, 3 do coroutine.yield(later(i), 'v') end return 'end'"));
    for await (const values of co) seen.push(values);
    expect(seen).toEqual([
      [1, "v"],
      [2, "v"],
      [3, "v"],
    ]);
    expect(co.status).toBe("dead");
    const cause = new Error("in thread");
    const failing = engine.thread(
      engine.fn(async () => {
        await later(1);
        throw cause;
      }),
    );
    await expect(
      (async () => {
        for await (const _ of failing) seen.push("never");
      })(),
    ).rejects.toMatchObject({ message: "in thread", cause });
    expect(await failing.resumeAsync()).toMatchObject({
      status: "error",
      error: { message: "cannot resume dead coroutine" },
    });
  });

  it("generators wait without blocking others, and get rejections as exceptions", async () => {
    const engine = createLua();
    engine.globals.set(
      "wait",
      engine.raw(function* (cx) {
        try {
          return (yield* cx.await(later(cx.integer(1)))) * 2;
        } catch (e) {
          return (e as Error).message;
        }
      }),
    );
    engine.globals.set(
      "reject",
      engine.raw(function* (cx) {
        try {
          yield* cx.await(Promise.reject(new Error("rejected")));
        } catch (e) {
          const [text] = yield* cx.call(cx.function(1), (e as Error).message);
          return text;
        }
      }),
    );
    expect(await engine.run("return wait(1) + wait(2), reject(function(m) return m .. '!' end)")).toEqual([
      6,
      "rejected!",
    ]);
    const many = Array.from({ length: 100 }, (_, i) => engine.run("return wait(...)", { args: [i] }));
    expect((await Promise.all(many)).map(([v]) => v)).toEqual(Array.from({ length: 100 }, (_, i) => i * 2));
  });

  it("asynchronous raw functions still have their arguments after waiting", async () => {
    const engine = createLua();
    engine.globals.set(
      "f",
      engine.raw(
        async (cx) => {
          await later(1);
          return cx.integer(1) + cx.integer(2);
        },
        { name: "f" },
      ),
    );
    expect(await engine.run("return f(1, 2)")).toEqual([3]);
    expect(await engine.run("return pcall(f, 1, {})")).toEqual([
      false,
      "bad argument #2 to 'f' (number expected, got table)",
    ]);
  });

  it("host functions learn from their signal that the run is over", async () => {
    const engine = createLua();
    const signals: AbortSignal[] = [];
    engine.globals.set(
      "wait",
      engine.raw((cx) => {
        signals.push(cx.signal);
        return new Promise(() => {});
      }),
    );
    const cancelled = engine.start("wait()");
    expect(cancelled.step().state).toBe("waiting");
    expect(signals[0]!.aborted).toBe(false);
    cancelled.cancel("enough");
    expect(signals[0]!.aborted).toBe(true);
    expect(signals[0]!.reason).toBe("enough");
    const controller = new AbortController();
    const run = engine.run("wait()", { signal: controller.signal });
    await later(1);
    controller.abort("stop");
    expect(signals[1]!.aborted).toBe(true);
    expect(signals[1]!.reason).toBe("stop");
    await expect(run).rejects.toMatchObject({ reason: "stop" });
  });

  it("executions show where they wait", () => {
    const engine = createLua({ globals: { later } });
    const execution = engine.start(
      "coroutine.wrap(function()\n  local function inner() later(1) end\n  inner()\nend)()",
      {
        chunkName: "=c",
      },
    );
    expect(execution.traceback()).toEqual([]);
    expect(execution.step().state).toBe("waiting");
    expect(execution.traceback().map((f) => `${f.kind} ${f.name} ${f.chunk}:${f.line}`)).toEqual([
      "host later [C]:-1",
      "lua inner c:2",
      "lua undefined c:3",
      "host coroutine.wrap [C]:-1",
      "main undefined c:1",
    ]);
    execution.cancel();
    expect(execution.traceback()).toEqual([]);
  });
});
