import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createLua,
  type LuaFunction,
  type LuaInput,
  type LuaTable,
  type LuaValue,
  multi,
} from "../../src/api/index.ts";

const lua = createLua({ libs: "all", globals: { host: (...args: LuaValue[]) => multi(...args) } });
const identity = lua.runSync("return function(...) return ... end")[0] as LuaFunction;
const throughHost = lua.runSync("return function(...) return host(...) end")[0] as LuaFunction;

/** A value after a way into Lua, out to a host function, in again and out. */
function roundTrip(...values: LuaInput[]): LuaValue[] {
  const out = throughHost.call(...values);
  expect(identity.call(...values)).toEqual(out);
  return out;
}

describe("E.3.5: values survive the way in and out", () => {
  it("scalars, to the bit", () => {
    const values = [
      ...[undefined, true, false, 0, -0, 1, -1, 0.1, -1e-310, 5e-324, 1.7976931348623157e308],
      ...[Number.NaN, Infinity, -Infinity, 2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 53, 2 ** 63, 1e300],
      ...[2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 62n + 1n, "", "text", "a\0b", "é€😀"],
    ];
    const out = roundTrip(...values);
    expect(out).toHaveLength(values.length);
    for (const [i, value] of values.entries()) expect(Object.is(out[i], value), String(value)).toBe(true);
  });

  it("what Lua has as well: the extremes of integers, -0.0, nan", () => {
    const source = "return math.maxinteger, math.mininteger, -0.0, 0/0, (1 << 53) + 1, 2.0^63, math.maxinteger // -1";
    const values = lua.runSync(source);
    expect(values).toEqual([2n ** 63n - 1n, -(2n ** 63n), -0, Number.NaN, 2n ** 53n + 1n, 2 ** 63, -(2n ** 63n) + 1n]);
    const same =
      "local a, b, c, d, e, f = ... return a == math.maxinteger, b == math.mininteger, 1/c, d ~= d, e - 1 == 1 << 53, f == 2.0^63";
    expect(lua.runSync(same, { args: values })).toEqual([true, true, -Infinity, true, true, true]);
  });

  it("integers of 64 bits", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (n) => {
        const isSafe = BigInt.asIntN(53, n) === n || Number.isSafeInteger(Number(n));
        expect(roundTrip(n)).toEqual([isSafe ? Number(n) : n]);
        expect(lua.runSync("return tostring(...)", { args: [n] })).toEqual([String(n)]);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("bytes 0 to 255, in any order", () => {
    const toText = lua.runSync("return string.char")[0] as LuaFunction;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const [text] = toText.call(...bytes);
        expect(roundTrip(text)).toEqual([text]);
        expect(lua.runSync("return (...):byte(1, -1)", { args: [text] })).toEqual([...bytes]);
        expect(lua.runSync("return ... == select(2, ...)", { args: [bytes, text] })).toEqual([true]);
      }),
      { numRuns: 300, seed: 2 },
    );
    for (let byte = 0; byte < 256; byte++) {
      const [text] = toText.call(byte);
      expect(lua.runSync("return #..., (...):byte()", { args: [text] })).toEqual([1, byte]);
    }
  });

  it("lone surrogates: those that stand for bytes as they are, others as bytes that stay the same", () => {
    for (let code = 0xd800; code < 0xe000; code += 7) {
      const text = `a${String.fromCharCode(code)}b`;
      const [out] = roundTrip(text) as [string];
      if (code >= 0xdc80 && code <= 0xdcff) expect(out).toBe(text);
      expect(roundTrip(out)).toEqual([out]);
      expect(lua.runSync("local a, b = ... return a == b", { args: [text, out] })).toEqual([true]);
    }
  });

  it("several results, with nil among them and at the end", () => {
    expect(roundTrip(1, undefined, 3, undefined)).toEqual([1, undefined, 3, undefined]);
    expect(roundTrip()).toEqual([]);
    expect(
      lua.runSync("return host(nil), select('#', host()), select('#', host(nil, nil)), select(2, host(1, nil, 3))"),
    ).toEqual([...[undefined, 0, 2, undefined, 3]]);
  });

  it("holes: in copies as absent keys", () => {
    // biome-ignore lint/suspicious/noSparseArray: how holes cross into Lua is tested
    const [t] = roundTrip([1, , undefined, 4]) as [LuaTable];
    expect([t.get(1), t.has(2), t.has(3), t.get(4)]).toEqual([1, false, false, 4]);
    expect([...t]).toEqual([
      [1, 1],
      [4, 4],
    ]);
    expect(t.toJS()).toEqual({ 1: 1, 4: 4 });
  });

  it("cycles and shared parts, in both directions", () => {
    const part = { n: 1 };
    const value: Record<string, LuaInput> = { list: [part, part] };
    value.self = value;
    const [t] = roundTrip(value) as [LuaTable];
    expect(t.get("self")).toBe(t);
    expect(t.path("list.1")).toBe(t.path("list.2"));
    const copy = t.toJS<{ self: unknown; list: unknown[] }>();
    expect(copy.self).toBe(copy);
    expect(copy.list[0]).toBe(copy.list[1]);
    expect(copy.list).toEqual([{ n: 1 }, { n: 1 }]);
  });

  it("objects of Lua as the same object, metatable and all", () => {
    const source =
      "meta = { __index = { inherited = 5 }, __len = function() return 7 end } return setmetatable({}, meta), print, coroutine.create(print)";
    const values = lua.runSync(source);
    const out = roundTrip(...values);
    for (const [i, value] of values.entries()) expect(out[i]).toBe(value);
    const [t] = out as [LuaTable];
    expect([t.get("inherited"), t.metatable]).toEqual([5, lua.globals.get("meta")]);
    expect(lua.runSync("local t, f = ... return #t, getmetatable(t) == meta, f == print", { args: values })).toEqual([
      7,
      true,
      true,
    ]);
  });
});
