import { describe, expect, it } from "vitest";
import { Bridge } from "../../src/api/bridge.ts";
import { toHostError } from "../../src/api/errorMapping.ts";
import {
  createLua,
  type LuaFunction,
  LuaLimitError,
  LuaRuntimeError,
  type LuaThread,
  type ResumeResult,
} from "../../src/api/index.ts";
import { CallContext } from "../../src/vm/callContext.ts";
import { DEFAULT_LIMITS } from "../../src/vm/state.ts";

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
  /** A bridge whose asynchronous runs end at once: what is tested is what handles make of them. */
  function engine(): { bridge: Bridge; options: unknown[] } {
    const options: unknown[] = [];
    const cx = new CallContext("5.4", {}, DEFAULT_LIMITS);
    const bridge: Bridge = new Bridge(cx, "async", (thrown) => toHostError(bridge, thrown));
    const sync = bridge.runner;
    bridge.runner = {
      runSync: (f, args) => sync.runSync(f, args),
      runAsync: async (f, args, given) => {
        options.push(given);
        return sync.runSync(f, args);
      },
    };
    return { bridge, options };
  }

  it("hand options and values on", async () => {
    const { bridge, options } = engine();
    const f = bridge.fn((a: number, b: number) => a + b);
    expect(await f.callAsync(1, 2)).toEqual([3]);
    expect(await f.callWith({ slice: 5 }, 3, 4)).toEqual([7]);
    expect(await f.toAsyncJS()(5, 6)).toBe(11);
    expect(options).toEqual([{}, { slice: 5 }, {}]);
    bridge.closed = true;
    await expect(f.callAsync()).rejects.toThrow("engine is closed");
  });

  it("iterate threads until they return", async () => {
    const { bridge } = engine();
    const seen: unknown[] = [];
    const twice = bridge.raw(function* (cx) {
      yield* cx.yield(cx.argc, "first");
      yield* cx.yield();
      return "end";
    });
    for await (const values of bridge.thread(twice)) seen.push(values);
    expect(seen).toEqual([[0, "first"], []]);
    const failing = bridge.thread(
      bridge.fn(() => {
        throw new Error("in thread");
      }),
    );
    await expect(
      (async () => {
        for await (const _ of failing) seen.push("never");
      })(),
    ).rejects.toThrow("in thread");
    expect(await failing.resumeAsync()).toMatchObject({ status: "error" });
  });
});
