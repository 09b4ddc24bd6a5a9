import { describe, expect, it } from "vitest";
import { matchesSpecNow } from "../../../src/aolite/modules/match.ts";
import { titleCase } from "../../../src/aolite/modules/names.ts";
import { utilsModule } from "../../../src/aolite/modules/utils.ts";
import { PENDING } from "../../../src/vm/callContext.ts";
import type { LuaValue } from "../../../src/vm/value.ts";
import { errorOf, moduleEngine, run, runWithSnapshots, value } from "./moduleEngine.ts";

const cx = moduleEngine({ Utils: utilsModule });

describe("AO 3.4 Utils.matchesPattern", () => {
  it.each([
    ["nil, 'x'", false],
    ["false, 'x'", false],
    ["true, true", false],
    ["'_', nil", true],
    ["'abc', 'abc'", true],
    ["'abc', 'xabc'", false],
    ["'ABC', 'abc'", true],
    ["'a-c', 'a-c'", true],
    ["'a-c', 'abc'", false],
    ["'a.c', 'xxABCxx'", true],
    ["'^a', 'Abc'", true],
    ["'^B', 'abc'", false],
    ["'%D', '12a'", true],
    ["'%D', '123'", false],
    ["'^%u+$', 'ABC'", true],
    ["'^[A-Z]+$', 'abc'", true],
    ["'\\xC9', '\\xE9'", false],
    ["'5', 5", true],
    ["'^5%.5$', 5.5", true],
    ["'x.', {}", false],
    ["'.', true", false],
    ["{ 'x', { 'y', { '^z' } } }, 'zz'", true],
    ["{ 'x', { 'y' } }, 'z'", false],
    ["{}, 'z'", false],
    ["{ a = 'z' }, 'z'", true],
    ["{ 'x', function(v, m) return m.k == v end }, 'z', { k = 'z' }", true],
    ["{ function() return false end, 'y' }, 'z'", false],
    ["{ function() return false end, 'z' }, 'z'", true],
    ["function(v, m) return m end, 'z', nil", false],
    ["function(v, m) return v end, 'z'", true],
    ["function() return nil end, 'z'", false],
    ["12, 12", false],
  ])("%s", (args, result) => {
    expect(value(cx, `Utils.matchesPattern(${args})`)).toBe(result);
  });

  it.each([
    ["^a", "ab", "ba"],
    ["a$", "ba", "ab"],
    ["(a)", "xax", "x"],
    ["%a", "1x", "12"],
    ["a.", "xab", "xa"],
    ["[xy]", "ay", "a"],
    ["a]", "xa]", "a"],
    ["xa*", "yx", "y"],
    ["xa+", "yxa", "x"],
    ["xa?", "yx", "y"],
  ])("a text with a magic character is a pattern: %s", (pattern, matching, other) => {
    const match = (text: string): LuaValue => value(cx, `Utils.matchesPattern('${pattern}', '${text}')`);
    expect([match(matching), match(other)]).toEqual([true, false]);
  });

  it.each([
    ["a(", "unfinished capture"],
    ["a)", "invalid pattern capture"],
  ])("a parenthesis without its other raises what string.match raises: %s", (pattern, message) => {
    expect(errorOf(cx, `Utils.matchesPattern('${pattern}', 'a')`)).toBe(`test:1: ${message}`);
    expect(errorOf(cx, `string.match('a', '${pattern}')`)).toBe(`test:1: ${message}`);
  });

  it.each([",", "-", "'", '"', "!", "/", "\\", "{", "|", "#", "&", "@", "_", "~", "0", "A"])(
    "a text with %s and no magic character is compared",
    (character) => {
      run(cx, "p, longer = ..., 'x' .. ...", `x${character}`);
      expect(run(cx, "return Utils.matchesPattern(p, p), Utils.matchesPattern(p, longer)")).toEqual([true, false]);
    },
  );

  it("only letters after % keep their case", () => {
    expect(
      run(
        cx,
        `local m = Utils.matchesPattern
        return m('%%A', 'x%a'), m('A%dB', 'a1b'), m('%S%D', '1x'), m('%S%D', ' 1'), m('AB%.', 'ab.'), m('%aX%a', 'qxq'), m('x%.', 'X.')`,
      ),
    ).toEqual([true, true, true, false, true, true, true]);
  });

  it("texts of the same length are compared letter by letter", () => {
    expect(
      run(
        cx,
        "local m = Utils.matchesPattern return m('aB', 'Ab'), m('ab', 'ac'), m('', ''), m('ab', 'abc'), m('@', '`')",
      ),
    ).toEqual([true, false, true, false, false]);
  });

  it("a bad pattern raises what string.match raises", () => {
    expect(errorOf(cx, "Utils.matchesPattern('%', 'x')")).toMatch(/malformed pattern \(ends with '%'\)$/);
  });

  it("a table of patterns inside itself ends in an error of the machine", () => {
    expect(errorOf(cx, "local t = {} t[1] = t Utils.matchesPattern(t, 'x')")).toMatch(/overflow/);
    expect(errorOf(cx, "local t = { print } t[1] = t Utils.matchesPattern(t, 'x')")).toMatch(/overflow/);
  });
});

describe("AO 3.4 Utils.matchesSpec", () => {
  it.each([
    ["{ Action = 'Go' }, 'Go'", true],
    ["{ Action = 'Go' }, 'go'", false],
    ["{}, 'Go'", false],
    ["{}, nil", false],
    ["{}, 12", false],
    ["{}, {}", true],
    ["{ A = 'x', B = 'y' }, { A = 'x' }", true],
    ["{ A = 'x', B = 'y' }, { A = 'x', B = 'z' }", false],
    ["{ A = 'x' }, { B = '_' }", false],
    ["{ A = false }, { A = '_' }", false],
    ["{ A = 'x' }, { A = function(v, m) return m.A == v end }", true],
    ["{ A = 'x', B = 1 }, { A = { 'y', function() return false end, 'X' }, B = '_' }", true],
    ["{ A = 'x' }, function(m) return 'continue' end", "continue"],
    ["{ A = 'x' }, function(m) return m.B end", undefined],
    [
      "setmetatable({}, { __index = function(_, k) return k .. '!' end }), { A = 'A!', B = function(v) return v == 'B!' end }",
      true,
    ],
    ["setmetatable({}, { __index = function(_, k) return 'Go' end }), 'Go'", true],
    ["setmetatable({}, { __index = { [1] = 'one' } }), { 'ONE' }", true],
  ])("%s", (args, result) => {
    expect(value(cx, `Utils.matchesSpec(${args})`)).toBe(result);
  });

  it("decides at once unless a function is in the way", () => {
    run(cx, "msg = { A = 'x' } spec = { A = 'x', B = print } other = { B = 'b', A = print }");
    const [msg, spec, other] = run(cx, "return msg, spec, other");
    expect(matchesSpecNow(cx, msg, spec)).toBe(false);
    run(cx, "msg.B = 'b'");
    expect(matchesSpecNow(cx, msg, spec)).toBe(PENDING);
    expect(matchesSpecNow(cx, msg, other)).toBe(PENDING);
    expect(["x", "X", 5].map((text) => matchesSpecNow(cx, run(cx, "return { Action = ... }", text)[0], "x"))).toEqual([
      true,
      false,
      false,
    ]);
    expect(matchesSpecNow(cx, run(cx, "return setmetatable({}, { __index = function() end })")[0], "x")).toBe(PENDING);
    expect(matchesSpecNow(cx, msg, spec, (_, __, key) => (key === "A" ? "y" : undefined))).toBe(false);
  });
});

describe("AO 4 Utils", () => {
  it.each([
    ["Utils._version", "0.0.5"],
    ["Utils.curry(function(a, b, c) return a .. b .. c end)(1)(2)(3)", "123"],
    ["Utils.curry(function(a, b, c) return a .. b .. c end)(1, 2)(3)", "123"],
    ["Utils.curry(function(a, b, c) return a .. b .. c end)(1)(2, 3)", "123"],
    ["Utils.curry(function(a, b, c) return a .. b .. c end)()(1, 2, 3)", "123"],
    ["select('#', Utils.curry(function(a, ...) return ... end, 3)(1, nil)(nil))", 2],
    ["Utils.curry(print, 1) == print and Utils.curry(function(a) end) ~= nil", true],
    ["table.concat(Utils.concat({ 1, 2 })({ 3 }), ',')", "1,2,3"],
    ["Utils.reduce(function(a, v, k) return a + v * k end)(10)({ 1, 2 })", 15],
    ["Utils.reduce(function(a, v) return a .. v end, nil, { 'x', 'y', 'z' })", "xyz"],
    ["Utils.reduce(function() end, 7, {})", 7],
    ["table.concat(Utils.map(function(v, k) return v * 10 + k end, { 1, 2 }), ',')", "11,22"],
    ["table.concat(Utils.filter(function(v) return v % 2 == 1 end)({ 1, 2, 3 }), ',')", "1,3"],
    ["Utils.find(function(v) return v > 1 end, { a = 1, b = 2 })", 2],
    ["select('#', Utils.find(function() end, { 1 }))", 0],
    ["Utils.propEq('a')('x')({ a = 'x' })", true],
    ["Utils.propEq('a', 'x', setmetatable({}, { __index = function() return 'x' end }))", true],
    ["Utils.propEq('a', 'x', {})", false],
    ["table.concat(Utils.reverse { 1, 2, 3 }, ',')", "3,2,1"],
    ["Utils.includes(2)({ 1, 2 })", true],
    ["Utils.includes('2', { 1, 2 })", false],
    ["Utils.includes({}, { setmetatable({}, { __eq = function() return true end }) })", true],
    ["Utils.prop('a')({ a = 1 })", 1],
    ["Utils.compose(function(v) return v .. 'f' end)(function(v) return v .. 'g' end)('x')", "xgf"],
    ["Utils.compose(string.upper, string.reverse, function(v) return v .. '!' end)('ab')", "!BA"],
    ["table.concat(Utils.keys { x = 1, y = 2 }, ',')", "x,y"],
    ["table.concat(Utils.values { x = 1, y = 2 }, ',')", "1,2"],
    ["Utils.normalize 'x-REF_a'", "X-Ref-A"],
    ["Utils.normalize(12)", 12],
    ["Utils.capitalize 'hELLO wORLD'", "Hello world"],
    ["Utils.capitalize ''", ""],
    ["Utils.capitalize(true)", true],
    ["Utils.capitalize 'x'", "X"],
    ["Utils.capitalize '1AB'", "1ab"],
    ["Utils.normalize ''", ""],
    ["Utils.curry(function(a, b) return a .. b end, 3)(1)(2)(3)", "12"],
    ["Utils.curry(function(a, b) return a .. b end, 2)(1)(2)", "12"],
    ["select('#', Utils.curry(function(a, b) return end)(1, 2))", 0],
    ["Utils.curry(print) == print", true],
    ["#Utils.concat({}, {})", 0],
    ["Utils.reduce(function(a, v) return v > 1 and a + v or nil end, 1, { 1, 2, 3 })", 5],
    ["Utils.reduce(function(a, v, k) return a .. k end, '', { 'x', 'y' })", "12"],
    ["next(Utils.map(print, {})) == nil", true],
    ["next(Utils.filter(function(v) return v end, { false, false })) == nil", true],
    ["#Utils.filter(function(v) return v ~= 2 end, { 1, 2, 3 })", 2],
    ["Utils.find(function(v) return v == 'b' end, { 'a', 'b' })", "b"],
    ["Utils.find(function(v) return not v end, { false })", false],
    ["Utils.propEq('a', 'x', { a = 1 })", false],
    ["Utils.prop('b', { a = 1 })", undefined],
    ["Utils.prop(1, { 'one' })", "one"],
    ["Utils.includes(1.0, { 1 })", true],
    ["Utils.includes({}, { setmetatable({}, { __eq = function() return false end }) })", false],
    ["(function() local t = { 1, [true] = 2 } t[true] = nil return #Utils.reverse(t) end)()", 1],
    ["(function() local t = { 1, x = 2 } t.x = nil return #Utils.reverse(t) end)()", 1],
    ["Utils.includes(1, {})", false],
    ["#Utils.keys {} + #Utils.values {}", 0],
  ])("%s", (expression, result) => {
    expect(value(cx, expression)).toBe(result);
  });

  it.each([
    "Utils.curry(1)",
    "Utils.concat({ x = 1 }, {})",
    "Utils.concat({}, 1)",
    "Utils.reduce(1, 2, {})",
    "Utils.reduce(print, 1, { [2] = 1 })",
    "Utils.map(print, { x = 1 })",
    "Utils.filter({}, {})",
    "Utils.find(print, 1)",
    "Utils.propEq(1, 'x', {})",
    "Utils.propEq('x', 1, {})",
    "Utils.propEq('x', 'x', 1)",
    "Utils.includes(1, { a = 1 })",
    "Utils.keys(1)",
    "Utils.values()",
    "Utils.compose(1, 2)(3)",
  ])("%s is refused", (source) => {
    expect(typeof errorOf(cx, source)).toBe("string");
  });

  it.each([
    ["concat", "{ 1 }, { 2 }", "table.concat(r, ',')", "1,2"],
    ["reduce", "function(a, v) return a + v end, 1, { 2 }", "r", 3],
    ["map", "function(v) return -v end, { 2 }", "r[1]", -2],
    ["filter", "function(v) return v > 1 end, { 1, 2 }", "r[1]", 2],
    ["find", "function(v) return v > 1 end, { 1, 2 }", "r", 2],
    ["propEq", "'a', 'x', { a = 'x' }", "r", true],
    ["prop", "'a', { a = 7 }", "r", 7],
    ["includes", "2, { 1, 2 }", "r", true],
    ["compose", "function(v) return v .. 'f' end, function(v) return v .. 'g' end", "r('x')", "xgf"],
  ])("%s takes its arguments in any split", (name, args, result, expected) => {
    const source = `
      local args = table.pack(${args})
      local function show(r) return ${result} end
      local f = Utils.${name}
      local all = { show(f(table.unpack(args))) }
      local one = f for i = 1, args.n do one = one(args[i]) end
      all[2] = show(one)
      all[3] = show(f()(args[1])()(table.unpack(args, 2)))
      all[4] = show(f(table.unpack(args, 1, args.n - 1))(args[args.n]))
      return table.unpack(all)`;
    expect(run(cx, source)).toEqual([expected, expected, expected, expected]);
  });

  it("what is made is new, and arguments stay as they are", () => {
    const source = `
      local a, b = { 1, 2 }, { 3 }
      local made = { Utils.concat(a, b), Utils.reverse(a), Utils.map(function(v) return 0 end, a), Utils.filter(function() return true end, a) }
      for _, t in ipairs(made) do assert(t ~= a and t ~= b) end
      local start = { 5 }
      return table.concat(a, ","), table.concat(b, ","), Utils.reduce(function(acc) return acc end, start, a) == start`;
    expect(run(cx, source)).toEqual(["1,2", "3", true]);
  });

  it("title case is that of AO 1.5", () => {
    expect(["action", "X-Ref", "data-protocol", "GameId", "a_b", "_x", "-x-", "ÉA".slice(1)].map(titleCase)).toEqual([
      "Action",
      "X-Ref",
      "Data-Protocol",
      "Gameid",
      "A-B",
      "-X",
      "-X-",
      "A",
    ]);
  });

  it("functions it calls may yield", () => {
    const source = `
      local yields = function(...) coroutine.yield() return ... end
      local co = coroutine.wrap(function()
        local t = Utils.map(function(v) return yields(v + 1) end, { 1, 2 })
        local sum = Utils.reduce(function(a, v) return yields(a + v) end, 0, t)
        local kept = Utils.filter(function(v) return yields(v > 2) end, t)
        local found = Utils.find(function(v) return yields(v > 2) end, t)
        local composed = Utils.compose(yields)(yields)(7)
        local matched = Utils.matchesSpec({ A = 1, B = 2 }, { A = { 'no', yields }, B = function() return yields(true) end })
        return sum, kept[1], found, composed, matched
      end)
      local n = 0
      while true do
        local r = table.pack(co())
        if r.n > 0 then return n, table.unpack(r) end
        n = n + 1
      end`;
    expect(run(cx, source)).toEqual([12, 5, 3, 3, 7, true]);
  });

  it("what is under way survives snapshots", () => {
    const source = `
      local add = Utils.curry(function(a, b, c) return a + b + c end)(1)
      local both = Utils.compose(function(v) return v * 2 end)(add(2))
      local t = Utils.map(function(v) return both(v) end, { 1, 2, 3 })
      local eq = setmetatable({}, { __eq = function(a, b) return a.x == b.x end, __index = function(_, k) return k end })
      return Utils.reduce(function(a, v) return a + v end)(0)(Utils.filter(function(v) return v > 8 end, t)),
        Utils.find(function(v) return v == 10 end, t),
        Utils.includes(setmetatable({ x = 1 }, getmetatable(eq)), { {}, setmetatable({ x = 1 }, getmetatable(eq)) }),
        Utils.prop('p', eq), Utils.propEq('p', 'p', eq),
        Utils.matchesSpec(eq, { Action = { 'x', { function(v) return v == 'Action' end } } }),
        Utils.matchesSpec(setmetatable({}, { __index = function() return 'Go' end }), 'Go')`;
    const { results, stops } = runWithSnapshots({ Utils: utilsModule }, source, 1);
    expect(results).toEqual([22, 10, true, "p", true, true, true]);
    expect(stops).toBeGreaterThan(100);
  });
});
