import { describe, expect, it } from "vitest";
import {
  createLua,
  LuaClosedError,
  LuaConversionError,
  type LuaFunction,
  type LuaInput,
  LuaRuntimeError,
  type LuaTable,
  luaNull,
} from "../../src/api/index.ts";

const lua = createLua();
const table = (source: string): LuaTable => lua.runSync(`return ${source}`)[0] as LuaTable;

describe("members of table handles", () => {
  it("has and delete look at the table itself", () => {
    const t = table("setmetatable({ a = 1, f = false }, { __index = { b = 2 }, __newindex = error })");
    expect([t.has("a"), t.has("f"), t.has("b"), t.has("c")]).toEqual([true, true, false, false]);
    expect([t.delete("a"), t.delete("a"), t.delete("b")]).toEqual([true, false, false]);
    expect([t.get("a"), t.get("b")]).toEqual([undefined, 2]);
  });

  it("get and set run metamethods, the raw ones do not", () => {
    const t = table(
      "setmetatable({}, { __index = function(t, k) return k .. '!' end, __newindex = function(t, k, v) rawset(t, k, v * 2) end })",
    );
    expect([t.get("x"), t.rawGet("x")]).toEqual(["x!", undefined]);
    t.set("n", 2).rawSet("r", 2);
    expect([t.rawGet("n"), t.rawGet("r")]).toEqual([4, 2]);
    expect(() => table("setmetatable({}, { __index = function() error('no') end })").get("x")).toThrow(LuaRuntimeError);
  });

  it("path goes through tables, with items by number", () => {
    const t = table("{ a = { b = { 10, { c = 'deep' } }, ['1'] = 'text' }, [0] = { z = 0 } }");
    expect(t.path("a.b.2.c")).toBe("deep");
    expect(t.path("a.b.1")).toBe(10);
    expect(t.path("a.1")).toBe("text");
    expect(t.path("0.z")).toBe(0);
    expect([t.path("a.x.y"), t.path("a.b.1.c"), t.path("")]).toEqual([undefined, undefined, undefined]);
    expect(t.path("__proto__.constructor")).toBeUndefined();
    expect(table("setmetatable({}, { __index = function(_, k) return { v = k } end })").path("q.v")).toBe("q");
  });

  it("append, insert and removeAt work as table.insert and table.remove", () => {
    const t = lua.table();
    t.append("a").append("b", "c").insert(1, "z").insert(5, "e").insert(3, "m");
    expect(t.toArray()).toEqual(["z", "a", "m", "b", "c", "e"]);
    expect([t.removeAt(3), t.removeAt(1), t.removeAt(4), t.removeAt(4), t.removeAt(0)]).toEqual([
      "m",
      "z",
      "e",
      undefined,
      undefined,
    ]);
    expect([t.length, ...t.toArray()]).toEqual([3, "a", "b", "c"]);
    expect(() => t.insert(5, 1)).toThrow("index: 5 is not between 1 and 4");
    expect(() => t.insert(0, 1)).toThrow(RangeError);
    expect(lua.runSync("local t = ... return #t, table.concat(t)", { args: [t] })).toEqual([3, "abc"]);
  });

  it("next, keys, entries and toMap go in the order of Lua's next", () => {
    const t = table("{ 1, 2, b = 'x', a = 'y', [true] = 'z' }");
    const keys: unknown[] = [];
    for (let e = t.next(); e !== undefined; e = t.next(e[0])) keys.push(e[0]);
    expect(keys).toEqual([1, 2, "b", "a", true]);
    expect([...t.keys()]).toEqual(keys);
    expect([...t.toMap()]).toEqual([...t]);
    expect(t.toMap().get(true)).toBe("z");
    expect(() => t.next("unknown")).toThrow("invalid key to 'next'");
    // entries may be removed on the way
    for (const [k] of t) t.delete(k);
    expect(t.next()).toBeUndefined();
  });

  it("metatables can be read, set and taken away, protected or not", () => {
    const t = table("setmetatable({}, { __metatable = false, __index = { x = 1 } })");
    expect(t.metatable?.get("__metatable")).toBe(false);
    const meta = lua.table({ __index: { y: 2 } });
    t.metatable = meta;
    expect(t.metatable).toBe(meta);
    expect([t.get("x"), t.get("y")]).toEqual([undefined, 2]);
    t.metatable = undefined;
    expect([t.metatable, t.get("y")]).toEqual([undefined, undefined]);
    expect(() => {
      t.metatable = "x" as never;
    }).toThrow(LuaConversionError);
  });

  it("a __gc in a metatable that the host sets counts", () => {
    const engine = createLua();
    engine.runSync("n = 0 meta = { __gc = function() n = n + 1 end }");
    engine.table().metatable = engine.globals.get("meta") as LuaTable;
    expect(engine.runSync("collectgarbage() return n")).toEqual([1]);
  });

  it("freezing holds for the host too", () => {
    const t = lua.table([1, 2, { x: 1 }]).freeze();
    for (const work of [
      () => t.set("a", 1),
      () => t.rawSet(1, 2),
      () => t.append(1),
      () => t.insert(1, 0),
      () => t.removeAt(1),
      () => t.delete(1),
      () => {
        t.metatable = undefined;
      },
    ]) {
      expect(work).toThrow("attempt to modify a frozen table");
      expect(work).toThrow(LuaRuntimeError);
    }
    (t.get(3) as LuaTable).set("x", 2);
    expect(t.freeze().toJS()).toEqual([1, 2, { x: 2 }]);
    expect(lua.table({ a: {} }).freeze(true).path("a")).toSatisfy((inner: LuaTable) => {
      expect(() => inner.set("x", 1)).toThrow("frozen");
      return true;
    });
  });

  it("library tables can be frozen, and string methods with them", () => {
    const engine = createLua();
    for (const name of ["string", "math", "_G"]) (engine.globals.get(name) as LuaTable).freeze();
    expect(engine.runSync("return pcall(function() string.upper = nil end)")[0]).toBe(false);
    expect(engine.runSync("return pcall(function() x = 1 end)")[1]).toMatch(/attempt to modify a frozen table$/);
    expect(
      engine.runSync("local n = 0 for i = 1, 100 do n = n + math.floor(i / 2) end return ('x'):upper(), n"),
    ).toEqual(["X", 2500]);
    // another engine has its own
    expect(createLua().runSync("string.upper = nil return ('x').upper")).toEqual([undefined]);
  });
});

describe("handles", () => {
  it("know their engine, and what they are equal to", () => {
    const t = table("{}");
    expect(t.lua).toBe(lua);
    lua.globals.set("T", t);
    expect(t.equals(lua.globals.get("T"))).toBe(true);
    expect([t.equals(table("{}")), t.equals(1), t.equals(undefined), t.equals(createLua().table())]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(String(t)).toMatch(/^table: 0x/);
  });

  it("that were disposed cannot be used, the object can", () => {
    const t = table("{ x = 1 }");
    lua.globals.set("T", t);
    t.dispose();
    t[Symbol.dispose]();
    for (const work of [() => t.get("x"), () => t.length, () => t.toJS(), () => String(t)]) {
      expect(work).toThrow("the handle was disposed");
    }
    expect(() => lua.globals.set("U", t)).toThrow("a handle that was disposed");
    const again = lua.globals.get("T") as LuaTable;
    expect(again === t).toBe(false);
    expect(again.get("x")).toBe(1);
  });

  it("of a closed engine refuse to run Lua", () => {
    const engine = createLua();
    const t = engine.table({ x: 1 });
    engine.close();
    expect(() => t.get("x")).toThrow(LuaClosedError);
    expect(() => t.set("x", 1)).toThrow(LuaClosedError);
    expect(t.rawGet("x")).toBe(1);
  });
});

describe("toJS", () => {
  it.each<[string, unknown]>([
    ["{ 1, 'a', true, { 2 } }", [1, "a", true, [2]]],
    ["{ a = 1, b = { c = { 'x' } } }", { a: 1, b: { c: ["x"] } }],
    ["{}", {}],
    ["{ 1, 2, x = 3 }", { "1": 1, "2": 2, x: 3 }],
    ["{ 1, nil, 3 }", { "1": 1, "3": 3 }],
    ["{ [1.5] = 'f', [-1] = 'n' }", { "1.5": "f", "-1": "n" }],
    ["{ [math.maxinteger] = math.mininteger }", { "9223372036854775807": -(2n ** 63n) }],
    ["{ f = print, 1 }", { "1": 1 }],
    ["{ print, 2 }", [undefined, 2]],
  ])("copies %s", (source, value) => {
    expect(table(source).toJS()).toEqual(value);
  });

  it("shares what is shared, cycles included", () => {
    const js = table("(function() local part = {} local t = { a = part, b = part } t.self = t return t end)()").toJS<
      Record<string, unknown>
    >();
    expect(js.a).toBe(js.b);
    expect(js.self).toBe(js);
  });

  it("keeps names that mean something to JavaScript as names", () => {
    const js = table("{ ['__proto__'] = { polluted = true }, constructor = 1, toString = 2 }").toJS<object>();
    expect(Object.getPrototypeOf(js)).toBe(Object.prototype);
    expect(Object.keys(js)).toEqual(["__proto__", "constructor", "toString"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("obeys its options", () => {
    expect(table("{ 1, 2 }").toJS({ arrays: "never" })).toEqual({ "1": 1, "2": 2 });
    expect(() => table("{ { {} } }").toJS({ maxDepth: 2 })).toThrow("table nested too deeply");
    expect(table("{ { {} } }").toJS({ maxDepth: 3 })).toEqual([[{}]]);
    const cyclic = table("(function() local t = { x = {} } t.x.t = t return t end)()");
    expect(() => cyclic.toJS({ cycles: "error" })).toThrow("cannot convert cycle to plain data at .x.t");
    const shared = table("(function() local p = {} return { a = p, b = p } end)()");
    expect(shared.toJS({ cycles: "error" })).toEqual({ a: {}, b: {} });
    expect(() => table("{ f = print }").toJS({ functions: "error" })).toThrow("at .f");
    const { f } = table("{ f = function(x) return x + 1 end }").toJS<{ f(x: number): number }>({ functions: "wrap" });
    expect(f(1)).toBe(2);
    expect(() => table("{ m = setmetatable({}, {}) }").toJS({ metatables: "error" })).toThrow(
      "table with a metatable to plain data at .m",
    );
  });

  it("says where a key cannot become a property", () => {
    expect(() => table("{ a = { [true] = 1 } }").toJS()).toThrow(
      "cannot convert key that is a boolean to property at .a",
    );
    expect(() => table("{ [1] = 1, ['1'] = 2, x = 0 }").toJS()).toThrow("two keys of this name");
  });

  it("goes as deep as the tables do", () => {
    let js = table(
      "(function() local t = {} local at = t for i = 1, 100000 do at.n = {} at = at.n end return t end)()",
    ).toJS<{
      n?: object;
    }>();
    let depth = 0;
    while (js.n !== undefined) {
      js = js.n;
      depth++;
    }
    expect(depth).toBe(100_000);
  });
});

describe("options of conversion", () => {
  const values = (convert: object, source: string, args: LuaInput[] = []): unknown[] =>
    createLua({ convert }).runSync(source, { args });

  it("integers", () => {
    const source = "return 1, 1.0, math.maxinteger, 2^53, -1";
    expect(values({}, source)).toEqual([1, 1, 2n ** 63n - 1n, 2 ** 53, -1]);
    expect(values({ integers: "number" }, source)).toEqual([1, 1, 2 ** 63, 2 ** 53, -1]);
    expect(values({ integers: "bigint" }, source)).toEqual([1n, 1, 2n ** 63n - 1n, 2 ** 53, -1n]);
  });

  it("strings as bytes", () => {
    expect(values({ strings: "latin1" }, "local s = ... return #s, s, '\\xff\\u{e9}'", ["é"])).toEqual([1, "é", "ÿÃ©"]);
    expect(() => values({ strings: "latin1" }, "", ["€"])).toThrow("cannot convert character beyond U+00FF to string");
  });

  it("null", () => {
    const source = "local x, y = ... return type(x), tostring(x), x == y, x";
    expect(values({}, source, [null, null])).toEqual(["nil", "nil", true, undefined]);
    expect(values({}, source, [luaNull, luaNull])).toEqual(["userdata", "null", true, luaNull]);
    expect(values({ null: "sentinel" }, source, [null, luaNull])).toEqual(["userdata", "null", true, null]);
    expect((values({ null: "sentinel" }, "return { ... }", [null])[0] as LuaTable).toJS()).toEqual([null]);
    expect(values({ null: "sentinel" }, "return pcall(function(x) return x.y end, ...)", [null])[0]).toBe(false);
  });

  it("objects may be refused", () => {
    for (const value of [{}, [], new Map()]) {
      expect(() => values({ objects: "error" }, "", [value])).toThrow(LuaConversionError);
    }
    expect(values({ objects: "error" }, "return ...", [1, "x"])).toEqual([1, "x"]);
  });

  it("instances of unknown classes may become opaque", () => {
    class Secret {
      readonly key = 1;
    }
    const engine = createLua({ convert: { unknown: "opaque" } });
    const secret = new Secret();
    const identity = engine.runSync("return function(x) return x end")[0] as LuaFunction;
    const [handle] = identity.call(secret) as unknown as [{ type: string; value: Secret }];
    expect([handle.type, handle.value]).toEqual(["userdata", secret]);
    expect(identity.call(handle as never)[0]).toBe(handle);
    expect(
      engine.runSync("local a, b = ... return a == b.inner, pcall(function() return a.key end)", {
        args: [secret, { inner: secret }],
      }),
    ).toEqual([true, false, expect.stringMatching(/attempt to index a userdata value \(local 'a'|upvalue 'a'\)$/)]);
    expect(() => identity.call(Promise.resolve() as never)).toThrow("cannot convert promise");
  });
});
