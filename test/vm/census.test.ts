import { describe, expect, it } from "vitest";
import { createLua, type Lua, LuaLimitError, type LuaOptions } from "../../src/api/index.ts";
import { librariesOf } from "../../src/api/options.ts";
import { bytesToString } from "../../src/base/byteString.ts";
import { Op } from "../../src/compiler/bytecode/opcodes.ts";
import { COMPILER, compile } from "../../src/compiler/compile.ts";
import { openLibraries } from "../../src/stdlib/index.ts";
import { loadChunk } from "../../src/stdlib/load.ts";
import { CallContext, nativeFunction } from "../../src/vm/callContext.ts";
import { pin, runCensus, unpin } from "../../src/vm/census.ts";
import { LimitFault } from "../../src/vm/errors.ts";
import { Liveness } from "../../src/vm/liveness.ts";
import { callFromHost, Run } from "../../src/vm/run.ts";
import { DEFAULT_LIMITS } from "../../src/vm/state.ts";
import { LuaTable } from "../../src/vm/table.ts";
import { type LuaValue, Userdata } from "../../src/vm/value.ts";

function machine(instructions = DEFAULT_LIMITS.instructions): CallContext {
  const cx = new CallContext("5.4", {}, { ...DEFAULT_LIMITS, instructions });
  cx.compiler = COMPILER;
  openLibraries(cx, librariesOf("5.4", "all"));
  return cx;
}

function run(cx: CallContext, source: string, ...args: LuaValue[]): LuaValue[] {
  return callFromHost(cx, loadChunk(cx, source, "=test", "t", cx.globals) as LuaValue, args);
}

function engine(options: LuaOptions = {}): { lua: Lua; lines: string[] } {
  const lines: string[] = [];
  const stdout = { write: (bytes: Uint8Array) => void lines.push(bytesToString(bytes).trimEnd()) };
  return { lua: createLua({ libs: "all", ...options, env: { stdout } }), lines };
}

const COUNT = "local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end ";

describe("what is reached", () => {
  it("deep and wide data without recursion", () => {
    const cx = machine();
    run(cx, "local t = {} for i = 1, 300000 do t = { t } end deep = t");
    runCensus(cx);
    const live = cx.collector.live;
    expect(live).toBeGreaterThan(300_000 * 56);
    run(cx, "deep = nil");
    runCensus(cx);
    expect(live - cx.collector.live).toBe(300_000 * (56 + 8) + 56);
  });

  it("arguments and locals of an outer run while the host calls back into the engine", () => {
    const cx = machine();
    const inner = loadChunk(cx, "collectgarbage()", "=inner", "t", cx.globals) as LuaValue;
    cx.globals.setStr(
      "host",
      nativeFunction("host", (c) => {
        callFromHost(c, inner, []);
        return 0;
      }),
    );
    const source = `${COUNT} local weak = setmetatable({}, { __mode = "k" })
      local kept = {} weak[kept] = 1 weak[{}] = 2
      local function call(...) host(...) return count(weak) end
      local extra = {} weak[extra] = 3
      local n = call(extra, {})
      return n, weak[kept]`;
    expect(run(cx, source)).toEqual([2, 1]);
  });

  it("a paused run, until it is abandoned", () => {
    const cx = machine();
    run(cx, "weak = setmetatable({}, { __mode = 'k' })");
    const fn = loadChunk(cx, "local x = {} weak[x] = 1 while true do end", "=loop", "t", cx.globals) as LuaValue;
    const paused = new Run(cx, fn, []);
    expect(paused.step(100)).toBeUndefined();
    expect(run(cx, "collectgarbage() return next(weak) ~= nil")).toEqual([true]);
    paused.abandon();
    expect(run(cx, "collectgarbage() return next(weak) ~= nil")).toEqual([false]);
  });

  it("what the host has pinned, and nothing else that it holds", () => {
    const cx = machine();
    const [weak] = run(cx, "weak = setmetatable({}, { __mode = 'v' }) weak[1], weak[2] = {}, {} return weak");
    const table = (weak as LuaTable).getInt(1) as LuaTable;
    pin(cx, table);
    pin(cx, table);
    unpin(cx, table);
    runCensus(cx);
    expect([(weak as LuaTable).getInt(1), (weak as LuaTable).getInt(2)]).toEqual([table, undefined]);
    unpin(cx, table);
    runCensus(cx);
    expect((weak as LuaTable).getInt(1)).toBeUndefined();
  });

  it("values in the payload of a userdata that tells them", () => {
    const cx = machine();
    const kept = cx.newTable();
    const holder = new Userdata({ luaReferences: () => [{ nested: [kept] }] });
    const [weak] = run(
      cx,
      "local weak = setmetatable({}, { __mode = 'v' }) holder, weak[1] = ... return weak",
      holder,
      kept,
    );
    cx.registry.setStr("weak", weak);
    runCensus(cx);
    expect((weak as LuaTable).getInt(1)).toBe(kept);
    cx.globals.setStr("holder", undefined);
    runCensus(cx);
    expect((weak as LuaTable).getInt(1)).toBeUndefined();
  });

  it("the replacement of a gsub that waits for a call", () => {
    const cx = machine();
    const source = `${COUNT} local weak = setmetatable({}, { __mode = "k" })
      local n
      local function replace() local f = function() collectgarbage() n = count(weak) end weak[f] = 1 return f end
      ;("x"):gsub("x", replace())
      collectgarbage()
      return n, count(weak)`;
    expect(run(cx, source)).toEqual([1, 0]);
  });
});

describe("cost", () => {
  const GROW = "local t = {} for i = 1, 100000 do t[i] = { i } end ";

  it("a collection that the budget does not cover stops early, and nothing is cleared", () => {
    const cx = machine(3_000_000);
    run(cx, `collectgarbage("stop") ${GROW} keep = t weak = setmetatable({ {} }, { __mode = "v" })`);
    const weak = cx.globals.getStr("weak") as LuaTable;
    cx.charge(cx.gas + cx.reserve - 10_000);
    expect(() => run(cx, "collectgarbage()")).toThrow(LimitFault);
    expect(weak.getInt(1)).toBeInstanceOf(LuaTable);
    expect(cx.used).toBe(3_000_000);
  });

  it("no budget is enough for a loop of collections of a big heap", () => {
    const { lua } = engine({ limits: { instructions: 20_000_000 } });
    expect(() => lua.runSync(`${GROW} while true do collectgarbage() end`)).toThrow(LuaLimitError);
  });

  it("programs that depend on no census pay for none", () => {
    const cx = machine();
    run(cx, "for i = 1, 200000 do local t = setmetatable({ i }, { __index = {} }) end");
    expect(cx.collector.epoch).toBe(0);
    run(cx, "local w = setmetatable({}, { __mode = 'k' }) for i = 1, 200000 do local t = { i } end");
    expect(cx.collector.epoch).toBeGreaterThan(3);
  });

  it("a weak mode set after the metatable is noticed too", () => {
    const cx = machine();
    const source = `local mt = {} local w = setmetatable({}, mt) mt.__mode = "k" w[{}] = 1
      for i = 1, 2000000 do local t = { i } if next(w) == nil then return i end end`;
    expect(run(cx, source)[0]).toBeLessThan(2_000_000);
  });

  it("converging ephemerons is linear", () => {
    const units = (n: number): number => {
      const cx = machine();
      run(
        cx,
        `local e = setmetatable({}, { __mode = "k" }) local nodes = {} for i = 1, ${n} do nodes[i] = {} end
        for i = ${n} - 1, 1, -1 do e[nodes[i]] = nodes[i + 1] end first, ephemerons = nodes[1], e`,
      );
      const before = cx.used;
      runCensus(cx);
      expect((cx.globals.getStr("ephemerons") as LuaTable).dict!.live).toBe(n - 1);
      return cx.used - before;
    };
    expect(units(20_000) / units(2000)).toBeLessThan(11);
  });

  it("is the same in every run", () => {
    const source = `local w = setmetatable({}, { __mode = "kv" }) local s = {}
      for i = 1, 30000 do w[i] = { i } w[{}] = ("x"):rep(i % 90) if i % 1000 == 0 then s[#s + 1] = collectgarbage("count") end end
      return table.concat(s, " ")`;
    const results = [machine(), machine()].map((cx) => [run(cx, source), cx.used]);
    expect(results[0]).toEqual(results[1]);
  });
});

describe("size", () => {
  it("counts a long string once, and never more than was allocated", () => {
    const cx = machine();
    run(cx, "collectgarbage('count')");
    runCensus(cx);
    const before = cx.collector.live;
    run(cx, "local s = ('x'):rep(100000) shared = { s, s, s, k = s }");
    const allocated = cx.allocated;
    runCensus(cx);
    const grown = cx.collector.live - before;
    expect(grown).toBeGreaterThan(100_000);
    expect(grown).toBeLessThan(101_000);
    expect(cx.collector.live).toBeLessThanOrEqual(before + allocated);
  });

  it("peak memory is that of the fullest moment, not the sum", () => {
    const { lua } = engine();
    lua.runSync("collectgarbage('count') for i = 1, 100 do local s = ('x'):rep(1000000 + i) end");
    expect(lua.meter.peakMemory).toBeGreaterThan(1_000_000);
    expect(lua.meter.peakMemory).toBeLessThan(10_000_000);
    expect(lua.meter.allocated).toBeGreaterThan(100_000_000);
  });

  it("coroutines give back the stack of a deep call", () => {
    const cx = machine();
    run(
      cx,
      "co = coroutine.create(function() local function f(n) if n > 0 then return 1 + f(n - 1) end return 0 end f(10000) coroutine.yield() end)",
    );
    run(cx, "coroutine.resume(co)");
    runCensus(cx);
    const [co] = run(cx, "return co");
    expect((co as { stack: unknown[] }).stack.length).toBeLessThan(500);
    expect(run(cx, "return coroutine.resume(co)")).toEqual([true]);
  });
});

describe("finalisers", () => {
  it("run between instructions without a collection being asked for", () => {
    const { lua } = engine();
    const source = `local done
      setmetatable({}, { __gc = function() done = true end })
      local n = 0
      repeat local t = {} n = n + 1 until done
      return n`;
    expect(lua.runSync(source)[0]).toBeLessThan(100_000);
  });

  it("do not run after a limit was reached, not even when the engine is closed", () => {
    const { lua, lines } = engine({ limits: { instructions: 100_000 } });
    lua.runSync("keep = setmetatable({}, { __gc = function() print('gc') end })");
    expect(() => lua.runSync("while true do end")).toThrow(LuaLimitError);
    lua.close();
    expect(lines).toEqual([]);
  });

  it("run when the engine is closed, last marked first, once", () => {
    const { lua, lines } = engine();
    lua.runSync(
      "for i = 1, 3 do _G[i] = setmetatable({}, { __gc = function(o) print(i) setmetatable(o, getmetatable(o)) end }) end",
    );
    lua.close();
    lua.close();
    expect(lines).toEqual(["3", "2", "1"]);
  });

  it("that pause do not hold up those of other runs", () => {
    const cx = machine();
    const source =
      "setmetatable({}, { __gc = function() while not go do end log = 'first' end }) collectgarbage() return 'end'";
    const paused = new Run(cx, loadChunk(cx, source, "=a", "t", cx.globals) as LuaValue, []);
    expect(paused.step(5000)).toBeUndefined();
    expect(cx.finalizing).toBe(false);
    expect(run(cx, "setmetatable({}, { __gc = function() other = true end }) collectgarbage() return other")).toEqual([
      true,
    ]);
    cx.globals.setStr("go", true);
    expect(paused.step(1e6)).toEqual(["end"]);
    expect(cx.globals.getStr("log")).toBe("first");
  });
});

describe("liveness", () => {
  it("knows locals in scope, pending operands and nothing else", () => {
    const proto = compile("local a = {} do local b = {} end local c = a.x .. f(1) return c", "=l", "5.4");
    const call = proto.code.findIndex((word, at) => at % 2 === 0 && (word & 0xff) === Op.CALL);
    expect(call).toBeGreaterThan(0);
    const mask = new Liveness(proto).at(call, true)[0]!;
    // a, the operand a.x, f and its argument
    expect(mask.toString(2)).toBe("1111");
  });
});
