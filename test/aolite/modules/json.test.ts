import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonModule } from "../../../src/aolite/modules/json.ts";
import { errorOf, moduleEngine, run, value } from "./moduleEngine.ts";

const cx = moduleEngine({ json: jsonModule });

describe("AO 6.1 json.encode", () => {
  it.each([
    ["nil", "null"],
    ["true", "true"],
    ["false", "false"],
    ["0", "0"],
    ["-12", "-12"],
    ["9007199254740993", "9007199254740993"],
    ["math.mininteger", "-9223372036854775808"],
    ["3.0", "3"],
    ["-0.0", "-0"],
    ["0.1", "0.1"],
    ["1e15", "1e+15"],
    ["1/3", "0.33333333333333331"],
    ["123456789012345.0", "123456789012345"],
    ["1e100", "1e+100"],
    ["2^53", "9007199254740992"],
    ["'a/b'", '"a/b"'],
    [`'"\\\\\\b\\f\\n\\r\\t\\0\\31\\127\\255'`, '"\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\xff"'],
    ["{}", "[]"],
    ["{ {}, { {} } }", "[[],[[]]]"],
    ["{ 1, 'two', false, { x = 1.5 } }", '[1,"two",false,{"x":1.5}]'],
    ["{ b = 1, a = { z = 1, y = 2 }, c = true }", '{"b":1,"a":{"z":1,"y":2},"c":true}'],
    ["{ f = print, a = 1, g = print }", '{"a":1}'],
    ["{ f = print }", "{}"],
  ])("%s", (expression, text) => {
    expect(value(cx, `json.encode(${expression})`)).toBe(text);
  });

  it("keeps the order in which keys were inserted, also beyond what a shape holds", () => {
    const source =
      "local t = {} for i = 100, 1, -1 do t['k' .. i] = i end t.k50 = nil t.last = 1 return json.encode(t)";
    const keys = Array.from({ length: 100 }, (_, i) => 100 - i).filter((i) => i !== 50);
    expect(run(cx, source)[0]).toBe(`{${keys.map((i) => `"k${i}":${i}`).join(",")},"last":1}`);
  });

  it.each([
    ["local t = {} t[1] = { t } json.encode(t)", "circular reference"],
    ["json.encode { 1, 2, x = 3 }", "invalid table: mixed or invalid key types"],
    ["json.encode { [2] = 1 }", "invalid table: mixed or invalid key types"],
    ["json.encode { a = 1, [true] = 1 }", "invalid table: mixed or invalid key types"],
    ["json.encode { 1, nil, 3 }", "invalid table: sparse array"],
    ["json.encode { 1, [1.5] = 1 }", "invalid table: sparse array"],
    ["json.encode(0/0)", "unexpected number value 'nan'"],
    ["json.encode { x = 1/0 }", "unexpected number value 'inf'"],
    ["json.encode(-1/0)", "unexpected number value '-inf'"],
    ["json.encode(print)", "unexpected type 'function'"],
    ["json.encode { print }", "unexpected type 'function'"],
    ["json.encode(coroutine.create(print))", "unexpected type 'thread'"],
  ])("refuses: %s", (source, message) => {
    expect(errorOf(cx, source)).toBe(message);
  });

  it("a table that is there twice is written twice", () => {
    expect(run(cx, "local t = { 1 } return json.encode { t, t }")[0]).toBe("[[1],[1]]");
  });

  it("depth costs no host stack", () => {
    const source = `
      local t = {} for i = 1, 100000 do t = { t } end
      local s = json.encode(t)
      local u, n = json.decode(s), 0
      while u[1] do u, n = u[1], n + 1 end
      return #s, n`;
    expect(run(cx, source)).toEqual([200002, 100000]);
  });
});

describe("AO 6.1 json.decode", () => {
  it.each([
    [" null ", "nil"],
    ["true", "true"],
    ["12", "12"],
    ["-0", "0"],
    ["12.0", "12.0"],
    ["1e2", "100.0"],
    ["9223372036854775807", "9223372036854775807"],
    ["1234567890123456", "1234567890123456"],
    ['"x"', "'x'"],
    ['"\\u0041\\u00e9\\u20ac\\ud83d\\ude00\\/\\b"', "'A\\195\\169\\226\\130\\172\\240\\159\\152\\128/\\b'"],
  ])("%s", (text, expression) => {
    const [same, type, wanted] = run(
      cx,
      `local v, w = json.decode(...), ${expression} return v == w, math.type(v), math.type(w)`,
      text,
    );
    expect([same, type]).toEqual([true, wanted]);
  });

  it("null is nil: no field of an object, a hole of an array", () => {
    const source = `local t = json.decode ' { "a" : null, "b" : [ 1 , null , 3 ] , } '
      return next(t), t.b[1], t.b[2], t.b[3]`;
    expect(run(cx, source)).toEqual(["b", 1, undefined, 3]);
  });

  it("later fields of a name win, null takes them away", () => {
    expect(run(cx, `local t = json.decode '{"a":1,"a":2,"b":1,"b":null}' return t.a, t.b`)).toEqual([2, undefined]);
  });

  it.each([
    ["", "unexpected character '' at line 1 col 1"],
    ["  x", "unexpected character 'x' at line 1 col 3"],
    ["nul", "invalid literal 'nul' at line 1 col 1"],
    ["[1,\n trueish]", "invalid literal 'trueish' at line 2 col 2"],
    ["-", "invalid number '-' at line 1 col 1"],
    ["[1.2.3]", "invalid number '1.2.3' at line 1 col 2"],
    ["{1:2}", "expected string for key at line 1 col 2"],
    ['{"a" 1}', "expected ':' after key at line 1 col 6"],
    ['{"a":1 "b"}', "expected '}' or ',' at line 1 col 9"],
    ["[1 2]", "expected ']' or ',' at line 1 col 5"],
    ["[1", "expected ']' or ',' at line 1 col 4"],
    ['\n"abc', "expected closing quote for string at line 2 col 1"],
    ['"a\nb"', "control character in string at line 1 col 3"],
    ['"a\\x"', "invalid escape char 'x' in string at line 1 col 3"],
    ['"\\u12g4"', "invalid unicode escape in string at line 1 col 2"],
    ["[] []", "trailing garbage at line 1 col 4"],
  ])("refuses %j", (text, message) => {
    expect(errorOf(cx, "json.decode(...)", text)).toBe(message);
  });

  it("takes text only", () => {
    expect(errorOf(cx, "json.decode({})")).toBe("expected argument of type string, got table");
    expect(errorOf(cx, "json.decode()")).toBe("expected argument of type string, got nil");
    expect(errorOf(cx, "json.decode(12)")).toBe("expected argument of type string, got number");
  });

  it("agrees with the host's JSON on random values", () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0)),
        fc.integer(),
        fc.boolean(),
        fc.array(tie("value"), { minLength: 1, maxLength: 5 }),
        fc.dictionary(fc.string(), tie("value"), { minKeys: 1, maxKeys: 5 }),
      ),
    })).value;
    fc.assert(
      fc.property(json, fc.boolean(), (v, isSpread) => {
        const text = JSON.stringify(v, null, isSpread ? 2 : 0);
        const again = value(
          cx,
          "json.encode(json.decode(...))",
          Buffer.from(text, "utf8").toString("latin1"),
        ) as string;
        expect(sorted(JSON.parse(Buffer.from(again, "latin1").toString("utf8")))).toBe(sorted(v));
      }),
    );
  });
});

describe("AO 6.1 gas", () => {
  it("is proportional to the text, and paid before the work is done", () => {
    const cost = (source: string): number => {
      const before = cx.used;
      run(cx, source);
      return cx.used - before;
    };
    run(cx, "text = json.encode { ('x'):rep(200000) } items = {} for i = 1, 20000 do items[i] = i end");
    expect(cost("json.decode(text)")).toBeGreaterThan(100_000);
    expect(cost("json.encode(items)")).toBeGreaterThan(50_000);
    const limited = moduleEngine({ json: jsonModule });
    limited.globals.setStr("text", value(cx, "text"));
    const [made] = run(limited, "ran = 0 return text");
    expect(String(made).length).toBe(200_004);
    limited.reserve = 50_000;
    expect(() => run(limited, "json.decode(text) ran = 1")).toThrow("limit: instructions");
    limited.reserve = 1000;
    expect(value(limited, "ran")).toBe(0);
  });
});

/** A text in which the order of keys does not show: the host moves those that look like integers. */
function sorted(v: unknown): string {
  return JSON.stringify(v, (_, x: unknown) =>
    typeof x === "object" && x !== null && !Array.isArray(x)
      ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1)))
      : x,
  );
}
