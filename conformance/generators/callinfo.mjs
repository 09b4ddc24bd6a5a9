/** Chains of calls of every kind, at whose end an error is raised or the stack is looked at. */

/** @typedef {import("../lib/source.mjs").Source} Source */

/** How one function calls the next; `$` is the name of the next one. */
const CALLS = [
  "$()", "local r = $() return r", "return $()", "local l = $ l()", "local l = $ local r = l(1, 2) return r", "G = $ G()", "G = $ return G()", "local t = {f = $} t.f()", "local t = {f = {g = $}} t.f.g(3)",
  "local o = {m = $} o:m()", "local o = {m = $} return o:m(1)", "local t = {$} t[1]()", "local t = {[1.5] = $} t[1.5]()", "local k = 'key' local t = {key = $} t[k]()", "pcall($)", "print(pcall($, 1))", "print(pcall(pcall, $))", "print(select('#', $()))",
  "print(xpcall($, function(m) return show(m) end))", "print(xpcall($, debug.traceback))", "local x = setmetatable({}, {__index = $}).field", "local x = setmetatable({}, {__index = function(...) return $(...) end}).field",
  "setmetatable({}, {__newindex = $}).field = 1", "local x = setmetatable({}, {__add = $}) + 1", "local x = 1 - setmetatable({}, {__sub = $})", "local x = -setmetatable({}, {__unm = $})", "local x = #setmetatable({}, {__len = $})",
  "local x = setmetatable({}, {__concat = $}) .. 'x'", "local m = {__lt = $} local x = setmetatable({}, m) < setmetatable({}, m)", "local m = {__le = $} local x = setmetatable({}, m) <= 1",
  "local m = {__eq = $} local x = setmetatable({}, m) == setmetatable({}, m)", "setmetatable({}, {__call = $})(1)", "return setmetatable({}, {__call = $})(1)", "local x = setmetatable({}, {__band = $}) & 1", "local x = ~setmetatable({}, {__bnot = $})", "local x = setmetatable({}, {__idiv = $}) // 2",
  "for k in $ do break end", "for k in function(...) return $(...) end do break end", "for k in pairs(setmetatable({}, {__pairs = $})) do break end", "table.sort({3, 2, 1}, $)", "string.gsub('abc', '.', $)", "print((string.gsub('abc', '%w', function(c) return $(c) end)))", "print(tostring(setmetatable({}, {__tostring = $})))", "print(setmetatable({}, {__tostring = $}))",
  "coroutine.wrap($)()", "print(coroutine.resume(coroutine.create($), 1))", "local co = coroutine.create($) print(coroutine.resume(co)) print(debug.traceback(co))", "load('local f = ... f()', '=chunk')($)", "load('return (...)()', '=chunk')($)", "load('local f = ...\\n\\nlocal function g() f() end\\n g()', '@x.lua')($)",
  "(function() $() end)()", "local u = $ ;(function() u() end)()", "do local a, b, c = 1, 2, 3 $(a, b, c) end", "if $() then return 1 end", "while $() do break end", "repeat local z = 1 until $() or true", "local a <const> = 1 $(a)", "local c <close> = setmetatable({}, {__close = $})", "do local c <close> = setmetatable({}, {__close = $}) error('body') end",
  "require('string') $()", "assert($)()", "(nil or $)()", "local t = setmetatable({}, {__index = {m = $}}) t:m()", "local x = 1 + $()", "print($(), $())", "local t = {$(), $()}", "return 1, $()", "return ($())", "$\n  (\n  )", "local v = $\n    {}", "local v = $ 'str'",
]; // biome-ignore format: a table

const ENDS = [
  "error('deep')", "error('deep', 0)", "error('deep', 2)", "error('deep', 3)", "error('deep', 4)", "error({})", "local x = nil x.y = 1", "local x = G9.y", "G9()", "local t = {} t.x.y.z = 1", "local t = {} t:nothing()", "return 1 + nil", "return {} .. 'x'", "return #nil", "return 1 < 'x'",
  "print(debug.traceback('tb'))", "print(debug.traceback('tb', 2))", "print(debug.traceback('tb', 0))", "return debug.traceback()", "print(debug.traceback('level', 3)) return true", "string.rep()", "('x'):rep({})", "setmetatable(1)", "return math.floor({})", "ipairs()", "local s = 'x' return s:bad()", "string.format('%d', 'x')", "table.concat({{}})", "assert(false)", "assert(nil, 'msg')", "error()",
  "for l = 0, 20 do local i = debug.getinfo(l, 'nSlut') if not i then break end print(l, i.name, i.namewhat, i.what, i.short_src, i.currentline, i.linedefined, i.lastlinedefined, i.nups, i.nparams, i.isvararg, i.istailcall) end",
  "for l = 1, 20 do local i = debug.getinfo(l, 'nf') if not i then break end print(l, i.name, i.namewhat, i.func == print, type(i.func)) end return true",
  "for l = 1, 6 do local n, r = 1, {} while true do local ok, k, v = pcall(debug.getlocal, l, n) if not ok or not k then break end if not k:find('^%(') then r[#r + 1] = k .. '=' .. show(v) end n = n + 1 end print(l, table.concat(r, ' ')) end",
  "print(debug.getinfo(2, 'n').name, debug.getinfo(2, 'l').currentline, debug.getinfo(3, 'S').short_src)", "return pcall(error, 'direct')", "return select(2, pcall(error))", "local ok, m = pcall(error, 'lv', 2) print(m)", "local ok, m = pcall(function() local t = nil; t.x = 1 end) print(m) error(m)", "return coroutine.yield(1)",
  "print(xpcall(function() local x = G9 + 1 end, function(m) return debug.traceback(m) end))", "print(xpcall(error, function(m) error('again') end, 'first'))", "print(select(2, xpcall(function() error('in') end, debug.traceback)))", "local function rec(n) if n == 0 then error('bottom') end rec(n - 1) end rec(30)", "local function rec(n) if n == 0 then error('bottom') end return rec(n - 1) end rec(30)",
  "local function rec(n) if n == 0 then print(debug.traceback('long')) return 1 end return 1 + rec(n - 1) end rec(25)",
]; // biome-ignore format: a table

export default {
  name: "callinfo",
  length: 300,
  scripts: 8,
  /** @param {Source} s @param {string} dialect */
  generate(s, dialect) {
    const calls = CALLS.filter((text) => dialect === "5.4" || !/<const>|<close>/.test(text));
    const lines = [];
    let next = "f0";
    const end = s.pick(ENDS);
    lines.push(
      `${s.pick(["local function f0", "function f0", "local f0 = function"])}(${s.pick(["", "a", "a, b", "...", "a, ..."])})`,
      `  ${end}`,
      "end",
    );
    const depth = s.int(1, 6);
    for (let i = 1; i <= depth; i++) {
      const form = s.below(7);
      const name = `f${i}`;
      const parameters = s.pick(["", "a", "a, b", "...", "self, ..."]);
      const body = s.pick(calls).replaceAll("$", next);
      if (form === 5 && !/[\w)]\s*[.:]\s*$/.test(lines.at(-1) ?? "")) {
        lines.push(
          `local o${i} = {}`,
          `function o${i}${s.pick([".", ":"])}method(${parameters.replace("self, ", "")})`,
          `  ${body}`,
          "end",
        );
        next = `o${i}.method`;
        continue;
      }
      lines.push(
        `${`${s.pick(["local function ", "local function ", "function ", "local "])}${name}`.replace(/^local f(\d+)$/, "local f$1; f$1 = function")}(${parameters})`,
        ...(s.chance(40) ? ["  local before = 1", ""] : []),
        `  ${body}`,
        ...(s.chance(30) && !/\breturn\b/.test(body) ? ["  return before"] : []),
        "end",
      );
      next = name;
    }
    const start = s.pick([
      "E($)",
      "E($, 1, 2)",
      "P($)",
      "print(pcall($))",
      "print(xpcall($, debug.traceback, 'arg'))",
      "E(function() return $() end)",
      "E(coroutine.wrap($))",
      "$()",
      "return $()",
      "local co = coroutine.create($) print(coroutine.resume(co)) print(debug.traceback(co), coroutine.status(co))",
    ]);
    lines.push(start.replaceAll("$", next));
    return lines.join("\n");
  },
};
