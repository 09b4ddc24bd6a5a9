import { describe, expect, it } from "vitest";
import { createLua, type Lua, LuaLimitError, type LuaOptions } from "../../src/api/index.ts";

const BUDGET = 100_000;

/** Ways to loop for ever in which the script would like to survive its budget. */
const ENDLESS: Record<string, string> = {
  "a loop": "while true do end",
  "a loop in pcall in a loop": "while true do pcall(function() while true do end end) end",
  "xpcall with a handler that loops": "xpcall(error, function() while true do end end)",
  "xpcall whose handler fails": "while true do xpcall(error, error) end",
  "a coroutine": "coroutine.wrap(function() while true do end end)()",
  "a coroutine that is resumed for ever":
    "local co = coroutine.wrap(function() while true do coroutine.yield() end end) while true do co() end",
  "coroutines that make coroutines": "local function f() return coroutine.wrap(f)() end while true do pcall(f) end",
  "an __index function": "local t = setmetatable({}, {__index = function() while true do end end}) return t.x",
  "an __add metamethod": "local t = setmetatable({}, {__add = function() while true do end end}) return t + 1",
  "an __eq metamethod":
    "local m = {__eq = function() while true do end end} return setmetatable({}, m) == setmetatable({}, m)",
  "a sort comparator": "table.sort({1, 2, 3}, function() while true do end end)",
  "a gsub callback": "string.gsub('abc', '.', function() while true do end end)",
  "a __close method": "local x <close> = setmetatable({}, {__close = function() while true do end end})",
  "a __gc method": "setmetatable({}, {__gc = function() while true do end end}) collectgarbage()",
  "a __tostring method": "tostring(setmetatable({}, {__tostring = function() while true do end end}))",
  "an iterator": "for _ in function() return 1 end do end",
  "a load reader": "load(function() return ' ' end)",
  "tail calls": "local function f() return f() end f()",
  "recursion in pcall": "local function f() pcall(f) f() end while true do pcall(f) end",
  goto: "::top:: goto top",
  "a __call chain": "local t = setmetatable({}, {}) getmetatable(t).__call = function(self) return self() end t()",
  "a debug hook": "debug.sethook(function() while true do end end, '', 1) local x = 1",
  "error objects that call":
    "while true do pcall(error, setmetatable({}, {__tostring = function() while true do end end})) end",
  "string.rep in a loop": "while true do pcall(string.rep, 'x', 1000) end",
  "pattern matching": "while true do pcall(string.find, ('a'):rep(1000), ('a?'):rep(30) .. 'b') end",
};

function runToLimit(lua: Lua, source: string): LuaLimitError {
  try {
    lua.runSync(source);
  } catch (error) {
    if (error instanceof LuaLimitError) return error;
    throw error;
  }
  throw new Error("the script ended by itself");
}

const ENGINE: LuaOptions = { libs: "all", limits: { instructions: BUDGET } };

describe("E.3.1: the instruction limit stops everything at the same count, and the engine goes on", () => {
  it.each(Object.entries(ENDLESS))("%s", (_, source) => {
    const readings = [1, 2].map(() => {
      const lua = createLua(ENGINE);
      const error = runToLimit(lua, source);
      expect([error.limit, error.used, error.allowed, error.code]).toEqual([
        "instructions",
        BUDGET,
        BUDGET,
        "LUA_LIMIT_INSTRUCTIONS",
      ]);
      const reading = { used: lua.meter.instructions, allocated: lua.meter.allocated };
      lua.meter.refill(10_000);
      expect(lua.runSync("return 1 + 1")).toEqual([2]);
      return reading;
    });
    expect(readings[0]!.used).toBe(BUDGET);
    expect(readings[1]).toEqual(readings[0]);
  });

  it("in steps of any size too", () => {
    for (const source of Object.values(ENDLESS)) {
      const lua = createLua(ENGINE);
      const execution = lua.start(source);
      let result = execution.step(977);
      while (result.state === "ready") result = execution.step(977);
      expect(result.state === "failed" && result.error).toBeInstanceOf(LuaLimitError);
      expect(lua.meter.instructions).toBe(BUDGET);
    }
  });
});

describe("E.3.2: what would be too much fails within its budget, before the work is done", () => {
  const LIMIT = "instructions limit exceeded (100000 of 100000)";
  const BOMBS: readonly (readonly [name: string, source: string, message: string])[] = [
    ["a pathological pattern", "return ('a'):rep(30):find(('a?'):rep(30) .. ('a'):rep(31))", LIMIT],
    ["a gigabyte of text", "return ('x'):rep(1e9)", "resulting string too large"],
    ["rep with a separator", "return ('x'):rep(1e9, 'y')", "resulting string too large"],
    [
      "concat of a long list",
      "local t = {} for i = 1, 1000 do t[i] = ('x'):rep(1e4) end return table.concat(t, ',', 1, 1000)",
      LIMIT,
    ],
    ["a wide format", "return ('%99999d'):format(1)", "invalid conversion specification: '%99999d'"],
    ["deep brackets", "return load(('('):rep(1e5))", LIMIT],
    ["a million arguments", "return select('#', table.unpack({}, 1, 1e6))", "too many results to unpack"],
    [
      "a chain of metatables",
      "local t = {} for i = 1, 1e4 do t = setmetatable({}, {__index = t}) end return t.x",
      "'__index' chain too long; possible loop",
    ],
    [
      "a circle of metatables",
      "local t = {} setmetatable(t, {__index = t}) return t.x",
      "'__index' chain too long; possible loop",
    ],
    ["move over a huge range", "return table.move({}, 1, 2^40, 2)", LIMIT],
    ["byte over a long string", "return select('#', ('x'):rep(1e6):byte(1, -1))", "string slice too long"],
    ["utf8.char of many", "return #utf8.char(table.unpack({}, 1, 1e5))", LIMIT],
    ["unpack of nothing", "return table.unpack({}, 1, 1e8)", "too many results to unpack"],
    [
      "an endless table.insert",
      "local t = setmetatable({}, {__len = function() return 2^53 end, __index = print}) return table.insert(t, 1, 1)",
      LIMIT,
    ],
  ];
  it.each(BOMBS)("%s", (_, source, message) => {
    const lua = createLua({ libs: "all", limits: { instructions: BUDGET, memory: 1 << 24, stringLength: 1 << 22 } });
    expect(() => lua.runSync(source)).toThrow(message);
    expect(lua.meter.instructions).toBeLessThanOrEqual(BUDGET);
    lua.meter.refill(1000);
    expect(lua.runSync("return 1 + 1")).toEqual([2]);
  });
});

it("a limit that a run inside a host function meets cannot be caught by the script around it", () => {
  const lua = createLua({ libs: "all", limits: { instructions: BUDGET } });
  lua.globals.set(
    "inner",
    (limit: number) => void lua.runSync("while true do end", { limits: { instructions: limit } }),
  );
  for (const limit of [1000, 1e9]) {
    let error: unknown;
    try {
      lua.runSync("pcall(inner, ...) caught = true", { args: [limit] });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(LuaLimitError);
    expect(lua.globals.get("caught")).toBeUndefined();
  }
});

/** The limit that ends the run. */
function limitMet(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof LuaLimitError ? error.limit : String(error);
  }
  return "";
}

describe("the clock of the host", () => {
  const LONG = "return ('a'):rep(100):find(('a*'):rep(30) .. 'b')";
  const wallTime = 20;

  it("ends one call of a library function that takes long", () => {
    const lua = createLua();
    expect(limitMet(() => lua.runSync(LONG, { limits: { wallTime } }))).toBe("wallTime");
    expect(limitMet(() => lua.runSync(`while true do pcall(load("${LONG}")) end`, { limits: { wallTime } }))).toBe(
      "wallTime",
    );
    expect(lua.runSync("return 1 + 1")).toEqual([2]);
  });

  it("ends runs inside host functions as well, and the script around them cannot catch that", () => {
    const lua = createLua();
    lua.globals.set("inner", (source: string) => lua.runSync(source)[0]);
    for (const source of [LONG, "while true do end"]) {
      const run = (): unknown =>
        lua.runSync("pcall(inner, ...) caught = true", { args: [source], limits: { wallTime } });
      expect(limitMet(run)).toBe("wallTime");
      expect(lua.globals.get("caught")).toBeUndefined();
    }
  });
});

it("an abort that comes while a library function is at work ends it", () => {
  const control = new AbortController();
  const lua = createLua({
    libs: "all",
    env: { stdout: { write: () => control.abort("enough") } },
    limits: { instructions: 1e9 },
  });
  const source = "print(1) string.find(('a'):rep(100), ('a*'):rep(30) .. 'b')";
  expect(() => lua.runSync(source, { signal: control.signal })).toThrow("execution aborted");
  expect(lua.meter.instructions).toBeLessThan(1e6);
});

describe("memory", () => {
  it("is what stacks take", () => {
    const source = `local kept, many = {}, {}
      for i = 1, 2e5 do many[i] = i end
      while true do
        local co = coroutine.create(function(...) coroutine.yield() return ... end)
        coroutine.resume(co, table.unpack(many))
        kept[#kept + 1] = co
      end`;
    const lua = createLua({ limits: { memory: 1 << 24, instructions: 1e8 } });
    expect(limitMet(() => lua.runSync(source))).toBe("memory");
    expect(lua.meter.instructions).toBeLessThan(1e7);
  });

  it("runs out in finalisers too", () => {
    const source = `local kept
      local mt = { __gc = function() for i = 1, 1000 do kept = { kept } end end }
      for i = 1, 2e4 do setmetatable({}, mt) end
      collectgarbage()`;
    const lua = createLua({ libs: "all", limits: { memory: 1 << 22 } });
    expect(limitMet(() => lua.runSync(source))).toBe("memory");
    // a census comes at the latest when as much again has been taken
    expect(lua.meter.allocated).toBeLessThan(1 << 24);
  });
});
