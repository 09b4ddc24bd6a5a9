import { describe, expect, it } from "vitest";
import { bintText, bintValue } from "../../../src/aolite/modules/bintValue.ts";
import { jsonModule } from "../../../src/aolite/modules/json.ts";
import { logModule } from "../../../src/aolite/modules/log.ts";
import { reconstruct, serialize, serializeModule } from "../../../src/aolite/modules/serialize.ts";
import type { LuaTable } from "../../../src/vm/table.ts";
import { moduleEngine, run, runWithSnapshots, value } from "./moduleEngine.ts";

/** A class as `.bint` makes them, in as far as it counts here. */
const BINTS = `
  local classes = {}
  package.loaded['.bint'] = function(bits, wordbits)
    local class = classes[bits] or { bits = bits, __tostring = function() error 'not needed' end }
    class.__index = class
    classes[bits] = class
    return class
  end
  bint256 = package.loaded['.bint'](256)
  function bint(...) return setmetatable({ ... }, bint256) end
  twelve = bint(12, 0, 0, 0, 0, 0, 0, 0)
  minus = bint(4294967295, 4294967295, 4294967295, 4294967295, 4294967295, 4294967295, 4294967295, 4294967295)
  large = bint(0, 0, 1, 0, 0, 0, 0, 0)
`;
const cx = moduleEngine({ s: serializeModule, json: jsonModule, log: logModule });
run(cx, BINTS);

describe("AO 6.2 bints among other values", () => {
  it("are known by their class", () => {
    const [twelve, minus, large] = run(cx, "return twelve, minus, large");
    expect([twelve, minus, large].map((v) => bintText(cx, v))).toEqual(["12", "-1", "18446744073709551616"]);
    const bytes = run(
      cx,
      "local c = { bits = 64 } c.__index = c return setmetatable({ 0xfe, 255, 255, 255, 255, 255, 255, 255 }, c)",
    )[0];
    expect(bintValue(cx, bytes)).toBe(-2n);
  });

  it("nothing else is taken for one", () => {
    const values = run(
      cx,
      `return {}, 12, setmetatable({ 1 }, { bits = 32 }), bint(1, 2), bint(1, 0, 0, 0, 0, 0, 0, -1), bint(1, 0, 0, 0, 0, 0, 0, 2^32),
        bint(1, 0, 0, 0, 0, 0, 0, 'x'), setmetatable({}, bint256)`,
    );
    expect(values.map((v) => bintValue(cx, v))).toEqual(values.map(() => undefined));
  });
});

describe("AO 6.5 .serialize", () => {
  const encoded = (expression: string): unknown => value(cx, `json.encode(s.serialize(${expression}))`);

  it.each([
    ["12", "12"],
    ["'x'", '"x"'],
    ["nil", "null"],
    ["print", "null"],
    ["coroutine.create(print)", "null"],
    ["twelve", '{"__bint":"12"}'],
    ["{ 1, 'a' }", '{"@number:1":1,"@number:2":"a"}'],
    ["{ x = print, y = { z = minus } }", '{"y":{"z":{"__bint":"-1"}}}'],
    [
      "{ [true] = 1, [1.5] = 2, [twelve] = 3, [print] = 4, [{}] = 5 }",
      '{"@boolean:true":1,"@number:1.5":2,"@bint:12":3}',
    ],
  ])("%s", (expression, text) => {
    expect(encoded(expression)).toBe(text);
  });

  it("a table inside itself is marked, a shared one written twice", () => {
    expect(run(cx, "local t = {} t.a = { t } t.b = t.a return json.encode(s.serialize(t))")[0]).toBe(
      '{"a":{"@number:1":"__circular_reference__"},"b":{"@number:1":"__circular_reference__"}}',
    );
    expect(run(cx, "local t = { x = 1 } return json.encode(s.serialize { a = t, b = t })")[0]).toBe(
      '{"a":{"x":1},"b":{"x":1}}',
    );
  });

  it("reconstruct reverses it", () => {
    const source = `
      local t = s.reconstruct(json.decode(json.encode(s.serialize {
        1, 'two', { x = 1.5 }, [true] = 'yes', [false] = false, [-3] = large, [2.5] = twelve, [minus] = 'key',
      })))
      local key for k in pairs(t) do if type(k) == 'table' then key = k end end
      return t[1], t[2], t[3].x, t[true], t[false], t[-3][3], getmetatable(t[-3]) == bint256, t[2.5][1], key[8], t[key]`;
    expect(run(cx, source)).toEqual([1, "two", 1.5, "yes", false, 1, true, 12, 4294967295, "key"]);
  });

  it("reconstruct keeps what is no mark", () => {
    const source = `
      local t = s.reconstruct { ['@number:x'] = 1, ['@boolean:y'] = 2, ['@bint:'] = 3, ['@'] = 4, b = { __bint = 'x' }, c = '__circular_reference__' }
      return t['@number:x'], t['@boolean:y'], t['@bint:'], t['@'], t.b.__bint, t.c`;
    expect(run(cx, source)).toEqual([1, 2, 3, 4, "x", "__circular_reference__"]);
    expect(run(cx, "return s.reconstruct(5), s.reconstruct(nil), s.reconstruct(false)")).toEqual([5, undefined, false]);
    expect(run(cx, "local t = {} t.t = t local u = s.reconstruct(t) return u ~= t, u.t == u")).toEqual([true, true]);
  });

  it("for the host: the class of the bints is given", () => {
    const table = serialize(cx, value(cx, "{ n = large }"));
    expect(reconstruct(cx, table)).toBeUndefined();
    const again = reconstruct(cx, table, value(cx, "bint256") as LuaTable) as LuaTable;
    expect(bintText(cx, again.getStr("n"))).toBe("18446744073709551616");
  });

  it("survives snapshots while '.bint' is being required", () => {
    const source = `${BINTS}
      package.loaded['.bint'], package.preload['.bint'] = nil, package.loaded['.bint']
      local bint = package.preload['.bint'] package.preload['.bint'] = function() return function(n) return bint(n) end end
      return require('.serialize').reconstruct({ a = { __bint = '7' } }).a[1]`;
    const modules = { s: serializeModule };
    const { results, stops } = runWithSnapshots(modules, source, 1);
    expect(results).toEqual([7]);
    expect(stops).toBeGreaterThan(20);
  });

  it("depth costs no host stack", () => {
    const source =
      "local t = {} for i = 1, 100000 do t = { t } end t = s.reconstruct(s.serialize(t)) local n = 0 while t[1] do t, n = t[1], n + 1 end return n";
    expect(run(cx, source)).toEqual([100000]);
  });
});

describe("AO 6.5, 7.6 .log", () => {
  const lines = (setup: string, call: string): unknown =>
    run(
      cx,
      `local out = {} print = function(...) out[#out + 1] = tostring((...)) end ${setup} ${call} return table.concat(out, '|')`,
    )[0];

  it("prints by verbosity", () => {
    const all = "log.info('i') log.warn('w') log.debug('d')";
    expect(lines("PrintVerb = nil", all)).toBe("i");
    expect(lines("PrintVerb = 0", all)).toBe("i");
    expect(lines("PrintVerb = 1", all)).toBe("i|w");
    expect(lines("PrintVerb = 2", all)).toBe("i|w|d");
    expect(lines("PrintVerb = 3", all)).toBe("i|w|d");
    expect(lines("PrintVerb = -1", all)).toBe("");
  });

  it("one line for each argument, up to the first nil", () => {
    expect(lines("PrintVerb = nil", "log.info('a', 2, false, nil, 'b')")).toBe("a|2|false");
  });

  it("tables as lines", () => {
    expect(lines("PrintVerb = nil", "log.info('t', { a = 1, b = { c = true, d = {} }, 'x' }, 'end')")).toBe(
      "t||  1 = x|  a = 1|  b = {|    c = true|    d = {|    }|  }||end",
    );
  });

  it("print may yield, and be saved", () => {
    const source = `
      local out = {}
      print = function(v) coroutine.yield() out[#out + 1] = v end
      local co = coroutine.wrap(function() log.info('a', { x = 1 }) return log.hr(setmetatable({}, { __tostring = function() coroutine.yield() return '1234' end }), 2) end)
      local r repeat r = co() until r
      return table.concat(out, '|'), r`;
    expect(runWithSnapshots({ log: logModule }, source, 1).results).toEqual(["a||  x = 1|", "12.34"]);
  });

  it.each([
    ["twelve, 0", "12"],
    ["twelve, 1", "1.2"],
    ["twelve, 4", "0.0012"],
    ["minus, 2", "-0.01"],
    ["1500, 3", "1.5"],
    ["1000, 3", "1"],
    ["1500, 3, 2", "1.50"],
    ["1000, 3, 2", "1.00"],
    ["1005, 3, 2", "1.01"],
    ["1004, 3, 2", "1.00"],
    ["9999, 3, 2", "10.00"],
    ["1999, 3, 0", "2"],
    ["'123456789012345678901234567890', 18", "123456789012.34567890123456789"],
    ["5, 0, 2", "5.00"],
  ])("hr(%s)", (args, text) => {
    expect(value(cx, `log.hr(${args})`)).toBe(text);
  });

  it("serializeData", () => {
    const source = `local t = { 1, true, x = { y = 1.5, b = twelve }, f = print } t.t = t
      local c = log.serializeData(t)
      return c[1], c[2], c.x.y, c.x.b, c.f == tostring(print), c.t, log.serializeData(5), log.serializeData(nil)`;
    expect(run(cx, source)).toEqual(["1", "true", "1.5", "12", true, "<circular reference>", "5", "nil"]);
  });
});
