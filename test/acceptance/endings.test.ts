import { describe, expect, it } from "vitest";
import { createLua, type Limits, type Lua, LuaAbortError, type LuaFunction, LuaLimitError } from "../../src/api/index.ts";

/** Ways for a script to catch what ends `attack`; each sets `caught` when it has the chance to. */
const CATCHERS: Record<string, string> = {
  pcall: "pcall(attack) caught = true",
  "pcall for ever": "while true do pcall(attack) caught = true end",
  xpcall: "xpcall(attack, function() caught = true end) caught = true",
  "coroutine.resume": "coroutine.resume(coroutine.create(attack)) caught = true",
  "coroutine.wrap in pcall": "pcall(coroutine.wrap(attack)) caught = true",
  "a coroutine in a coroutine": "pcall(coroutine.wrap(function() pcall(coroutine.wrap(attack)) caught = true end)) caught = true",
  "a __close method": "local x <close> = setmetatable({}, { __close = function() caught = true end }) attack()",
  "a __gc method": "object = setmetatable({}, { __gc = function() caught = true end }) attack()",
  "a sort comparator": "pcall(table.sort, { 1, 2 }, function() pcall(attack) caught = true end) caught = true",
  "a message handler that is attacked": "xpcall(error, function() pcall(attack) caught = true end) caught = true",
};

/** Limits are met again by whoever goes on; what a host does about an abort that it catches is its own affair. */
const HOST_CATCHER = { "a host function that catches": "pcall(swallow, attack) caught = true" };

/** What ends a run, by the limit that it meets, and the limits of the run. */
const ATTACKS: Record<string, readonly [source: string, limits: Limits]> = {
  instructions: ["function attack() while true do end end", { instructions: 300_000 }],
  memory: [
    "function attack() kept = {} while true do kept[#kept + 1] = { #kept } end end",
    { instructions: 1e8, memory: 1 << 20 },
  ],
  allocation: ["function attack() while true do local t = {} end end", { instructions: 1e8, allocation: 1 << 22 }],
  outputBytes: ["function attack() while true do print('output') end end", { instructions: 1e8, outputBytes: 10_000 }],
};

function engine(): Lua {
  const lua = createLua({ libs: "all" });
  lua.globals.set("swallow", (f: LuaFunction) => {
    try {
      f.call();
    } catch {
      // what a careless host does
    }
  });
  return lua;
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return "nothing";
}

describe.each(Object.entries(ATTACKS))("E.3.4: the end by the limit on %s cannot be caught", (limit, [attack, limits]) => {
  it.each(Object.entries({ ...CATCHERS, ...HOST_CATCHER }))("by %s", (_, source) => {
    const lua = engine();
    lua.runSync(attack);
    const error = thrownBy(() => lua.runSync(source, { limits })) as LuaLimitError;
    expect(error).toBeInstanceOf(LuaLimitError);
    expect(error.limit).toBe(limit);
    expect(lua.globals.get("caught")).toBeUndefined();
    lua.globals.delete("kept");
    expect(lua.runSync("return pcall(function() return 1 + 1 end)")).toEqual([true, 2]);
  });
});

describe("E.3.4: an abort cannot be caught, and keeps its reason", () => {
  /** The script aborts itself in the middle of its work. */
  const start = (): { lua: Lua; signal: AbortSignal; reason: object } => {
    const lua = engine();
    const control = new AbortController();
    const reason = { why: "enough" };
    lua.globals.set("abort", () => control.abort(reason));
    lua.runSync("function attack() abort() while true do end end");
    return { lua, signal: control.signal, reason };
  };
  const check = (lua: Lua, error: unknown, reason: object): void => {
    expect(error).toBeInstanceOf(LuaAbortError);
    expect((error as LuaAbortError).reason).toBe(reason);
    expect(lua.globals.get("caught")).toBeUndefined();
    expect(lua.runSync("return 1 + 1")).toEqual([2]);
  };

  it.each(Object.entries(CATCHERS))("by %s", async (_, source) => {
    const synchronous = start();
    const error = thrownBy(() => synchronous.lua.runSync(source, { signal: synchronous.signal }));
    check(synchronous.lua, error, synchronous.reason);
    const { lua, signal, reason } = start();
    check(lua, await lua.run(source, { signal, slice: 1000 }).catch((e: unknown) => e), reason);
  });
});
