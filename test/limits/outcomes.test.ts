/** What scripts see of the limits that are Lua errors, and that they can go on after them. */
import { describe, expect, it } from "vitest";
import { createLua, type Limits, LuaLimitError, type LuaValue } from "../../src/api/index.ts";

const VERSIONS = ["5.3", "5.4"] as const;

interface Row {
  readonly name: string;
  readonly source: string;
  readonly limits?: Limits;
  readonly version?: "5.3" | "5.4";
  /** Results; a RegExp matches a string. */
  readonly results: readonly (LuaValue | RegExp)[];
}

const rows: Row[] = [
  {
    name: "recursion ends in a stack overflow, and again",
    source:
      "local function f() return 1 + f() end local a, b = pcall(f) local c, d = pcall(f) return a, b, c, b == d or d",
    results: [false, /^c:1: stack overflow/, false, true],
  },
  {
    name: "recursion may be as deep as callDepth allows",
    source: "local n = 0 local function f() n = n + 1 return 1 + f() end local ok, m = pcall(f) return ok, m, n",
    limits: { callDepth: 1000 },
    results: [false, /stack overflow/, 997],
  },
  {
    name: "150,000 levels of recursion are fine",
    source: "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(150000)",
    results: [150_000],
  },
  {
    name: "tail calls need no stack",
    source: "local function f(n) if n == 0 then return 'done' end return f(n - 1) end return f(100000)",
    limits: { callDepth: 100, stackSlots: 1000 },
    results: ["done"],
  },
  {
    name: "metamethods calling themselves",
    source:
      "local t = setmetatable({}, { __index = function(t, k) return t[k] end }) return pcall(function() return t.x end)",
    results: [false, /C stack overflow$/],
  },
  {
    name: "nested coroutines",
    source:
      "local function f(n) return coroutine.resume(coroutine.create(f), n + 1) end local ok, a, b = f(0) return type(ok), select('#', f(0)) > 100",
    results: ["boolean", true],
  },
  {
    name: "coroutine.wrap in coroutine.wrap",
    source: "local function f() return coroutine.wrap(f)() end return pcall(f)",
    results: [false, /C stack overflow/],
  },
  {
    name: "errors in handlers",
    source: "return xpcall(error, function() error('again') end)",
    results: [false, /C stack overflow|error in error handling/],
  },
  {
    name: "a native handler that fails itself",
    source: "return xpcall(error, error)",
    results: [false, /C stack overflow|error in error handling/],
  },
  {
    name: "string.rep beyond the limit of strings",
    source: "return pcall(string.rep, 'x', 1001)",
    limits: { stringLength: 1000 },
    results: [false, "resulting string too large"],
  },
  {
    name: "doubling a string",
    source: "local s = 'x' local ok, m = pcall(function() while true do s = s .. s end end) return ok, m, #s",
    limits: { stringLength: 1000 },
    results: [false, /string length overflow$/, 512],
  },
  {
    name: "table.concat beyond the limit of strings",
    source: "local t = {} for i = 1, 11 do t[i] = ('x'):rep(100) end return pcall(table.concat, t)",
    limits: { stringLength: 1000 },
    results: [false, "resulting string too large"],
  },
  {
    name: "gsub beyond the limit of strings",
    source: "return pcall(string.gsub, ('x'):rep(1000), 'x', 'yy')",
    limits: { stringLength: 1000 },
    results: [false, "resulting string too large"],
  },
  {
    name: "string.format beyond the limit of strings",
    source: "return pcall(string.format, '%s%s', ('x'):rep(600), ('x'):rep(600))",
    limits: { stringLength: 1000 },
    results: [false, "resulting string too large"],
  },
  {
    name: "string.pack beyond the limit of strings",
    source: "return pcall(string.pack, 'c2000', 'x')",
    limits: { stringLength: 1000 },
    results: [false, /too/],
  },
  { name: "%99d is no problem", source: "return #string.format('%99d', 1)", results: [99] },
  {
    name: "pathological patterns give an answer",
    source: "return ('a'):rep(15):find(('a*'):rep(5) .. 'b'), (('a'):rep(300):find('.-.-b'))",
    results: [undefined, undefined],
  },
  {
    name: "patterns nest so deep and no deeper",
    source: "return pcall(string.find, ('a'):rep(300000), ('a?'):rep(250) .. 'b')",
    results: [false, /pattern too complex$/],
  },
  {
    name: "table.sort with a comparator that lies",
    source: "local t = {} for i = 1, 100 do t[i] = i end return pcall(table.sort, t, function() return true end)",
    results: [false, /invalid order function for sorting/],
  },
  {
    name: "table.unpack of too many",
    source: "return pcall(table.unpack, {}, 1, 1e8)",
    results: [false, "too many results to unpack"],
  },
  {
    name: "string.byte of too many",
    source: "return pcall(string.byte, ('x'):rep(2000000), 1, -1)",
    results: [false, /string slice too long/],
  },
  {
    name: "table.concat with a wild length",
    source: "return pcall(table.concat, setmetatable({}, { __len = function() return 1e15 end }))",
    results: [false, /invalid value \(nil\) at index 1/],
  },
  {
    name: "table.unpack with a wild length",
    source: "return pcall(table.unpack, setmetatable({}, { __len = function() return math.maxinteger end }))",
    results: [false, "too many results to unpack"],
  },
  {
    name: "table.insert with a wild length",
    source: "return pcall(table.insert, setmetatable({}, { __len = function() return math.maxinteger end }), 5)",
    results: [true],
  },
  {
    name: "table.sort with a wild length",
    source: "return pcall(table.sort, setmetatable({}, { __len = function() return math.maxinteger end }))",
    results: [false, /array too big/],
  },
  {
    name: "table.move of everything",
    source: "return pcall(table.move, {}, 0, math.maxinteger, 2)",
    results: [false, /too many elements to move/],
  },
  {
    name: "a chain of __index that leads back",
    source:
      "local a, b = {}, {} setmetatable(a, { __index = b }) setmetatable(b, { __index = a }) return pcall(function() return a.x end)",
    results: [false, /'__index' chain too long; possible loop$/],
  },
  ...["return (", "return {", "x = [", "return - ", "return not ", "do ", "return function() ", "if x then "].map(
    (start): Row => {
      const token = start.replace(/^(return|x =) /, "");
      return {
        name: `${start}and 100,000 times ${token}`,
        source: `local f, m = load("${start}" .. ("${token}"):rep(100000), "=c") return f, type(m), #m < 200`,
        results: [undefined, "string", true],
      };
    },
  ),
  {
    name: "a source beyond its limit",
    source: "return load(('x=1 '):rep(1000))",
    limits: { sourceLength: 2000 },
    results: [undefined, "chunk too large"],
  },
  {
    name: "more coroutines than one can count",
    source:
      "local n = 0 for i = 1, 20000 do local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) n = n + 1 end return n",
    results: [20_000],
  },
];

describe.each(VERSIONS)("limits as Lua errors in %s", (version) => {
  it.each(
    rows.filter((row) => row.version === undefined || row.version === version).map((row) => [row.name, row] as const),
  )("%s", (_, row) => {
    const lua = createLua({ version, libs: "all", limits: { instructions: 20_000_000, ...row.limits } });
    const run = (): LuaValue[] => lua.runSync(row.source, { chunkName: "=c" });
    const check = (results: LuaValue[]): void => {
      row.results.forEach((wanted, i) => {
        if (wanted instanceof RegExp) expect(results[i]).toMatch(wanted);
        else expect(results[i]).toEqual(wanted);
      });
    };
    check(run());
    // the engine is as good as new
    check(run());
    expect(lua.runSync("local t = {} for i = 1, 10 do t[i] = i end return #t, select('#', table.unpack(t))")).toEqual([
      10, 10,
    ]);
  });
});

describe("other limits", () => {
  it("a source beyond its limit is the host's error when the host loads it", () => {
    const lua = createLua({ limits: { sourceLength: 10 } });
    const work = (): unknown => lua.runSync("return 1 + 1 + 1");
    expect(work).toThrow(LuaLimitError);
    expect(work).toThrow("sourceLength limit exceeded (16 of 10)");
    expect(lua.runSync("return 1")).toEqual([1]);
  });

  it("an engine without instructions runs nothing", () => {
    const lua = createLua({ limits: { instructions: 0 } });
    expect(() => lua.runSync("return 1")).toThrow(LuaLimitError);
    expect(lua.meter.instructions).toBe(0);
  });

  it("a __close that never ends does not keep a script alive", () => {
    const lua = createLua({ limits: { instructions: 10_000 } });
    const source =
      "local x <close> = setmetatable({}, { __close = function() while true do end end }) while true do end";
    expect(() => lua.runSync(source)).toThrow(LuaLimitError);
  });

  it("limits are no values: no message, no traceback, no handler sees them", () => {
    const seen: unknown[] = [];
    const lua = createLua({
      libs: "all",
      limits: { instructions: 50_000 },
      globals: { see: (...args: unknown[]) => void seen.push(args) },
    });
    const source = `
      setmetatable(_G, { __gc = see })
      local loop = function() while true do end end
      xpcall(function() local x <close> = setmetatable({}, { __close = see }) pcall(loop) see("after") end, see)
      see("end")`;
    expect(() => lua.runSync(source)).toThrow(LuaLimitError);
    expect(seen).toEqual([]);
  });
});
