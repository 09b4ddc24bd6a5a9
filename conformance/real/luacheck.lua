-- A linter as a program of some size: it parses and analyses sources, among them its own.
local s = require "support"
local luacheck = require "luacheck"
local sources = {
  "local x = 1\nlocal y\nprint(z)\nreturn x", "for i = 1, 10 do local i = i end", "function f() end\nlocal function g(a, b) return a end", "x = = 1", "local t = {1, 2, a = 3, a = 4}", "if true then end\nwhile false do end\n", "goto l1\n::l2::\n", "local a <const> = 1\na = 2", "return ...",
  "local s = 'unfinished", "local n = 0x\n", "do return end print('unreachable')", "local x\nx = 5\nx = 6\nprint(x)", "for i = 10, 1 do print(i) end", "local a, b = 1", "local a = 1, 2", "string.foo = 1 print(string.bar, _ENV, _G.x)", "-- luacheck: ignore\nlocal unused", "\tlocal x = 1 \n" .. ("y"):rep(130), "repeat local q = 1 until q", "local function f(...) return select('#', ...) end f()",
}
for i, source in ipairs(sources) do
  local report = luacheck.check_strings({ source }, { std = "max" })
  local lines = {}
  for _, event in ipairs(report[1]) do
    lines[#lines + 1] = ("%d:%d-%d %s %s"):format(event.line, event.column, event.end_column, event.code, luacheck.get_message(event))
  end
  print(i, report.warnings, report.errors, report.fatals, table.concat(lines, "; "))
end
local total = 0
for _, name in ipairs { "luacheck.parser", "luacheck.lexer", "luacheck.stages.linearize", "luacheck.standards", "luacheck.filter", "luacheck.options", "support" } do
  local path = assert(package.searchpath(name, package.path))
  local file = assert(io.open(path))
  local source = file:read "a"
  file:close()
  local report = luacheck.check_strings({ source }, { std = "lua53", max_line_length = 80, max_cyclomatic_complexity = 5 })
  local codes = {}
  for _, event in ipairs(report[1]) do codes[event.code] = (codes[event.code] or 0) + 1 total = total + 1 end
  s.show(name, codes)
end
print(total)
local parser, decoder = require "luacheck.parser", require "luacheck.decoder"
s.try("syntax tree", function() return parser.parse(decoder.decode "local a <close> = f{1, x = 'é'} // 2 .. #t") end)
s.try("syntax error", parser.parse, decoder.decode "return 1 +")
