import { describe, expect, it } from "vitest";
import { createLua, type LuaTable } from "../../src/api/index.ts";

const MESSAGE = "attempt to modify a frozen table";

/** An engine of a dialect with `freeze(t)`, which freezes the way the machine does. */
function engine(version: "5.3" | "5.4" = "5.4"): ReturnType<typeof createLua> {
  const lua = createLua({ version, libs: "all" });
  lua.globals.set("freeze", (t: LuaTable, deep?: boolean) => t.freeze(deep ?? false));
  return lua;
}

describe.each(["5.3", "5.4"] as const)("frozen tables in %s", (version) => {
  it.each([
    ["a field", "t.x = 2"],
    ["a field with the same value", "t.x = 1"],
    ["a field that is removed", "t.x = nil"],
    ["a new field", "t.new = 1"],
    ["a field of a new name that starts like a metamethod", "t.__gc = 1"],
    ["an item", "t[1] = 0"],
    ["the first item", "t[1] = nil"],
    ["the last item", "t[3] = nil"],
    ["an item after the last", "t[#t + 1] = 4"],
    ["a computed key", "local k = 'x' t[k] = 2"],
    ["a float key", "t[1.0] = 0"],
    ["another kind of key", "t[true] = 1"],
    ["a removed key of another kind", "t[0] = nil"],
    ["rawset", "rawset(t, 'x', 2)"],
    ["rawset of an item", "rawset(t, 2, 2)"],
    ["table.insert", "table.insert(t, 4)"],
    ["table.insert in front", "table.insert(t, 1, 4)"],
    ["table.remove", "table.remove(t)"],
    ["table.remove in front", "table.remove(t, 1)"],
    ["table.sort", "table.sort(t)"],
    ["table.move", "table.move({ 9 }, 1, 1, 1, t)"],
    ["setmetatable", "setmetatable(t, {})"],
    ["debug.setmetatable", "debug.setmetatable(t, {})"],
    ["a __newindex table", "setmetatable({}, { __newindex = t }).y = 1"],
    ["_ENV", "local _ENV = t x = 2"],
  ])("refuse %s", (_, code) => {
    const lua = engine(version);
    lua.runSync(`t = { 30, 10, 20, x = 1, [0] = 0 } function change() ${code} end`);
    // caches of stores that were warm before must not let one through
    lua.runSync("local u = { 30, 10, 20, x = 1, [0] = 0 } for i = 1, 3 do local t = u u.x = i u[1] = i end");
    lua.runSync("freeze(t)");
    const before = "return t[1], t[2], t[3], t.x, t[0], #t, next(t), getmetatable(t)";
    const values = lua.runSync(before);
    for (let i = 0; i < 3; i++) {
      const [ok, message] = lua.runSync("return pcall(change)");
      expect([ok, String(message)]).toEqual([false, expect.stringContaining(MESSAGE)]);
    }
    expect(lua.runSync(before)).toEqual(values);
  });

  it("refuse stores through a site that is warm with the same shape", () => {
    const lua = engine(version);
    expect(
      lua.runSync(`
        local function set(t, v) t.x = v end
        local function put(t, i, v) t[i] = v end
        local a, b = { 1, x = 1 }, { 1, x = 1 }
        for i = 1, 100 do set(a, i) set(b, i) put(a, 1, i) put(b, 1, i) end
        freeze(b)
        local s, m = pcall(set, b, 0)
        local p = pcall(put, b, 1, 0)
        set(a, 7) put(a, 2, 8)
        return s, p, b.x, b[1], a.x, a[2], m`),
    ).toEqual([false, false, 100, 100, 7, 8, expect.stringMatching(/:2: attempt to modify a frozen table$/)]);
  });

  it("read like any other table", () => {
    const lua = engine(version);
    const code = `
      local out = {}
      for k, v in pairs(t) do out[#out + 1] = tostring(k) .. "=" .. tostring(v) end
      for i, v in ipairs(t) do out[#out + 1] = i .. ":" .. v end
      for i = 1, 4 do out[#out + 1] = tostring(t[i]) end
      out[#out + 1] = #t .. rawlen(t) .. table.concat(t, "-") .. select("#", table.unpack(t)) .. t.x .. tostring(t[2.0])
      out[#out + 1] = tostring(rawget(t, 2)) .. tostring(next(t)) .. tostring(next(t, 2)) .. tostring(next(t, "x"))
      return table.concat(out, ",")`;
    lua.runSync("t = { 'a', 'b', 'c', x = 1, y = 2, [true] = 3, [1.5] = 4, [-1] = 5 }");
    const [before] = lua.runSync(code);
    lua.runSync("freeze(t)");
    expect(lua.runSync(code)).toEqual([before]);
  });

  it("keep their metatable, whose __newindex still takes new keys", () => {
    const lua = engine(version);
    expect(
      lua.runSync(`
        local log = {}
        local t = setmetatable({ x = 1 }, { __newindex = function(_, k, v) log[k] = v end, __index = { y = 5 } })
        freeze(t)
        t.z = 3
        return log.z, t.z, t.y, (pcall(function() t.x = 2 end)), t.x`),
    ).toEqual([3, undefined, 5, false, 1]);
  });

  it("may be frozen in the middle of a traversal", () => {
    const lua = engine(version);
    expect(
      lua.runSync(`
        local t, n = { 1, 2, 3, a = 1, b = 2, [2.5] = 1 }, 0
        for k in pairs(t) do n = n + 1 if n == 2 then freeze(t) end end
        return n`),
    ).toEqual([6]);
  });

  it("with more fields than a shape has are frozen as well", () => {
    const lua = engine(version);
    expect(
      lua.runSync(`
        local t = {}
        for i = 1, 500 do t["k" .. i] = i end
        freeze(t)
        local ok = pcall(function() t.k1 = 0 end)
        local new = pcall(function() t.other = 0 end)
        local n = 0
        for _ in pairs(t) do n = n + 1 end
        return ok, new, t.k1, t.other, n`),
    ).toEqual([false, false, 1, undefined, 500]);
  });

  it("empty ones too, and their length is 0", () => {
    const lua = engine(version);
    expect(lua.runSync("local t = freeze({}) return #t, pcall(function() t[1] = 1 end)").slice(0, 2)).toEqual([
      0,
      false,
    ]);
  });

  it("deep freezing reaches values, keys, metatables and cycles", () => {
    const lua = engine(version);
    expect(
      lua.runSync(`
        local key = {}
        local t = setmetatable({ a = { b = { 1 } }, [key] = 1 }, { __index = { m = 1 } })
        t.self = t
        freeze(t, true)
        local function fails(f) return not pcall(f) end
        return fails(function() t.a.b[1] = 2 end), fails(function() key.x = 1 end),
          fails(function() getmetatable(t).__index = nil end), fails(function() getmetatable(t).__index.m = 2 end)`),
    ).toEqual([true, true, true, true]);
    expect(lua.runSync("local t = { a = {} } freeze(t) t.a.x = 1 return t.a.x")).toEqual([1]);
  });
});

it("weak frozen tables still lose what is gone", () => {
  const lua = engine();
  expect(
    lua.runSync(`
      local t = setmetatable({ {}, {}, x = {} }, { __mode = "v" })
      freeze(t)
      collectgarbage()
      return t[1], t.x, #t, next(t)`),
  ).toEqual([undefined, undefined, 0, undefined]);
});

it("chains of 100,000 tables are frozen without recursion", () => {
  const lua = engine();
  lua.runSync("t = {} local at = t for i = 1, 100000 do at.next = {} at = at.next end last = at");
  lua.runSync("freeze(t, true)");
  expect(lua.runSync("return pcall(function() last.x = 1 end)")[0]).toBe(false);
});
