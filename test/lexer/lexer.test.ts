import { describe, expect, test } from "vitest";
import { skipFirstLine } from "../../src/base/firstLine.ts";
import { LuaFloat } from "../../src/base/luaFloat.ts";
import { LuaLexer } from "../../src/lexer/lexer.ts";
import { KEYWORDS, SYMBOLS, TokenKind } from "../../src/lexer/tokenKind.ts";

const lexer = new LuaLexer("5.4");
const lexer53 = new LuaLexer("5.3");
/** The text of each token; for sources whose tokens have only white space between them. */
const images = (source: string, by = lexer): string[] => {
  const { count, offsets } = by.tokenize(source);
  return Array.from({ length: count }, (_, i) =>
    source.slice(offsets[i], i + 1 < count ? offsets[i + 1] : undefined).trim(),
  );
};
const value = (source: string, by = lexer): unknown => {
  const { count, kinds, values, words, payloads, fault } = by.tokenize(source);
  if (fault !== undefined || count !== 1) return fault?.message ?? count;
  return kinds[0] === TokenKind.String ? words[payloads[0]!]!.text : values[payloads[0]!];
};

test("every fixed token is recognised alone and next to others", () => {
  const all = [...KEYWORDS, ...SYMBOLS];
  const stream = lexer.tokenize(all.map(([, text]) => text).join(" "));
  expect([...stream.kinds.subarray(0, all.length)]).toEqual(all.map(([kind]) => kind));
  expect(images("a..b...c::d:e==f=g~=h~i<=j<<k<l//m/n>>o")).toHaveLength(29);
  expect(images("ending end_ _end endx")).toEqual(["ending", "end_", "_end", "endx"]);
  expect(lexer.tokenize("endx").kinds[0]).toBe(TokenKind.Name);
});

test.each<[string, unknown]>([
  ["3", 3],
  ["0xff", 255],
  ["0xffffffffffffffff", -1],
  ["0x1ffffffffffffffff", -1],
  ["9223372036854775807", 9223372036854775807n],
  ["9223372036854775808", 2 ** 63],
  ["3.", new LuaFloat(3)],
  [".5", 0.5],
  ["1e2", new LuaFloat(100)],
  ["0x.8p1", new LuaFloat(1)],
  ["0xA.8", 10.5],
  ["3x", "malformed number"],
  ["1..2", "malformed number"],
  ["0x", "malformed number"],
])("numeral %s", (source, expected) => {
  expect(value(source)).toEqual(expected);
});

test("only 5.4 takes a letter after a numeral for a part of it", () => {
  expect(images("3x", lexer53)).toEqual(["3", "x"]);
  expect(images("0xfg_", lexer53)).toEqual(["0xf", "g_"]);
});

test.each<[string, string]>([
  [String.raw`"\a\b\f\n\r\t\v\\\"\'"`, "\x07\b\f\n\r\t\v\\\"'"],
  [String.raw`'\x41\65\0651\z   b'`, "AAA1b"],
  ["'a\\\nb\\\r\nc\\\n\rd\\\re'", "a\nb\nc\nd\ne"],
  ["'\\z \n\r\n\t x'", "x"],
  [String.raw`"\u{0}\u{7f}\u{80}\u{7ff}\u{20AC}\u{10FFFF}"`, "\0\x7f\xc2\x80\xdf\xbf\xe2\x82\xac\xf4\x8f\xbf\xbf"],
  [String.raw`"\u{7FFFFFFF}"`, "\xfd\xbf\xbf\xbf\xbf\xbf"],
  ["'\0\xff\xfe'", "\0\xff\xfe"],
  ["[[\na\r\nb\n\rc\rd]]", "a\nb\nc\nd"],
  ["[==[\r\n]]]=]]==]", "]]]=]"],
  ["[=[]]]=]", "]]"],
  ["[[\\n]]", "\\n"],
])("string %j", (source, expected) => {
  expect(value(source)).toBe(expected);
});

test("white space and comments", () => {
  const names = (source: string): string[] => {
    const stream = lexer.tokenize(source);
    return Array.from({ length: stream.count }, (_, i) => stream.words[stream.payloads[i]!]!.text);
  };
  expect(names("a --b\nc --[[d\n]]e --[==[ ]] ]==] f --[=x\ng--")).toEqual(["a", "c", "e", "f", "g"]);
  expect(names("\t\v\f\r\n a--\xff\0\rb")).toEqual(["a", "b"]);
});

test("lines: a token is in the line where it ends, and mixed newlines count once", () => {
  const { lines, count } = lexer.tokenize("a\r\nb\n\rc\n\nd\r\re [[\n\n]] '\\\r\n' --[[\n]] f\n");
  expect([...lines.subarray(0, count + 1)]).toEqual([1, 2, 3, 5, 7, 9, 10, 11, 12]);
});

describe("errors", () => {
  test("end the tokens, and are left to the parser", () => {
    const stream = lexer.tokenize("a b 'c\nd e");
    expect(images("a b 'c\nd e")).toEqual(["a", "b", "'c\nd e"]);
    expect(stream.kinds[2]).toBe(TokenKind.LexicalError);
    expect(stream.fault).toEqual({ message: "unfinished string", near: "'c", line: 1 });
  });

  test("openings without end take linear time", () => {
    const n = 1_000_000;
    for (const open of ["[[", "--[[", "[==[", "'", "[=", "--[=", "\\", "'\\"]) {
      const start = process.cpuUsage().user;
      lexer.tokenize(open.repeat(n));
      expect(process.cpuUsage().user - start).toBeLessThan(10_000_000);
    }
  });
});

test("skipFirstLine", () => {
  expect(skipFirstLine("x = 1")).toBe("x = 1");
  expect(skipFirstLine("#!/bin/lua\nx")).toBe("\nx");
  expect(skipFirstLine("\xef\xbb\xbf#a\r\nx")).toBe("\nx");
  expect(skipFirstLine("\xef\xbb\xbfx")).toBe("x");
  expect(skipFirstLine("#")).toBe("\n");
  expect(skipFirstLine("#a\n\x1bLua")).toBe("\x1bLua");
});

test("equal texts are one word, however they are written", () => {
  const source = "abc 'abc' \"\\97bc\" [[abc]] '\\x61bd' abd 'and' and '' [[]] '\xff' '\\255'";
  const { count, payloads, words } = lexer.tokenize(source);
  const numbers = [...payloads.subarray(0, count)];
  expect(numbers.map((number) => words[number]!.text)).toEqual([
    "abc",
    "abc",
    "abc",
    "abc",
    "abd",
    "abd",
    "and",
    "and",
    "",
    "",
    "\xff",
    "\xff",
  ]);
  expect(new Set(numbers).size).toBe(5);
});

test("many words with the same hash", () => {
  // Two pairs of letters with the same hash, combined to words.
  let texts = [""];
  for (let i = 0; i < 6; i++) texts = texts.flatMap((text) => [`${text}Aa`, `${text}BB`]);
  const { count, payloads } = lexer.tokenize([...texts, ...texts, ...texts.map((text) => `"${text}"`)].join(" "));
  expect(count).toBe(192);
  expect(new Set(payloads.subarray(0, count)).size).toBe(64);
  expect([...payloads.subarray(0, 64)]).toEqual([...payloads.subarray(128, 192)]);
});
