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
    ["9223372036854775808", "2.0^63"],
    ["-9223372036854775808", "math.mininteger"],
    ["0.5e-1", "0.05"],
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

/** A value of Lua as source text, and as a JSON encoder should write it. */
interface Sample {
  readonly source: string;
  readonly text: string;
}

/** A string of bytes as its escapes in Lua and in JSON. */
function sampleText(bytes: readonly number[]): Sample {
  const escapes: Readonly<Record<number, string>> = { 8: "b", 9: "t", 10: "n", 12: "f", 13: "r", 34: '"', 92: "\\" };
  const written = bytes.map((byte) => {
    if (escapes[byte] !== undefined) return `\\${escapes[byte]}`;
    return byte < 32 ? `\\u${byte.toString(16).padStart(4, "0")}` : String.fromCharCode(byte);
  });
  return {
    source: `"${bytes.map((byte) => `\\${String(byte).padStart(3, "0")}`).join("")}"`,
    text: `"${written.join("")}"`,
  };
}

/** What `%.<digits>g` gives. */
function general(x: number, digits: number): string {
  const [mantissa, exponent] = x.toExponential(digits - 1).split("e") as [string, string];
  const power = Number(exponent);
  const short = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power >= -4 && power < digits) return short(x.toFixed(digits - 1 - power));
  return `${short(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** Whether 14 or 17 digits of a number are followed by exactly one half, which the host rounds up and C to even. */
function isHalfway(x: number): boolean {
  const digits = Math.abs(x).toExponential(60).replace(".", "").split("e")[0]!;
  return /^50*$/.test(digits.slice(14)) || /^50*$/.test(digits.slice(17));
}

const samples = fc.letrec<{ value: Sample }>((tie) => {
  const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 8 });
  const key = fc.stringMatching(/^[a-z]{1,3}$/);
  return {
    value: fc.oneof(
      { maxDepth: 3 },
      bytes.map(sampleText),
      fc.boolean().map((b) => ({ source: String(b), text: String(b) })),
      fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }).map((n) => ({ source: `(${n})`, text: String(n) })),
      fc
        .double({ noNaN: true, noDefaultInfinity: true, min: -1e18, max: 1e18 })
        // how toFixed rounds small numbers is another matter
        .filter((x) => x === 0 || (Math.abs(x) > 1e-4 && !isHalfway(x)))
        .map((x) => {
          const y = x + 0;
          const text = Number(general(y, 14)) === y ? general(y, 14) : general(y, 17);
          return { source: `(${y} + 0.0)`, text };
        }),
      fc.array(tie("value"), { maxLength: 4 }).map((items) => ({
        source: `{ ${items.map(({ source }) => source).join(", ")} }`,
        text: `[${items.map(({ text }) => text).join(",")}]`,
      })),
      fc
        .uniqueArray(fc.tuple(key, tie("value")), { selector: ([name]) => name, minLength: 1, maxLength: 4 })
        .map((fields) => ({
          source: `{ ${fields.map(([name, { source }]) => `["${name}"] = ${source}`).join(", ")} }`,
          text: `{${fields.map(([name, { text }]) => `"${name}":${text}`).join(",")}}`,
        })),
    ),
  };
}).value;

describe("AO 6.1 json against an encoder of our own", () => {
  it("AO 6.1 writes random values to the byte, in the order of their keys, and reads them back", () => {
    fc.assert(
      fc.property(samples, ({ source, text }) => {
        const [encoded, again] = run(cx, `local s = json.encode(${source}) return s, json.encode(json.decode(s))`);
        expect(encoded).toBe(text);
        expect(again).toBe(text);
      }),
      { seed: 61, numRuns: 300 },
    );
  });

  it("AO 6.1 whatever is read is a value or one of the errors", () => {
    const known =
      /^(unexpected character '.?'|invalid literal '.*'|invalid number '.*'|expected string for key|expected ':' after key|expected '\}' or ','|expected '\]' or ','|expected closing quote for string|control character in string|invalid escape char '.?' in string|invalid unicode escape in string|trailing garbage) at line \d+ col \d+$/s;
    const piece = fc.constantFrom(
      ...'{}[]:,"\\u0123456789abcdeftruenl.-+ \n\t\x01',
      '"a":',
      "null",
      "[1,",
      '{"k":',
      "\\u00e9",
      "1e5",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const [ok, why] = run(cx, "return pcall(json.decode, ...)", pieces.join(""));
        if (ok === false) expect(why).toMatch(known);
      }),
      { seed: 62, numRuns: 2000 },
    );
  });

  it("AO 6.1 _version is a text", () => {
    expect(value(cx, "type(json._version)")).toBe("string");
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
