import { describe, expect, it } from "vitest";
import {
  createLua,
  float,
  LuaConversionError,
  type LuaFunction,
  type LuaInput,
  type LuaTable,
} from "../../src/api/index.ts";

const lua = createLua();
/** What Lua says of a value that goes in. */
const describeValue = lua.runSync(
  "local v = ... return function(v) return math.type(v) or type(v), tostring(v) end",
)[0] as LuaFunction;
const identity = lua.runSync("return function(...) return ... end")[0] as LuaFunction;

describe("numbers", () => {
  it.each<[LuaInput, string, string]>([
    [0, "integer", "0"],
    [-1, "integer", "-1"],
    [Number.MAX_SAFE_INTEGER, "integer", "9007199254740991"],
    [Number.MIN_SAFE_INTEGER, "integer", "-9007199254740991"],
    [2 ** 53, "float", "9.007199254741e+15"],
    [0.5, "float", "0.5"],
    [-0, "float", "-0.0"],
    [Infinity, "float", "inf"],
    [Number.NaN, "float", "nan"],
    [1e300, "float", "1e+300"],
    [float(1), "float", "1.0"],
    [float(-0), "float", "-0.0"],
    [float(Number.NaN), "float", "nan"],
    [0n, "integer", "0"],
    [5n, "integer", "5"],
    [2n ** 53n, "integer", "9007199254740992"],
    [2n ** 63n - 1n, "integer", "9223372036854775807"],
    [-(2n ** 63n), "integer", "-9223372036854775808"],
  ])("%s goes in as %s %s", (value, type, text) => {
    expect(describeValue.call(value)).toEqual([type, text]);
  });

  it("refuse bigints beyond 64 bits", () => {
    expect(() => identity.call(2n ** 63n)).toThrow(LuaConversionError);
    expect(() => identity.call(-(2n ** 63n) - 1n)).toThrow("cannot convert bigint beyond 64 bits to integer");
  });

  it.each<[string, unknown]>([
    ["1", 1],
    ["1.0", 1],
    ["1.5", 1.5],
    ["-0.0", -0],
    ["math.maxinteger", 2n ** 63n - 1n],
    ["math.mininteger", -(2n ** 63n)],
    ["1 << 53", 2n ** 53n],
    ["(1 << 53) - 1", 2 ** 53 - 1],
    ["2^53", 2 ** 53],
    ["0/0", Number.NaN],
    ["-(0/0)", Number.NaN],
    ["1/0", Infinity],
  ])("%s comes out as %s", (expression, value) => {
    expect(lua.runSync(`return ${expression}`)[0]).toBe(value);
  });
});

describe("strings", () => {
  it("are UTF-8 inside", () => {
    expect(lua.runSync("local s = ... return #s, s:byte(1, -1)", { args: ["é€😀"] })).toEqual([
      9, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80,
    ]);
    expect(lua.runSync("return '\\u{e9}\\u{20ac}\\u{1f600}'")).toEqual(["é€😀"]);
    expect(lua.runSync("return 'é€😀'")).toEqual(["é€😀"]);
  });

  it("bytes 0-255 survive the round trip, alone and together", () => {
    const all = lua.runSync(
      "local t = {} for i = 0, 255 do t[#t + 1] = string.char(i) end return table.concat(t)",
    )[0] as string;
    expect(identity.call(all)[0]).toBe(all);
    expect(
      lua.runSync("local s = ... for i = 0, 255 do if s:byte(i + 1) ~= i then return i end end return #s", {
        args: [all],
      }),
    ).toEqual([256]);
    for (let i = 0; i < 256; i++) {
      const out = lua.runSync("return string.char(...)", { args: [i] })[0] as string;
      expect(out).toBe(String.fromCharCode(i < 128 ? i : 0xdc00 + i));
      expect(lua.runSync("return (...):byte(1, -1)", { args: [out] })).toEqual([i]);
    }
  });

  it("lone surrogates that stand for bytes become these bytes, others their own encoding", () => {
    expect(lua.runSync("return (...):byte(1, -1)", { args: ["\udcff"] })).toEqual([255]);
    expect(lua.runSync("return (...):byte(1, -1)", { args: ["\ud800"] })).toEqual([0xed, 0xa0, 0x80]);
    expect(lua.runSync("return (...):byte(1, -1)", { args: ["\ud83d\udc80"] })).toEqual([0xf0, 0x9f, 0x92, 0x80]);
  });

  it("may be given as bytes", () => {
    expect(lua.runSync("return #..., (...):byte(1, -1)", { args: [new Uint8Array([0, 255, 10])] })).toEqual([
      3, 0, 255, 10,
    ]);
    expect(lua.runSync(new TextEncoder().encode("return 'ö'"))).toEqual(["ö"]);
  });

  it("long ones too", () => {
    const long = "añ😀".repeat(50_000);
    expect(identity.call(long)[0]).toBe(long);
  });
});

describe("other values", () => {
  it("nil and booleans", () => {
    expect(identity.call(undefined, null, true, false)).toEqual([undefined, undefined, true, false]);
    expect(describeValue.call(null)).toEqual(["nil", "nil"]);
  });

  it("all results come out, none as an empty array", () => {
    expect(lua.runSync("return")).toEqual([]);
    expect(lua.runSync("return nil")).toEqual([undefined]);
    expect(lua.runSync("return 1, nil, 3, nil")).toEqual([1, undefined, 3, undefined]);
    expect(lua.runSync("return table.unpack({}, 1, 500)")).toHaveLength(500);
    expect(lua.runSync("return ...", { args: [1, undefined, 3] })).toEqual([1, undefined, 3]);
  });

  it("handles are the same object each time, and go back as what they stand for", () => {
    const [t, f, co] = lua.runSync("T = {} F = function() end CO = coroutine.create(F) return T, F, CO");
    expect(lua.runSync("return T, F, CO")).toEqual([t, f, co]);
    expect(lua.runSync("return T")[0]).toBe(t);
    expect(lua.globals.get("F")).toBe(f);
    expect(lua.runSync("local t, f, co = ... return t == T, f == F, co == CO", { args: [t, f, co] })).toEqual([
      true,
      true,
      true,
    ]);
    expect(t).not.toBe(lua.runSync("return {}")[0]);
    expect([t, f, co].map((h) => (h as { type: string }).type)).toEqual(["table", "function", "thread"]);
    expect(String(t)).toMatch(/^table: 0x/);
  });

  it("handles of another engine are refused", () => {
    const other = createLua();
    const foreign = other.runSync("return {}")[0];
    expect(() => identity.call(foreign)).toThrow(LuaConversionError);
    expect(() => lua.globals.set("x", foreign)).toThrow("handle of another engine");
  });
});

describe("tables", () => {
  const encode = lua.runSync(`
    local function show(v)
      if type(v) ~= "table" then return type(v) == "string" and string.format("%q", v) or tostring(v) end
      local parts = {}
      for k, x in pairs(v) do parts[#parts + 1] = show(k) .. "=" .. show(x) end
      return "{" .. table.concat(parts, ",") .. "}"
    end
    return show`)[0] as LuaFunction;

  it.each<[string, LuaInput, string]>([
    ["arrays", ["a", ["b"], 3], '{1="a",2={1="b"},3=3}'],
    ["empty arrays", [], "{}"],
    ["holes", [1, undefined, 3, null], "{1=1,3=3}"],
    // biome-ignore lint/suspicious/noSparseArray: the hole is the point
    ["sparse arrays", [1, , 3] as LuaInput, "{1=1,3=3}"],
    ["objects", { a: 1, é: { b: true } }, '{"a"=1,"é"={"b"=true}}'],
    ["objects without prototype", Object.assign(Object.create(null), { x: 1 }) as LuaInput, '{"x"=1}'],
    ["undefined properties", { a: undefined, b: null }, "{}"],
    ["numeric property names, which stay strings", { 1: "x" }, '{"1"="x"}'],
    [
      "names of Object.prototype",
      { constructor: 1, ["__proto__"]: 2, toString: 3 },
      '{"constructor"=1,"__proto__"=2,"toString"=3}',
    ],
    [
      "maps",
      new Map<LuaInput, LuaInput>([
        [1, "a"],
        ["k", [1]],
        [true, false],
        [1.5, 2],
      ]),
      '{1="a","k"={1=1},true=false,1.5=2}',
    ],
  ])("%s go in as copies", (_, value, text) => {
    expect(encode.call(value)).toEqual([text]);
  });

  it("maps may have tables as keys", () => {
    expect(lua.runSync("local k, v = next(...) return k.x, v", { args: [new Map([[{ x: 1 }, "v"]])] })).toEqual([
      1,
      "v",
    ]);
  });

  it("cycles and shared parts stay what they are", () => {
    const part = { n: 1 };
    const value: Record<string, unknown> = { a: part, b: part };
    value.self = value;
    expect(lua.runSync("local t = ... return t.self == t, t.a == t.b, t.a.n", { args: [value as LuaInput] })).toEqual([
      true,
      true,
      1,
    ]);
  });

  it.each<[string, unknown, string]>([
    ["class instances", { list: [new Date(0)] }, "cannot convert class instance to Lua value at .list[0]"],
    ["instances of own classes", new (class Point {})(), "cannot convert class instance to Lua value"],
    ["promises", { p: Promise.resolve(1) }, "cannot convert promise to Lua value at .p"],
    ["symbols", [Symbol("x")], "cannot convert symbol to Lua value at [0]"],
    ["big bigints inside", { a: [2n ** 70n] }, "cannot convert bigint beyond 64 bits to integer at .a[0]"],
    ["undefined as a key", new Map([[undefined, 1]]), "cannot convert undefined to table key"],
    ["NaN as a key", { m: new Map([[Number.NaN, 1]]) }, "cannot convert NaN to table key at .m.(key)"],
  ])("%s are refused, with the path", (_, value, message) => {
    expect(() => lua.globals.set("x", value as LuaInput)).toThrow(LuaConversionError);
    expect(() => identity.call(value as LuaInput)).toThrow(message);
  });

  it("values nested too deeply are refused, not a full stack", () => {
    let deep: LuaInput = [];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(() => identity.call(deep)).toThrow("nested too deeply");
  });

  it("come out as live handles", () => {
    const t = lua.runSync(
      "T = setmetatable({ 10, 20, 30, k = 'v' }, { __index = { inherited = 1 } }) return T",
    )[0] as LuaTable;
    expect([t.length, t.get(2), t.get("k"), t.get("inherited"), t.rawGet("inherited")]).toEqual([
      3,
      20,
      "v",
      1,
      undefined,
    ]);
    t.set(4, [40]).rawSet("k", undefined);
    expect(lua.runSync("return #T, T[4][1], T.k")).toEqual([4, 40, undefined]);
    expect([...t].map(([k]) => k)).toEqual([1, 2, 3, 4]);
    expect([...t.entries()].slice(0, 2)).toEqual([
      [1, 10],
      [2, 20],
    ]);
    expect(t.get(float(1))).toBe(10);
  });

  it("raise Lua's errors for bad keys", () => {
    const t = lua.table();
    expect(() => t.set(undefined, 1)).toThrow("index is nil");
    expect(() => t.rawSet(Number.NaN, 1)).toThrow("index is NaN");
    expect(t.get(undefined)).toBeUndefined();
  });

  it("can be made by the host", () => {
    const t = lua.table({ a: [1, 2] });
    expect(lua.runSync("local t = ... t.b = 5 return t.a[2]", { args: [t] })).toEqual([2]);
    expect(t.get("b")).toBe(5);
    expect(lua.table().length).toBe(0);
    expect(() => lua.table("x")).toThrow(LuaConversionError);
  });
});
