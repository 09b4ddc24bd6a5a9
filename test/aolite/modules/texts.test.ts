import { describe, expect, it } from "vitest";
import { dumpModule, dumpValue } from "../../../src/aolite/modules/dump.ts";
import { prettyModule } from "../../../src/aolite/modules/pretty.ts";
import { COLORS, formatValue, stringifyModule } from "../../../src/aolite/modules/stringify.ts";
import type { LuaTable } from "../../../src/vm/table.ts";
import { errorOf, moduleEngine, run, runWithSnapshots, value } from "./moduleEngine.ts";

const cx = moduleEngine({ stringify: stringifyModule, pretty: prettyModule, Dump: dumpModule });
const { red, green, blue, reset } = COLORS;

/** With colours instead of <r> <g> <b> <>. */
function coloured(text: string): string {
  return text.replaceAll("<r>", red).replaceAll("<g>", green).replaceAll("<b>", blue).replaceAll("<>", reset);
}

describe("AO 6.5 .stringify", () => {
  it.each([
    ["{}", "{  }"],
    ["{ 1, 'a', 2.0 }", `{ <b>1<>, <g>"a"<>, <b>2.0<> }`],
    ["{ true }", "{\n  <b>true<>\n }"],
    ["{ 'a', { 1 }, {} }", `{\n  <g>"a"<>,\n  { <b>1<> },\n  {  }\n }`],
    ["{ { true } }", "{\n  {\n    <b>true<>\n   }\n }"],
    ["{ a = 1, b = 'x' }", `{\n   <r>a<> = <b>1<>,\n   <r>b<> = <g>"x"<>\n}`],
    ["{ a = { b = false } }", "{\n   <r>a<> = {\n     <r>b<> = <b>false<>\n  }\n}"],
    ["{ 1, x = 2 }", "{\n   <r>1<> = <b>1<>,\n   <r>x<> = <b>2<>\n}"],
    ["{ [true] = 1 }", "{\n   <r>true<> = <b>1<>\n}"],
    ["{ [2] = 1 }", "{\n   <r>2<> = <b>1<>\n}"],
  ])("%s", (expression, text) => {
    expect(value(cx, `stringify.format(${expression})`)).toBe(coloured(text));
    expect(formatValue(cx, value(cx, expression) as LuaTable)).toBe(coloured(text));
  });

  it("moves lines to the right by the second argument", () => {
    expect(value(cx, "stringify.format({ a = 1 }, 2)")).toBe(coloured("{\n     <r>a<> = <b>1<>\n  }"));
  });

  it("marks only a table that is really inside itself", () => {
    const source =
      "local s = { x = 1 } local t = { s, s } t[3] = t return stringify.format(t), stringify.format { a = s, b = s }";
    const shown = (indent: string): string => `{\n${indent}   <r>x<> = <b>1<>\n${indent}}`;
    expect(run(cx, source)).toEqual([
      coloured(`{\n  ${shown("  ")},\n  ${shown("  ")},\n  <circular reference>\n }`),
      coloured(`{\n   <r>a<> = ${shown("  ")},\n   <r>b<> = ${shown("  ")}\n}`),
    ]);
  });

  it("AO 6.5 text is green in quotes, keys are red, other values blue", () => {
    expect(value(cx, "stringify.format { a = 'x', b = 1 }")).toBe(
      '{\n   \x1b[31ma\x1b[0m = \x1b[32m"x"\x1b[0m,\n   \x1b[31mb\x1b[0m = \x1b[34m1\x1b[0m\n}',
    );
  });

  it("AO 6.5 a table whose entries were all taken away is empty", () => {
    const source =
      "local t = { a = 1, [true] = 2, 3 } t.a, t[true], t[1] = nil, nil, nil return stringify.format(t), Dump(t)";
    expect(run(cx, source)).toEqual(["{  }", "{}"]);
  });

  it("isSimpleArray", () => {
    const results = run(
      cx,
      "local f = stringify.isSimpleArray return f {}, f { 1, 'a' }, f { true }, f { x = 1 }, f { 1, nil, 3 }, f { [2] = 1 }",
    );
    expect(results).toEqual([true, true, false, false, false, false]);
  });
});

describe("AO 6.5 .pretty", () => {
  it("a line for each entry", () => {
    expect(value(cx, "pretty.tprint { a = 1, b = { c = true, d = {} }, e = 'x' }")).toBe(
      "a: 1\nb: \n c: true\n d: \ne: x\n",
    );
    expect(value(cx, "pretty.tprint({ 'x' }, 3)")).toBe("   1: x\n");
    expect(run(cx, "local t = {} t.t = t return pretty.tprint(t)")[0]).toBe("t: <circular reference>\n");
  });

  it("AO 6.5 shows a table as often as it is there", () => {
    expect(run(cx, "local t = { 1 } return pretty.tprint { a = t, b = t }")[0]).toBe("a: \n 1: 1\nb: \n 1: 1\n");
  });
});

describe("AO 6.5 .dump", () => {
  it.each([
    ["5", '"5"'],
    ["nil", '"nil"'],
    ["'a\\nb'", '"a\\\nb"'],
    ["{}", "{}"],
    ["{ 1, 'a', true }", '{\n    [1] = 1,\n    [2] = "a",\n    [3] = true\n}'],
    [
      "{ b = 1, a = { c = 2.5 }, [10] = 'x', [2] = 'y' }",
      '{\n    [2] = "y",\n    [10] = "x",\n    a = {\n        c = 2.5\n    },\n    b = 1\n}',
    ],
    ["{ ['not a name'] = 1, ['end'] = 2, _x1 = 3 }", '{\n    ["end"] = 2,\n    ["not a name"] = 1,\n    _x1 = 3\n}'],
    [
      "{ [true] = 1, [false] = 2, x = 3, [-1] = 4 }",
      "{\n    [-1] = 4,\n    [false] = 2,\n    [true] = 1,\n    x = 3\n}",
    ],
    ["{ [{ 1 }] = 2 }", "{\n    [{\n        [1] = 1\n    }] = 2\n}"],
    ["{ b = 1, a = { c = 2 } }, 0", "{ a = { c = 2 }, b = 1 }"],
    ["{ a = { b = 1 } }, 2, 3", "{\n     a = {\n       b = 1\n     }\n   }"],
  ])("Dump(%s)", (args, text) => {
    expect(value(cx, `Dump(${args})`)).toBe(text);
  });

  it("functions are texts, circles are named", () => {
    expect(value(cx, "Dump { print }")).toMatch(/^\{\n {4}\[1\] = "function: 0x[0-9a-f]+"\n\}$/);
    expect(run(cx, "local t = {} t.a = { b = t } return Dump(t)")[0]).toMatch(
      /^\{\n {4}a = \{\n {8}b = "<Circular table: 0x[0-9a-f]+>"\n {4}\}\n\}$/,
    );
    expect(run(cx, "local s = {} return Dump({ s, s }, 0)")[0]).toBe("{ [1] = {}, [2] = {} }");
  });

  it.each([
    ["{}, -1", "indent must be unsigned integer"],
    ["{}, 1.5", "indent must be unsigned integer"],
    ["{}, 'x'", "indent must be unsigned integer"],
    ["{}, 1, {}", "padding must be unsigned integer"],
    ["{}, 1, 1, 1", "filter must be function"],
  ])("Dump(%s) is refused", (args, message) => {
    expect(errorOf(cx, `Dump(${args})`)).toBe(message);
  });

  it("a filter replaces, drops and suppresses quoting", () => {
    const source = `
      local seen = {}
      local text = Dump({ a = 1, b = 'x', c = 'y', d = { e = 1 } }, 0, 0, function(v, depth, type, use, key, udata)
        seen[#seen + 1] = table.concat({ tostring(v):sub(1, 5), depth, type, use, tostring(key), udata }, ' ')
        if use == 'key' and v == 'b' then return nil end
        if v == 'y' then return 'raw', true end
        if v == 1 then return 100 end
        return v
      end, 'u')
      return text, table.concat(seen, ',')`;
    expect(run(cx, source)).toEqual([
      "{ a = 100, c = raw, d = { e = 100 } }",
      [
        "a 1 string key nil u,1 1 number val a u",
        "b 1 string key nil u",
        "c 1 string key nil u,y 1 string val c u",
        "d 1 string key nil u,table 1 table val d u",
        "e 2 string key nil u,1 2 number val e u",
      ].join(","),
    ]);
    expect(value(cx, "Dump('x', 0, 0, function(v) return v .. '!', true end)")).toBe("x!");
    expect(value(cx, "Dump('x', 0, 0, function(v) return v .. '!' end)")).toBe('"x!"');
    const circular =
      "local t = {} t.t = t return Dump(t, 0, 0, function(v, d, ty, use) if use == 'circular' then return 'again' end return v end)";
    expect(run(cx, circular)[0]).toBe('{ t = "again" }');
  });

  it("the filter may yield, and survives snapshots", () => {
    const source = `
      local co = coroutine.wrap(function()
        return Dump({ a = { 1, 2 }, [{ 5 }] = true }, 0, 0, function(v) coroutine.yield() return v end)
      end)
      local r repeat r = co() until r
      return r`;
    const wanted = "{ [{ [1] = 5 }] = true, a = { [1] = 1, [2] = 2 } }";
    expect(run(cx, source)[0]).toBe(wanted);
    const { results, stops } = runWithSnapshots({ Dump: dumpModule }, source, 1);
    expect(results).toEqual([wanted]);
    expect(stops).toBeGreaterThan(50);
  });

  it("is a function of the host as well", () => {
    expect(dumpValue(cx, value(cx, "{ x = 1 }"), 0)).toBe("{ x = 1 }");
  });

  it("depth costs no host stack", () => {
    run(cx, "deep = {} for i = 1, 3000 do deep = { deep } end");
    expect(String(value(cx, "Dump(deep, 0)")).length).toBe(3000 * 10 + 2);
    run(cx, "deep = { true } for i = 1, 3000 do deep = { deep } end");
    expect(String(value(cx, "stringify.format(deep)")).length).toBeGreaterThan(3000 * 3000);
    expect(String(value(cx, "pretty.tprint(deep)")).length).toBeGreaterThan((3000 * 3000) / 2);
  });
});
