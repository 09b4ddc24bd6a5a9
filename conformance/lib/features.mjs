/** Statements around one language feature each: coroutines, metatables, closing, closures, chunks, debug information. */
import { localStatement, raise } from "./statements.mjs";

/** @typedef {import("./statements.mjs").Statement} Statement */
/** @typedef {import("./writer.mjs").Writer} Writer */

/** A statement inside a coroutine that may yield. @param {Writer} w */
function yielding(w) {
  const { s } = w;
  return s.pick([
    `print("got", show(coroutine.yield(${w.values(0, 2, 1)})))`,
    `local r = {coroutine.yield(${w.values(0, 2, 1)})} print(show(r))`,
    `for i = 1, ${s.int(1, 3)} do coroutine.yield(i) end`,
    `P(function(...) local q = coroutine.yield(...) ${s.chance(50) ? raise(w) : "return q"} end, ${w.any(0)})`,
    `P(pcall, pcall, coroutine.yield, ${w.any(0)})`,
    `local o = setmetatable({}, {__index = function(t, k) return coroutine.yield(k) end}) print(show(o.key))`,
    `local o = setmetatable({}, {__add = function(a, b) return coroutine.yield("add") end}) print(show(o + 1))`,
    `local o = setmetatable({}, {__lt = function(a, b) return coroutine.yield("lt") end}) print(o < o, not (o < o))`,
    `local o = setmetatable({}, {__eq = function(a, b) return coroutine.yield("eq") end}) print(o == setmetatable({}, getmetatable(o)))`,
    `local o = setmetatable({}, {__concat = function(a, b) return coroutine.yield("concat") end}) print(show("a" .. o), show(1 .. o .. "b"))`,
    `local o = setmetatable({}, {__call = function(self, ...) return coroutine.yield(...) end}) print(show(o(1, 2)))`,
    `local o = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, coroutine.yield(v)) end}) o.x = 1 print(show(o.x))`,
    `local o = setmetatable({}, {__len = function() return coroutine.yield("len") end}) print(show(#o))`,
    `for k in function(_, i) i = (i or 0) + 1 coroutine.yield(i) if i < 3 then return i end end do print(k) end`,
    `print(xpcall(coroutine.yield, function(m) return "handled " .. show(m) end, 1))`,
    "print(coroutine.isyieldable(), select(2, coroutine.running()))",
    `local inner = coroutine.wrap(function() coroutine.yield(1) ${s.chance(30) ? raise(w) : ""} end) P(inner) coroutine.yield("mid") P(inner) P(inner)`,
    `return coroutine.yield(${w.values(0, 2, 0)})`.replace("return", "do return").concat(" end"),
    `if ${w.condition(1)} then ${raise(w).includes(";") ? "error('c')" : `do ${raise(w)} end`} end`,
    w.is54
      ? `do local c <close> = setmetatable({}, {__close = function(_, e) print("closing", show(e)) ${s.chance(30) ? 'coroutine.yield("in close")' : ""} ${s.chance(20) ? 'error("close", 0)' : ""} end}) coroutine.yield("held") ${s.chance(30) ? 'error("inside")' : ""} end`
      : `coroutine.yield("plain")`,
    `P(table.unpack, {coroutine.yield(1, 2)})`,
    `load("coroutine.yield(...)")(${w.any(0)})`,
    `P(function() coroutine.wrap(function() coroutine.yield() end)() local co co = coroutine.wrap(function() co() end) co() end)`,
  ]);
}

/** @type {Statement} */
export function coroutineStatement(w, st) {
  const { s } = w;
  const { text, variables } = w.parameters();
  const body = w.functionBody(
    text,
    variables,
    () => {
      for (let n = s.int(1, 4); n > 0; n--) {
        if (s.chance(30)) st.some(w, 1, 1);
        w.emit(`do ${yielding(w)} end`);
      }
      w.emit(`return ${w.values(0, 2, 1)}`);
    },
    { coroutine: true },
  );
  w.emit("do");
  w.block(() => {
    if (s.chance(40)) {
      w.emit(`local co = coroutine.wrap(function${body})`);
      w.emit(
        `for i = 1, ${s.int(1, 6)} do ${s.pick(["P", "P", "E"])}(co${s.chance(60) ? `, ${s.pick(["i", "i * 2, 'r'", w.any(1)])}` : ""}) end`,
      );
      return;
    }
    w.emit(`local co = coroutine.create(function${body})`);
    w.emit(`for i = 1, ${s.int(1, 6)} do`);
    w.emit(`  P(coroutine.resume, co${s.chance(60) ? `, ${s.pick(["i", "i, {}", w.any(1)])}` : ""})`);
    w.emit(`  print(coroutine.status(co)${s.chance(25) ? ", debug.traceback(co)" : ""})`);
    if (s.chance(15)) w.emit(`  print(debug.traceback(co, ${s.pick(['"msg"', "nil", "7"])}, ${s.int(0, 2)}))`);
    if (w.is54 && s.chance(20)) w.emit(`  if i == ${s.int(1, 4)} then P(coroutine.close, co) break end`);
    w.emit("end");
    if (w.is54 && s.chance(30)) w.emit("P(coroutine.close, co) print(coroutine.status(co)) P(coroutine.resume, co)");
  });
  w.emit("end");
}

const ARITHMETIC = /** @type {const} */ ([["add", "+"], ["sub", "-"], ["mul", "*"], ["div", "/"], ["mod", "%"], ["pow", "^"], ["idiv", "//"], ["band", "&"], ["bor", "|"], ["bxor", "~"], ["shl", "<<"], ["shr", ">>"], ["concat", ".."], ["lt", "<"], ["le", "<="], ["eq", "=="]]); // biome-ignore format: a table

/** A metatable whose methods log, and uses of the objects that have it. @type {Statement} */
export function metatableStatement(w) {
  const { s } = w;
  w.emit("do");
  w.block(() => {
    w.emit("local MT, o, p, q = {}, {v = 1, 10}, {v = 2, 20, 30}, nil");
    const defined = new Set(
      s.list(2, 7, () =>
        s.pick([
          ...ARITHMETIC.map(([event]) => event),
          "unm",
          "bnot",
          "len",
          "call",
          "index",
          "newindex",
          "tostring",
          "name",
          "pairs",
          "metatable",
          "lt",
          "eq",
          "le",
        ]),
      ),
    );
    for (const event of defined) w.emit(`MT.__${event} = ${metamethod(w, event)}`);
    w.emit(
      `setmetatable(o, MT) ${s.chance(70) ? "setmetatable(p, MT)" : "setmetatable(p, {__index = o, __name = 'P'})"}`,
    );
    if (s.chance(30))
      w.emit(
        `q = setmetatable({}, {__index = ${s.pick(["o", "MT", "setmetatable({}, {__index = p})"])}, __call = ${s.pick(["o", "print", "nil", "setmetatable({}, {__call = function(...) return select('#', ...), ... end})"])}, __newindex = ${s.pick(["o", "nil", "MT"])}})`,
      );
    for (let n = s.int(3, 8); n > 0; n--) w.emit(`${s.pick(["P", "P", "P", "E"])}(function(...) ${useOf(w)} end, 1)`);
    if (defined.has("metatable")) w.emit("P(getmetatable, o) P(setmetatable, o, nil)");
  });
  w.emit("end");
}

/** @param {Writer} w @param {string} event */
function metamethod(w, event) {
  const { s } = w;
  if (event === "name") return s.pick(['"Named"', "42"]);
  if (event === "metatable") return s.pick(['"locked"', "false", "{}"]);
  if (event === "tostring")
    return `function(self) ${s.pick(['return "object"', "return 1", "error('ts')", "return nil"])} end`;
  if (event === "pairs") return `function(t) return function(_, k) if not k then return 1, "pair" end end, t, nil end`;
  if ((event === "index" || event === "newindex") && s.chance(40))
    return s.pick([
      "{v = 9, zz = 8}",
      "MT",
      "setmetatable({}, {__index = function(t, k) return k end})",
      "p",
      '"str"',
      "5",
    ]);
  if (s.chance(6))
    return s.pick(["{}", "1", "setmetatable({}, {__call = function(self, a, b) return 'called' end})", "print"]);
  const result = s.pick(["show(a) .. show(b)", "true", "false", "nil", "1", "a", "b", "{}", "...", '"r"', "rawlen(a)"]);
  const fail = s.chance(10) ? `error("in ${event}"${s.chance(50) ? `, ${s.int(0, 3)}` : ""}) ` : "";
  return `function(a, b, ...) print("${event}", show(a), show(b), ...) ${fail}return ${result} end`;
}

/** @param {Writer} w */
function useOf(w) {
  const { s } = w;
  const other = () => s.pick(["o", "p", "q", "1", "2.5", '"s"', '"10"', "nil", "{}", "true", "o.v", "..."]);
  const [left, right] = s.chance(50) ? [s.pick(["o", "p", "q"]), other()] : [other(), s.pick(["o", "p", "q"])];
  const operator = s.pick(ARITHMETIC)[1];
  switch (s.below(10)) {
    case 0:
      return `return ${s.pick(["-", "~", "#", "not "])}${s.pick(["o", "p", "q"])}`;
    case 1:
      return `return ${/^[opq]/.test(left) ? left : `(${left})`}${s.pick([".v", ".zz", ".x.y", "[1]", "[2]", "[nil]", "[o]"])}`;
    case 2:
      return `${s.pick(["o", "p", "q"])}${s.pick([".v", ".x", "[1]", "[5]", "[o]", "[nil]", "[0/0]"])} = ${other()} return rawget(o, "x"), o.v`;
    case 3:
      return `return ${s.pick(["o", "p", "q", "o.v", "p.m", "o[1]"])}(${other()}, ...)`;
    case 4:
      return `return ${s.pick(["o", "p", "q"])}:${s.pick(["m", "v", "zz"])}(${other()})`;
    case 5:
      return `return ${s.pick(["tostring", "#", "rawlen", "rawequal", "next", "pairs", "type", "getmetatable"])}(${s.pick(["o", "p", "q"])}${s.pick(["", ", o"])})`.replace(
        /#\(([^),]*)(, o)?\)/,
        "#$1",
      );
    case 6:
      return `if ${left} ${s.pick(["<", "<=", ">", ">=", "==", "~="])} ${right} then return "then" else return "else" end`;
    case 7:
      return `return ${left} ${operator} ${right} ${s.pick(["..", "+", "==", "<", "or"])} ${other()}`;
    case 8:
      return `for k, v in pairs(${s.pick(["o", "p", "q"])}) do print(show(k), show(v)) break end`;
    default:
      return `return ${left} ${operator} ${right}`;
  }
}

/** To-be-closed variables and every way to leave their block (5.4). @type {Statement} */
export function closingStatement(w, st) {
  const { s } = w;
  if (!w.is54) {
    localStatement(w, st);
    return;
  }
  const error = () => s.pick(["nil", "nil", "nil", "nil", "nil", '"c1"', "{1}", "42"]);
  const closable = (/** @type {string} */ name) => s.weighted([[9, () => `C("${name}", ${error()})`], [1, () => s.pick(["nil", "false", "42", "{}", "setmetatable({}, {__close = 1})", '"s"'])]])(); // biome-ignore format: a table
  const leave = s.pick([
    "",
    "",
    "error('leaving')",
    "error({1})",
    "do return 'ret', 2 end",
    "do return C('r') and 3 end",
    "goto out",
    "do return select(2, 'tail', 'call') end",
    "coroutine.yield('y')",
    "local r = nil + 1",
    "return (function(...) return ... end)('t', 1)",
  ]);
  const loop = s.pick([
    "",
    "for i = 1, 3 do",
    "while true do",
    "for k, v in next, {1, 2}, nil, C('for', nil) do",
    `for k in function(_, k) k = (k or 0) + 1 if k < 3 then return k end end, nil, nil, C('gen', ${error()}) do`,
    "repeat",
  ]);
  w.emit(`${s.pick(["P", "P", "E", "CO"])}(function(...)`.replace("CO(", "P(coroutine.wrap("));
  const wrapped = w.lines.at(-1)?.includes("coroutine.wrap(") ?? false;
  w.block(() => {
    w.emit(`local a <close> = ${closable("a")}`);
    if (loop) w.emit(loop);
    const saved = w.indent;
    if (loop) w.indent += "  ";
    if (loop) w.emit("T()");
    w.emit(`local b <close>${s.chance(20) ? ", c" : ""} = ${closable("b")}`);
    if (s.chance(30)) w.emit(`local c <const>, d <close> = 1, ${closable("d")}`);
    if (s.chance(30)) w.emit(`print("body", ${s.pick(["1", "b ~= nil", "debug.traceback('here')"])})`);
    w.emit(s.pick(["", "", leave, loop ? "break" : leave]) || 'print("end of block")');
    w.indent = saved;
    if (loop === "repeat") w.emit("until true");
    else if (loop) w.emit("end");
    if (w.lines.some((line) => line.includes("goto out"))) {
      w.emit("do");
      w.emit("  ::inner::");
      w.emit("end");
    }
  });
  w.emit(`end${wrapped ? ")" : ""}, ${w.any(0)})`);
  // A goto needs its label in reach, after every local: it is the last statement of the function.
  const start = w.lines.findLastIndex((line) => /(P|E)\(.*function\(\.\.\.\)$/.test(line));
  const jumps = w.lines.slice(start).some((line) => /\bgoto out\b/.test(line));
  if (jumps) w.lines.splice(w.lines.length - 1, 0, `${w.indent}  ::out::`);
}

/** Functions that share or do not share the variables of a loop. @type {Statement} */
export function closuresStatement(w) {
  const { s } = w;
  w.emit("do");
  w.block(() => {
    const loop = s.pick([
      "for i = 1, 3 do",
      "for i, x in ipairs({5, 6, 7}) do",
      "local i = 0 while i < 3 do i = i + 1",
      "local i = 0 repeat i = i + 1",
    ]);
    w.emit("local fs, shared = {}, 0");
    w.emit(loop);
    w.emit(`  local j${w.is54 && s.chance(20) ? " <const>" : ""} = i * 10`);
    w.emit(
      `  fs[#fs + 1] = function(n) shared = shared + 1 ${s.chance(50) && loop.startsWith("for i = ") ? "i = i + (n or 1)" : ""} return i, j, shared end`,
    );
    if (s.chance(50))
      w.emit("  fs[#fs + 1] = function() local k = j return function() k = k + i shared = shared - 1 return k end end");
    if (s.chance(20)) w.emit("  if i == 2 then break end");
    w.emit(loop.includes("repeat") ? `until j ${s.pick([">=", "=="])} 30 or fs[1]() > 2` : "end");
    w.emit("for n, f in ipairs(fs) do local r = f(n) P(type(r) == 'function' and r or f) end");
    if (s.chance(40))
      w.emit(
        "P(function() print(debug.getupvalue(fs[1], 1)) print(debug.upvalueid(fs[1], 1) == debug.upvalueid(fs[#fs], 1)) print(debug.setupvalue(fs[1], 1, 77)) return fs[1]() end)",
      );
    if (s.chance(20)) w.emit("P(function() debug.upvaluejoin(fs[1], 1, fs[#fs], 1) return fs[1]() end)");
  });
  w.emit("end");
}

/** Chunks: `load` with names, modes, environments, readers; syntax errors. @type {Statement} */
export function loadStatement(w) {
  const { s } = w;
  const chunk = s.pick([
    `"return " .. ${w.string(1)}`,
    `"return ${w.number(1).replace(/[\\"\n]/g, " ")}"`,
    `"local a, b = ... return b, a"`,
    `"x = (x or 0) + 1 return x"`,
    `"error('in chunk')"`,
    `"return function() return _ENV end"`,
    `"\\n\\nreturn nil + 1"`,
    `"for i = 1 do end"`,
    `"x ="`,
    `"return 'unfinished"`,
    `"goto nowhere"`,
    `"break"`,
    `"::a:: ::a::"`,
    `"local x <const> = 1; x = 2"`,
    `"return ..."`,
    `"\\27Lua"`,
    `"# comment\\nreturn 1"`,
    `"return debug.traceback('t')"`,
    `"return debug.getinfo(1, 'S').short_src"`,
    `"return 0x, 1"`,
    `"a.b:c = 1"`,
    `"return 1 .. 2 .. '3'"`,
  ]);
  const name = s.pick([
    '"=name"',
    '"@file.lua"',
    '"text\\nmore"',
    '"a rather long chunk name that does not fit into the buffer that is used for it"',
    "nil",
    `"@${"dir/".repeat(20)}f.lua"`,
  ]);
  const env = s.pick([
    "",
    "",
    `, ${name}`,
    `, ${name}, "t"`,
    `, ${name}, "t", {x = 1, error = error, print = print, debug = debug}`,
    `, ${name}, "b"`,
    `, "=n", "bt", {}`,
    `, "=n", nil, nil`,
  ]);
  const reader = s.chance(15)
    ? `(function() local parts, i = {"return ", "1 +", " 2", ${s.pick(["nil", '""', "5", "{}"])}}, 0 return function() i = i + 1 return parts[i] end end)()`
    : chunk;
  w.emit(
    `P(function() local f, m = load(${reader}${env}) print(type(f), m) ${s.pick(["return f(1, 2)", "return pcall(f, 3, 4)", "if f then E(f) end"])} end)`,
  );
}

const INFO = [
  "short_src",
  "currentline",
  "linedefined",
  "lastlinedefined",
  "what",
  "name",
  "namewhat",
  "nups",
  "nparams",
  "isvararg",
  "istailcall",
  "source",
];

/** What the debug library says about running and other functions. @type {Statement} */
export function debugStatement(w) {
  const { s } = w;
  const fields = () => s.list(1, 4, () => `show(i.${s.pick(INFO)})`).join(", ");
  const fn = s.pick([
    "print",
    "function() end",
    "function(a, b, ...) local c = a\n return c end",
    w.variable("fn") ?? "P",
    "P",
    "string.gsub",
  ]);
  w.emit(
    s.pick([
      `do local i = debug.getinfo(1, "nSltu") print(${fields()}) end`,
      `P(function() for level = 0, 6 do local i = debug.getinfo(level, "nSltu") if not i then break end print(level, ${fields()}) end end)`,
      `do local i = debug.getinfo(${fn}) print(${fields()}) end`.replace("\n", `\n${w.indent}`),
      `do local n = 1 while true do local name, value = debug.getlocal(1, n) if not name then break end if name:sub(1, 1) ~= "(" then print(n > 0, name, show(value)) end n = n + 1 end end`,
      `P(function(a, b, ...) local x, y = 1, 2 do local z = 3 end local n, names = 1, {} while debug.getlocal(1, n) do names[n] = debug.getlocal(1, n) n = n + 1 end print(debug.getlocal(1, -1)) return table.concat(names, " ", 1, 4) end, 1, 2, 3)`,
      `print(debug.getlocal(${s.pick(["P", "E", "print", w.variable("fn") ?? "show"])}, ${s.int(1, 3)}))`,
      `print(debug.traceback(${s.pick(['"m"', "", '"m", 1', '"m", 0', '"m", 2', "nil, 1", "42"])}))`,
      `do local t = {} for l in pairs(debug.getinfo(${s.pick(["function()\n\n local x = 1\n return x end", "function(...)\n local x = 1\n\n if x then\n  x = 2\n end\n for i = 1, 2 do\n  x = x + i\n end\n\n end"])}, "L").activelines or {}) do t[#t + 1] = l end table.sort(t) print(table.concat(t, " ")) end`,
      `do local i = 1 while true do local name, value = debug.getupvalue(${w.variable("fn") ?? "function() return T, show end"}, i) if not name then break end print(i, name, type(value)) i = i + 1 end end`,
      `P(function() local function hook(e, l) print(e, l) end debug.sethook(hook, "${s.pick(["l", "c", "r", "cr"])}") local x = math.abs(-1)\n local y = x + 1\n debug.sethook() print(debug.gethook()) return y end)`,
      `P(function() local a = 1 debug.setlocal(1, 1, "changed") return a end)`,
      `P(debug.getinfo, 1, "${s.pick(["X", "nS>", "", "f", "r"])}")`,
    ]),
  );
}

/** String and table library in passing. @type {Statement} */
export function libraryStatement(w) {
  const { s } = w;
  const t = w.variable("tab") ?? "{3, 1, 2}";
  const str = w.string(1);
  w.emit(
    s.pick([
      `P(function() local c = {${s.list(0, 6, () => w.number(0)).join(", ")}} table.sort(c${s.pick(["", ", function(a, b) return a > b end"])}) return c end)`,
      `P(table.concat, ${t}, ${w.string(0)})`,
      `P(table.insert, ${t}, ${s.chance(40) ? `${s.int(1, 3)}, ` : ""}${w.any(1)})`,
      `P(table.remove, ${t})`,
      `P(table.unpack, ${t}, 1, 3)`,
      `P(string.gsub, ${str}, ${s.pick(['".", "%0%0"', '"%w+", string.upper', '"(%w)(%w)", "%2%1"', '"a", {a = "b"}', '"", "-"'])})`,
      `P(string.find, ${str}, ${s.pick(['"o"', '"%s"', '"", 2', '"(", 1, true', '"b()"'])})`,
      `P(string.format, "%s|%s|%s", ${w.any(1)}, ${w.number(1)}, ${w.string(0)})`,
      `P(select, ${s.int(-2, 4)}, ${w.any(0)}, ${w.any(0)})`,
      `P(tostring, ${w.number(2)})`,
      `P(tonumber, ${str}${s.pick(["", ", 16", ", 2"])})`,
      `P(math.tointeger, ${w.number(1)})`,
      `P(utf8.char, ${s.int(0, 3000)}, ${s.int(0, 70000)})`,
      `P(string.byte, ${str}, 1, -1)`,
      `P(next, ${t})`,
      `P(rawequal, ${w.any(1)}, ${w.any(1)})`,
    ]),
  );
}
