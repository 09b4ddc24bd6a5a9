import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createLua } from "../../src/api/index.ts";
import type { LuaVersion } from "../../src/base/version.ts";

/** Rows of (expression, its results in 5.4, its results in 5.3 where they differ), as the references gave them. */
const RECORDED = JSON.parse(readFileSync(new URL("recorded/mathUtf8.json", import.meta.url), "utf8")) as [
  expression: string,
  result54: string,
  result53?: string,
][];

/** Defines `show`: the results of an expression, or its error, with types. */
const SHOW = `
  local function show(e)
    local r = table.pack(pcall(load("return " .. e, "=e")))
    local t = {}
    for i = 1, r.n do t[i] = (math.type(r[i]) or type(r[i])) .. ":" .. tostring(r[i]) end
    print(table.concat(t, " "))
  end
`;

/** The results of expressions, one line each; bytes that are not printable as \xNN. */
function evaluate(version: LuaVersion, expressions: readonly string[]): string[] {
  let output = "";
  const lua = createLua({
    version,
    libs: "all",
    env: {
      stdout: {
        write: (bytes) => {
          output += Buffer.from(bytes).toString("latin1");
        },
      },
    },
  });
  lua.runSync(SHOW + expressions.map((e) => `show [==[${e}]==]`).join("\n"));
  return output
    .replace(/[^\n\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`)
    .split("\n")
    .slice(0, -1);
}

for (const version of ["5.3", "5.4"] as const) {
  test(`math and utf8 give what the reference gives (${version})`, () => {
    expect(RECORDED.length).toBeGreaterThan(300);
    const results = evaluate(
      version,
      RECORDED.map(([expression]) => expression),
    );
    const expected = RECORDED.map(([, result54, result53 = result54]) => (version === "5.3" ? result53 : result54));
    expect(results.map((result, i) => [RECORDED[i]![0], result])).toEqual(
      expected.map((result, i) => [RECORDED[i]![0], result]),
    );
  });
}

test("a failing math.random moves the 5.4 sequence on, and the host's seed starts it", () => {
  const draw = (chunk: string, seed: number): string => {
    const lua = createLua({ libs: "all", env: { random: { seed } } });
    return String(lua.runSync(`${chunk} return math.random(1 << 40)`));
  };
  expect(draw("", 42)).toBe(draw("math.randomseed(42)", 1));
  expect(draw("pcall(math.random, 2, 1)", 42)).toBe(draw("math.random()", 42));
});
