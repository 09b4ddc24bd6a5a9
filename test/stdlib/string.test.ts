import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLua, LuaLimitError } from "../../src/api/index.ts";
import type { LuaVersion } from "../../src/base/version.ts";
import { readItem } from "../../src/stdlib/patternItem.ts";
import { substring } from "../../src/stdlib/substring.ts";

/** Rows of (expression, its results in 5.4, its results in 5.3 where they differ), as the references gave them. */
const RECORDED = JSON.parse(readFileSync(new URL("recorded/string.json", import.meta.url), "utf8")) as [
  expression: string,
  result54: string,
  result53?: string,
][];

/** Defines `show`: the results of an expression, or its error, with types; unprintable bytes as \xNN. */
const SHOW = `
  local function show(e)
    local r = table.pack(pcall(load("return " .. e, "=e")))
    local t = {}
    for i = 1, r.n do t[i] = (math.type(r[i]) or type(r[i])) .. ":" .. tostring(r[i]) end
    print((table.concat(t, " "):gsub("[^ -~]", function (c) return ("\\\\x%02x"):format(c:byte()) end)))
  end
`;

function output(version: LuaVersion, source: string): string[] {
  let text = "";
  const write = (bytes: Uint8Array): void => {
    text += Buffer.from(bytes).toString("latin1");
  };
  createLua({ version, libs: ["base", "string", "table", "math"], env: { stdout: { write } } }).runSync(source);
  return text.split("\n").slice(0, -1);
}

for (const version of ["5.3", "5.4"] as const) {
  test(`expressions give what the reference gives (${version})`, () => {
    const results = output(version, SHOW + RECORDED.map(([e]) => `show [==[${e}]==]`).join("\n"));
    expect(RECORDED.length).toBeGreaterThan(700);
    const expected = RECORDED.map(([, result54, result53 = result54]) => (version === "5.3" ? result53 : result54));
    expect(results.map((result, i) => [RECORDED[i]![0], result])).toEqual(
      expected.map((result, i) => [RECORDED[i]![0], result]),
    );
  });
}

/** Instructions that `source` uses, or undefined when it reached the limit. */
function cost(source: string, instructions = 1e9): number | undefined {
  const lua = createLua({ libs: ["base", "string", "table", "math"], limits: { instructions } });
  try {
    lua.runSync(source);
  } catch (error) {
    if (error instanceof LuaLimitError) return undefined;
    throw error;
  }
  return lua.meter.instructions;
}

test.each([
  ["backtracking of lazy repetitions", '("a"):rep(100000):match((".-"):rep(20) .. "b")'],
  ["backtracking of greedy repetitions", '("a"):rep(100000):match(("a*"):rep(20) .. "b")'],
  ["unbalanced parentheses", '("("):rep(100000):find("%b()")'],
  ["back references", '("a"):rep(100000):find("(.*)%1b")'],
  ["long patterns of sets", '("a"):rep(99999):find(("[ab]"):rep(100000))'.replace("99999", "99999000")],
  ["long needles", '("a"):rep(10000000):find("b" .. ("a"):rep(5000000), 1, true)'],
  ["empty matches of gsub", '("a"):rep(10000000):gsub("", "x")'],
  ["big results of format", 'while true do ("%99.99f"):format(1e308) end'],
  ["padding of pack", 'while true do string.pack("c100000000", "") end'],
])("the limit stops %s promptly", (_, source) => {
  const start = performance.now();
  expect(cost(source, 1_000_000)).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(2000);
});

test.each([
  ["find plain", (n: number) => `local s = ("a"):rep(${n}); return s:find("b", 1, true)`],
  ["find a set", (n: number) => `local s = ("a"):rep(${n}); return s:find("%d")`],
  ["gmatch", (n: number) => `local s = ("ab "):rep(${n}); for w in s:gmatch("%a+") do end`],
  ["gsub", (n: number) => `local s = ("ab "):rep(${n}); s:gsub("%a", "%0%0")`],
  ["format %q", (n: number) => `local s = ("\\0"):rep(${n}); ("%q"):format(s)`],
  ["upper", (n: number) => `local s = ("\\200"):rep(${n}); s:upper()`],
  ["pack", (n: number) => `local s = ("b"):rep(${n}); string.packsize(s)`],
])("the cost of %s is linear", (_, source) => {
  const ratio = cost(source(200_000))! / cost(source(20_000))!;
  expect(ratio).toBeGreaterThan(8);
  expect(ratio).toBeLessThan(11);
});

test("a pattern that was read before costs the same", () => {
  const lua = createLua();
  const chunk = lua.compile('return ("key = value"):find("^(%w+)%s*=%s*([%w_]*)$")');
  const costs = [1, 2, 3].map(() => {
    const before = lua.meter.instructions;
    lua.runSync(chunk);
    return lua.meter.instructions - before;
  });
  expect(costs).toEqual([costs[0], costs[0], costs[0]]);
});

test("each pattern in a full cache still finds its own matches", () => {
  const source = `
    local sum = 0
    for round = 1, 2 do for i = 1, 300 do sum = sum + (("x"):rep(i) .. i):match("^x+(" .. i .. ")$") end end
    print(sum)`;
  expect(output("5.4", source)).toEqual(["90300"]);
});

test("readItem reads any pattern to its end, a char or more at a time", () => {
  const char = fc.constantFrom(..."ab%[]^-()*+?.$fb1\0");
  fc.assert(
    fc.property(
      fc.array(char).map((chars) => chars.join("")),
      (pattern) => {
        for (let p = 0; p < pattern.length; ) {
          const item = readItem(pattern, p);
          if (item.message !== "") return;
          expect(item.next).toBeGreaterThan(p);
          expect(item.next).toBeLessThanOrEqual(pattern.length);
          p = item.next;
        }
      },
    ),
  );
});

test("substring is slice", () => {
  const text = Array.from({ length: 2000 }, (_, i) => String.fromCharCode(i % 251)).join("");
  for (const length of [0, 1, 12, 13, 24, 25, 300, 1000, 2000]) {
    for (const from of [0, 7, 2000 - length]) {
      if (from + length > 2000) continue;
      expect(substring(text, from, from + length)).toBe(text.slice(from, from + length));
    }
  }
});
