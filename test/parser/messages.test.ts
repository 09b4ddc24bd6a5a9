import { describe, expect, test } from "vitest";
import { SyntaxFault } from "../../src/base/syntaxError.ts";
import type { LuaVersion } from "../../src/base/version.ts";
import { parse } from "../../src/parser/parse.ts";
import { RECORDED } from "./recordedMessages.ts";

function fault(source: string, version: LuaVersion): SyntaxFault | undefined {
  try {
    parse(source, "=x", version);
    return undefined;
  } catch (e) {
    if (e instanceof SyntaxFault) return e;
    throw e;
  }
}

function message(source: string, version: LuaVersion): string {
  const text = fault(source, version)?.message ?? "OK";
  return text.startsWith("x:") ? text.slice(2) : text;
}

for (const [group, rows] of Object.entries(RECORDED)) {
  describe(group, () => {
    for (const { source, v54, v53 } of rows) {
      test(JSON.stringify(source), () => {
        expect(message(source, "5.4")).toBe(v54);
        expect(message(source, "5.3")).toBe(v53);
      });
    }
  });
}

const nest = (open: string, inner: string, close: string, n: number): string =>
  open.repeat(n) + inner + close.repeat(n);
const list = (n: number, item: (i: number) => string, separator: string): string =>
  Array.from({ length: n }, (_, i) => item(i + 1)).join(separator);

describe("limits", () => {
  const levels53 = (near: string): string => `1: too many C levels (limit is 200) in main function near '${near}'`;
  /** Source with n levels; the last n that is accepted by 5.4 and by 5.3; what stands there in 5.3. */
  const nestings: [name: string, source: (n: number) => string, max54: number, max53: number, near: string][] = [
    ["parentheses", (n) => `x=${nest("(", "1", ")", n)}`, 195, 196, "1"],
    ["tables", (n) => `x=${nest("{", "", "}", n)}`, 196, 197, "{"],
    ["blocks", (n) => nest("do ", "", " end", n), 197, 198, "do"],
    ["conditions", (n) => nest("while 1 do ", "", " end", n), 196, 197, "1"],
    ["unary operators", (n) => `x=${"not ".repeat(n)}1`, 195, 196, "1"],
    ["concatenation", (n) => `x=${"a..".repeat(n)}1`, 195, 196, "1"],
    ["exponentiation", (n) => `x=${"a^".repeat(n)}1`, 195, 196, "1"],
    ["assignment targets", (n) => `${"a,".repeat(n)}a=1`, 195, 197, "="],
    ["arguments", (n) => nest("f(", "1", ")", n), 196, 197, "1"],
    ["indexes", (n) => `${nest("a[", "1", "]", n)}=1`, 196, 197, "1"],
    ["labels", (n) => list(n, (i) => `::a${i}::`, ""), 197, 198, "::"],
    ["jump as the condition", (n) => nest("do ", "while 1 do if x then break end end", " end", n), 194, 195, "x"],
  ];
  test.each(nestings)("nested %s", (_name, source, max54, max53, near) => {
    expect(message(source(max54), "5.4")).toBe("OK");
    expect(message(source(max54 + 1), "5.4")).toBe("C stack overflow");
    expect(message(source(max53), "5.3")).toBe("OK");
    expect(message(source(max53 + 1), "5.3")).toBe(levels53(near));
  });

  test("brackets without end are refused at once", () => {
    for (const open of ["(", "{", "f(", "a[", "x={[", "function f() ", "- ", "a^"]) {
      expect(message(`x=${open.repeat(100_000)}`, "5.4")).toMatch(/^C stack overflow$|unexpected symbol|expected/);
    }
  });

  test("what PUC has looked at beyond a table item shows in 5.3", () => {
    expect(message(`x=${nest("{", "{x 'a'", "}", 196)}`, "5.3")).toBe(levels53("'a'"));
  });

  test("chains that nest to the left have no limit", () => {
    const n = 100_000;
    for (const source of [
      `x=1${"+1".repeat(n)}`,
      `x=a${".b".repeat(n)}`,
      `f${"()".repeat(n)}`,
      `if a then ${"elseif b then ".repeat(n)}end`,
      `local a <const> = 1${"+1".repeat(n)}`,
    ]) {
      expect(message(source, "5.4")).toBe("OK");
    }
  });

  test("local variables", () => {
    const near = (what: string): string => `1: too many local variables (limit is 200) in main function near ${what}`;
    expect(message(`local ${list(200, (i) => `a${i}`, ",")}`, "5.4")).toBe("OK");
    expect(message(`local ${list(201, (i) => `a${i}`, ",")} = 1`, "5.4")).toBe(near("'='"));
    const loop = (n: number): string => `local ${list(n, (i) => `a${i}`, ",")} for i in f do end`;
    expect(message(loop(196), "5.4")).toBe(near("'in'"));
    expect(message(loop(196), "5.3")).toBe("OK");
    expect(message(loop(197), "5.3")).toBe(near("'in'"));
    expect(message("do local a end ".repeat(32767), "5.4")).toBe("OK");
    expect(message("do local a end ".repeat(32768), "5.4")).toBe("too many local variables (limit is 32767)");
  });

  test("upvalues", () => {
    const source = (n: number): string =>
      `local ${list(150, (i) => `a${i}`, ",")}\nfunction f() local ${list(150, (i) => `b${i}`, ",")}\nfunction g()
      return function() return ${list(150, (i) => `a${i}`, ",")}, ${list(n, (i) => `b${i}`, ",")} end end end`;
    expect(message(source(105), "5.4")).toBe("OK");
    expect(message(source(106), "5.4")).toBe("4: too many upvalues (limit is 255) in function at line 3 near 'end'");
  });

  test("labels and gotos", () => {
    expect(message(`${"goto a ".repeat(32767)}::a::`, "5.4")).toBe("OK");
    expect(message(`${"goto a ".repeat(32768)}::a::`, "5.4")).toBe("too many labels/gotos (limit is 32767)");
    const source = list(20_000, (i) => `goto a${i}`, " ") + list(20_000, (i) => `::a${i}:: x=1`, " ");
    expect(message(source, "5.3")).toBe("OK");
  });
});

describe("SyntaxFault", () => {
  test("says where it is and whether more input may help", () => {
    expect(fault("a = 1\n  b = = 2", "5.4")).toMatchObject({
      chunk: "x",
      line: 2,
      column: 7,
      near: "'='",
      incomplete: false,
    });
    expect(fault("if x then\n", "5.4")).toMatchObject({ line: 2, column: 1, near: "<eof>", incomplete: true });
    expect(fault("x = [[", "5.4")).toMatchObject({ line: 1, column: 5, near: "<eof>", incomplete: true });
    expect(fault("break", "5.4")).toMatchObject({ near: undefined, incomplete: false });
  });

  test("names the chunk", () => {
    expect(() => parse("x =", "x =", "5.4")).toThrow(/^\[string "x ="\]:1: unexpected symbol near <eof>$/);
  });
});

test("a parser that failed parses the next chunk", () => {
  expect(message("::a:: ::b:: ( x", "5.4")).not.toBe("OK");
  expect(parse("local x", "=x", "5.4").body.statements).toHaveLength(1);
});
