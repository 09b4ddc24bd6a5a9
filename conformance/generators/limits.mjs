/** Programs around the limits of the compiler: nesting, registers, locals, upvalues, constants, jumps. */
import { luaString } from "../lib/compare.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

const range = (/** @type {number} */ n, /** @type {(i: number) => string} */ f, separator = " ") =>
  Array.from({ length: n }, (_, i) => f(i + 1)).join(separator);

/**
 * Each makes a source of a size. Nesting stays away from the limit itself (200 levels): how much of it is left depends on
 * how deep the C stack of the reference already is.
 */
const SHAPES = /** @type {readonly (readonly [readonly number[], (n: number) => string])[]} */ ([
  [[199, 200, 201], (n) => range(n, (i) => `local a${i} = ${i}`)],
  [[199, 200, 201, 250], (n) => `local ${range(n, (i) => `a${i}`, ", ")}`],
  [[198, 199, 200, 201], (n) => `local function f(${range(n, (i) => `a${i}`, ", ")}) return a1 end return f(1)`],
  [[253, 254, 255, 256, 257], (n) => `${range(2, (c) => `local ${range(150, (i) => `u${c}_${i}`, ", ")} = ${c};(function()`, "\n")} return function() ${range(n, (i) => `do local x = ${i <= 150 ? `u1_${i}` : `u2_${i - 150}`} end`)} end ${"end)() ".repeat(2)}`],
  [[59, 60, 61, 254, 255, 256], (n) => `local a = {} ${range(n, (i) => `local function f${i}() return a end`).replace(/local function f(\d+)/g, (_, i) => `function a.f${i}`)}`],
  [[100, 160, 205, 230], (n) => `return ${"(".repeat(n)}1${")".repeat(n)}`],
  [[100, 160, 205, 230], (n) => `return ${"{".repeat(n)}${"}".repeat(n)}`],
  [[100, 160, 205, 230], (n) => `${"do ".repeat(n)}${" end".repeat(n)}`],
  [[100, 160, 205, 230], (n) => `${"if true then ".repeat(n)}${" end".repeat(n)}`],
  [[60, 150, 205, 230], (n) => `${"while true do ".repeat(n)} do return 1 end ${" end".repeat(n)}`],
  [[30, 60, 80], (n) => `return ${"function() return ".repeat(n)} 1 ${" end".repeat(n)}`],
  [[100, 160, 205, 230], (n) => `return ${"- ".repeat(n)} 1`],
  [[100, 160, 205, 230], (n) => `return ${"not ".repeat(n)} 1`],
  [[100, 150, 205, 230], (n) => `return ${"1 .. ".repeat(n)} 1`],
  [[100, 150, 205, 230], (n) => `return ${"2 ^ ".repeat(n)} 1`],
  [[190, 199, 200, 250, 500], (n) => `return ${"1 + ".repeat(n)} 1`],
  [[100, 150, 205, 230], (n) => `local x = 1 return ${"x + (".repeat(n)} 1 ${")".repeat(n)}`],
  [[190, 199, 200, 250, 300], (n) => `local a = setmetatable({}, {__index = function(t) return t end}) return a${".b".repeat(n)}`.replace("return a.", "local r = a.")],
  [[190, 199, 200, 300], (n) => `local function f() return f end f = f return f${"()".repeat(1)}, ${n}`],
  [[240, 247, 248, 249, 250, 251, 252, 253, 254, 255, 256], (n) => `local f = select return f("#", ${range(n, (_i) => `f`, ", ")})`],
  [[240, 248, 249, 250, 251, 252, 253, 254, 255, 256], (n) => `local x = 1 local t = {${range(n, () => "x", ", ")}} return #t`],
  [[49, 50, 51, 100, 101, 255, 256, 511, 513], (n) => `local t = {${range(n, (i) => String(i), ", ")}, (function(...) return ... end)(1, 2)} return #t`],
  [[245, 250, 256, 257], (n) => `local function f(...) return ... end return f(${range(n, (i) => `${i}`, ", ")})`],
  [[200, 254, 255, 256, 257, 300], (n) => `return ${range(n, (i) => `"k${i}"`, ", ")}`.replace(/return (.*)/, "return #{$1}")],
  [[254, 255, 256, 257, 600], (n) => `local t = {} ${range(n, (i) => `t.k${i} = "v${i}"`, "\n")} return t.k${n}, t.k1`],
  [[254, 255, 256, 257, 300], (n) => `local t, k = {}, 0.5 ${range(n, (i) => `t[${i}.25] = ${i}.5 + k`, "\n")} return t[${n}.25], t[1.25]`],
  [[120, 125, 126, 127, 128, 129, 250, 255, 256], (n) => `local x = 3 return x + ${n}, x - ${n}, x * ${n}, x < ${n}, x > -${n}, ${n} - x, x == ${n}, x >> ${n & 127}, ${n} >> x, x == ${n}.0, x < ${n}.0`],
  [[100, 150, 300], (n) => `local x = 5 if x == 0 then return 0 ${range(n, (i) => `elseif x == ${i + 3} then return ${i}`, "\n")} end`],
  [[10, 300], (n) => `local x = 0 for i = 1, 3 do ${range(n, () => "x = x + 1", "\n")} if i == 2 then goto out end end ::out:: return x`],
  [[20, 100, 150, 230], (n) => `local a = {} ${range(n, () => "a", ", ")} = 1`.replace("a, a", "a[1], a[2]").replace(/, a(?= |,)/g, ", a[3]")],
  [[190, 200, 240, 260], (n) => `local a = 1 a = ${range(n, () => "a", " .. ")} return #a`],
  [[15, 16, 17, 60, 100], (n) => `local s = "${"x".repeat(n)}" return s ${"@"}`],
  [[10, 40, 41, 60, 80, 100], (n) => `x = = ${"y".repeat(n)}`],
  [[1, 10, 200], (n) => `${"\n".repeat(n)}return nil + 1`],
  [[2, 3], (n) => `goto l${n} do ::l${n}:: end`],
  [[2], () => `goto f local x ::f:: print(x)`],
  [[2], () => `do goto f local x ::f:: end return 1`],
  [[2], () => `repeat goto c local x ::c:: until x`],
  [[2], () => `::a:: do ::a:: end`],
  [[2], () => `break`],
  [[2], () => `while true do local function f() break end end`],
  [[2], () => `local function f() goto out end ::out::`],
  [[2], () => `local x <close>, y <close> = nil, nil`],
  [[2], () => `local x <foo> = 1`],
  [[2], () => `local a <const> = 1 local function f() a = 2 end`],
  [[2], () => `for i = 1, 2 do i = 3 end return 1`],
  [[2], () => `local function f() return ... end`],
  [[1, 80, 205], (n) => `local function f(x) return x end return ${"f(".repeat(n)}1${")".repeat(n)}`],
  [[5, 250], (n) => `local s = {} for i = 1, ${n} do s[i] = "x" .. i .. "," end local f = load("return " .. table.concat({"{", table.concat(s):gsub("x(%d+)", "%1"), "}"}, "", 1, 2) .. "}") return f and #f()`],
  [[50, 100, 150], (n) => `local d = 0 local function f(n) d = n if n > 0 then local ok, m = pcall(f, n - 1) if not ok then error(m, 0) end end return "ok" end return pcall(f, ${n})`],
  [[1], () => `local function f() return f() + 1 end local ok, m = pcall(f) return m`],
  [[1], () => `local function f(n) if n == 0 then return "done" end return f(n - 1) end return f(100000)`],
  [[1], () => `local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(15000)`],
  [[1], () => `local co = coroutine.wrap(function() local function f() return f() + 1 end return pcall(f) end) return co()`],
  [[1], () => `local t = setmetatable({}, {}) getmetatable(t).__index = t return pcall(function() return t.x end)`],
  [[1], () => `local t = setmetatable({}, {}) getmetatable(t).__newindex = t return pcall(function() t.x = 1 end)`],
  [[1], () => `local t = {} for i = 1, 100 do t = setmetatable({}, {__index = t}) end return t.x`],
  [[1], () => `return pcall(string.rep, "x", -1), pcall(string.rep, "x", 1 << 62), pcall(string.rep, "xx", 1 << 63 - 1)`.replace("1 << 63 - 1", "math.maxinteger")],
  [[1], () => `return pcall(table.unpack, {}, 1, 1e7), pcall(table.unpack, {}, 1, 1e6 + 100), pcall(string.byte, ("x"):rep(10), 1, -1)`],
  [[1], () => `return select("#", table.unpack({}, 1, 200)), select("#", string.byte(("x"):rep(1000), 1, -1))`],
  [[1], () => `local s = string.rep("a", 300000) return pcall(string.find, s, string.rep("a?", 300000)), pcall(string.match, s, "^.-b")`],
  [[1], () => `return pcall(string.find, "x", string.rep("(", 33)), pcall(string.find, "x", string.rep("()", 33)), pcall(string.match, string.rep("x", 300000), string.rep("x-", 250) .. "y")`.replace('string.rep("x", 300000)', '"x"')],
]); // biome-ignore format: a table

export default {
  name: "limits",
  length: 60,
  batch: 40,
  /** @param {Source} s */
  generate(s) {
    return s
      .list(2, 5, () => {
        const [sizes, make] = s.pick(SHAPES);
        return `P(function() local f, m = load(${luaString(make(s.pick(sizes)))}, "=l") if not f then return m end return pcall(f) end)`;
      })
      .join("\n");
  },
};
