import { describe, expect, it } from "vitest";
import {
  createLua,
  type Limits,
  type Lua,
  LuaAbortError,
  type LuaFunction,
  LuaLimitError,
} from "../../src/api/index.ts";

/** Ways for a script to catch what ends `attack`; each sets `caught` when it has the chance to. */
const CATCHERS: Record<string, string> = {
  pcall: "pcall(attack) caught = true",
  "pcall for ever": "while true do pcall(attack) caught = true end",
  xpcall: "xpcall(attack, function() caught = true end) caught = true",
  "coroutine.resume": "coroutine.resume(coroutine.create(attack)) caught = true",
  "coroutine.wrap in pcall": "pcall(coroutine.wrap(attack)) caught = true",
  "a coroutine in a coroutine":
    "pcall(coroutine.wrap(function() pcall(coroutine.wrap(attack)) caught = true end)) caught = true",
  "a __close method": "local x <close> = setmetatable({}, { __close = function() caught = true end }) attack()",
  "a __gc method": "object = setmetatable({}, { __gc = function() caught = true end }) attack()",
  "a sort comparator": "pcall(table.sort, { 1, 2 }, function() pcall(attack) caught = true end) caught = true",
  "a message handler that is attacked": "xpcall(error, function() pcall(attack) caught = true end) caught = true",
};

/** The host keeps what ended a run inside its function to itself, or throws something else. */
const HOST_CATCHERS: Record<string, string> = {
  "a host function that catches": "pcall(swallow, attack) caught = true",
  "a host function that catches what runs a chunk": "chunk = true pcall(swallow, attack) caught = true",
  "a host function that replaces": "pcall(replace, attack) caught = true",
  "a coroutine in a host function that catches":
    "pcall(swallow, function() pcall(coroutine.wrap(attack)) caught = true end) caught = true",
  "host functions that catch in each other":
    "pcall(swallow, function() pcall(swallow, attack) caught = true end) caught = true",
  "a raw function that catches": "pcall(raw, attack) caught = true",
  "a generator that catches": "pcall(generator, attack) caught = true",
  "a constructor and a setter that catch":
    "pcall(Class, attack) pcall(function() Class().x = attack end) caught = true",
};

/** What ends a run, by the limit that it meets, and the limits of the run. */
const ATTACKS: Record<string, readonly [source: string, limits: Limits]> = {
  instructions: ["function attack() while true do end end", { instructions: 50_000 }],
  memory: [
    "function attack() kept = {} while true do kept[#kept + 1] = ('x'):rep(10000) .. #kept end end",
    { instructions: 1e8, memory: 1 << 20 },
  ],
  allocation: [
    "function attack() while true do local s = ('x'):rep(10000) .. 'y' end end",
    { instructions: 1e8, allocation: 1 << 22 },
  ],
  outputBytes: ["function attack() while true do print('output') end end", { instructions: 1e8, outputBytes: 10_000 }],
};

function engine(): Lua {
  const lua = createLua({ libs: "all" });
  const swallow = (f: LuaFunction | undefined): void => {
    try {
      if (lua.globals.get("chunk") === true) lua.runSync("attack()");
      else f?.call();
    } catch {
      // what a careless host does
    }
  };
  const replace = (f: LuaFunction): void => {
    try {
      f.call();
    } catch {
      throw new Error("something else");
    }
  };
  const raw = lua.raw((cx) => swallow(cx.function(1)));
  const generator = lua.raw(function* (cx) {
    swallow(cx.function(1));
    yield* cx.call(cx.lua.globals.get("print") as LuaFunction);
  });
  lua.globals.set("swallow", swallow).set("replace", replace).set("raw", raw).set("generator", generator);
  class Thing {}
  const set = (_: Thing, f: LuaFunction): void => swallow(f);
  const construct = (f?: LuaFunction): Thing => {
    swallow(f);
    return new Thing();
  };
  lua.globals.set("Class", lua.defineClass({ name: "Thing", type: Thing, construct, fields: { x: { set } } }).table);
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

describe.each(Object.entries(ATTACKS))(
  "E.3.4: the end by the limit on %s cannot be caught",
  (limit, [attack, limits]) => {
    it.each(Object.entries({ ...CATCHERS, ...HOST_CATCHERS }))("by %s", (_, source) => {
      const lua = engine();
      lua.runSync(attack);
      const error = thrownBy(() => lua.runSync(source, { limits })) as LuaLimitError;
      expect(error).toBeInstanceOf(LuaLimitError);
      expect(error.limit).toBe(limit);
      expect(lua.globals.get("caught")).toBeUndefined();
      lua.globals.delete("kept");
      expect(lua.runSync("return pcall(function() return 1 + 1 end)")).toEqual([true, 2]);
    });
  },
);

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
