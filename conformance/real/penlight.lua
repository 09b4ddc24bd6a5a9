local s = require "support"
local show, try = s.show, s.try

local List = require "pl.List"
local l = List { 10, 20, 30 }
l:append(40):extend { 50, 60 }:insert(1, 5)
show("list", l, l:len(), l:index(30), l:contains(99), l:count(10), tostring(l))
show("slice", l:slice(2, 4), l:slice(-2), l:pop(), l:pop(1), l:reverse())
show("map", l:map("+", 1), l:filter(">", 20), l:reduce "+", l:minmax())
show("sorted", List.range(5):map(function(x) return (x * 7) % 5 end):sort(), List.range(1, 10, 3), List.split("a b c"))
show("concat", (List { 1, 2 } .. List { 3 }):join "-", List { 1, 2 } == List { 1, 2 }, List "abc")
show("partition", List.range(6):partition(function(x) return x % 2 == 0 and "even" or "odd" end))
try("bad", function() return List { 1 }:map("no such method") end)

local tablex = require "pl.tablex"
show("tablex", tablex.deepcompare({ 1, { a = 2 } }, { 1, { a = 2 } }), tablex.size { a = 1, b = 2, 3 }, tablex.find({ 5, 6 }, 6), tablex.range(1, 5))
show("imap", tablex.imap("*", { 1, 2, 3 }, 10), tablex.map(string.upper, { x = "a" }), tablex.zip({ 1, 2 }, { "a", "b" }), tablex.transform("..", { "a" }, "!"))
show("merge", tablex.merge({ a = 1, b = 2 }, { b = 3, c = 4 }, true), tablex.intersection({ a = 1, b = 2 }, { b = 3 }), tablex.difference({ a = 1, b = 2 }, { b = 1 }), tablex.union({ a = 1 }, { b = 2 }))
show("sub", tablex.sub({ 1, 2, 3, 4 }, 2, 3), tablex.index_by({ 10, 20, 30 }, { 1, 3 }), tablex.reduce("+", { 1, 2, 3 }), tablex.search({ x = { y = 7 } }, 7))
for k, v in tablex.sort { z = 1, a = 2, m = 3 } do io.write(k, "=", v, " ") end print()
for k, v in tablex.sortv({ z = 1, a = 2, m = 3 }) do io.write(k, "=", v, " ") end print()
show("deep", tablex.deepcopy { 1, { 2, { 3 } } }, tablex.move({ 1, 2, 3 }, { 9, 8 }, 2), tablex.icopy({ 1, 2, 3 }, { 7, 7 }, 2), tablex.removevalues({ 1, 2, 3, 4 }, 2, 3))
try("callable", tablex.map, 5, {})

local stringx = require "pl.stringx"
show("stringx", stringx.split("a,b,,c", ","), stringx.strip "  x ", stringx.lstrip "  x", stringx.center("ab", 7, "*"), stringx.ljust("ab", 5), stringx.rjust("ab", 5, "0"))
show("stringx2", stringx.startswith("hello", "he"), stringx.endswith("hello", { "x", "lo" }), stringx.partition("k=v=w", "="), stringx.rpartition("k=v=w", "="), stringx.title "hello world", stringx.shorten("abcdefghij", 6), stringx.count("banana", "an"))
show("stringx3", stringx.replace("aXbXc", "X", "--", 1), stringx.lines and stringx.splitlines "a\nb\r\nc", stringx.expandtabs("a\tb", 4), stringx.isalpha "abc", stringx.isdigit "12a", stringx.join(",", { 1, 2, 3 }), stringx.at("hello", -1), stringx.lfind("hello", "l"), stringx.rfind("hello", "l"))
local Template = require("pl.text").Template or stringx.Template
show("template", Template "Hello $name, ${greet}!":substitute { name = "Bob", greet = "hi" })
try("template error", function() return Template "$nope":substitute {} end)
show("text", stringx.dedent "   a\n     b\n", stringx.indent("x\ny", 2), stringx.wrap("the quick brown fox jumps over the lazy dog", 15))

local pretty = require "pl.pretty"
print(pretty.write { 1, 2, { 3, "x" } })
print(pretty.write({ a = { b = "c" } }, ""))
show("read", pretty.read "{1, 2, x = {y = 'z'}}", pretty.read "os.exit()", pretty.number(123456789, "N", 2), pretty.number(2048, "M"))

local class = require "pl.class"
class.Animal()
function Animal:_init(name) self.name = name end
function Animal:__tostring() return self.name .. ": " .. self:speak() end
class.Dog(Animal)
function Dog:speak() return "bark" end
class.Cat(Animal)
function Cat:_init(name, breed) self:super(name) self.breed = breed end
function Cat:speak() return "meow" end
local fido, felix = Dog "Fido", Cat("Felix", "Tabby")
show("class", tostring(fido), tostring(felix), fido:is_a(Animal), Dog:class_of(fido), fido:is_a(Cat), felix.breed, Animal:class_of(felix))
try("no method", function() return Animal("x"):speak() end)

local OrderedMap = require "pl.OrderedMap"
local m = OrderedMap()
m:set("z", 1) m:set("a", 2) m:set("m", 3)
show("ordered", m:keys(), m:values(), tostring(m))
local Set = require "pl.Set"
show("set", Set { 1, 2 } + Set { 2, 3 } == Set { 1, 2, 3 }, Set { 1, 2 } * Set { 2, 3 }, Set.len(Set { 1, 2, 3 } - Set { 2 }), Set { 1 } < Set { 1, 2 }, Set { 1, 2 } ^ Set { 2, 3 } == Set { 1, 3 })
local MultiMap = require "pl.MultiMap"
local mm = MultiMap() mm:set("a", 1) mm:set("a", 2)
show("multimap", mm)

local seq = require "pl.seq"
show("seq", seq.copy(seq.filter(seq.list { 1, 2, 3, 4 }, ">", 2)), seq.sum { 1, 2, 3 }, seq.copy(seq.range(1, 4)), seq.reduce("..", { "a", "b" }), seq { 1, 2, 3 }:map("*", 2):copy(), seq.minmax { 4, 2, 9 })
show("seq2", seq.copy_tuples(seq.zip({ 1, 2 }, { "x", "y" })), seq.copy(seq.unique(seq.list { 1, 1, 2 })), seq.copy(seq.take(seq.list { 5, 6, 7 }, 2)), seq { 1, 2, 3, 4 }:skip(2):copy(), seq.count_map { "a", "b", "a" })

local func = require "pl.func"
local _1, _2 = func._1, func._2
show("func", tostring(_1 + _2 * 2), func.I(_1 * 2 + 1)(20), tablex.map(_1 ^ 2, { 1, 2, 3 }), func.compose(string.upper, string.reverse)("abc"), func.bind1(math.max, 10)(3))
local comp = require("pl.comprehension").new()
show("comprehension", comp "x for x" { 1, 2, 3 }, comp "x^2 for x=1,5 if x % 2 == 1" (), comp "sum(x*y for x for y)" ({ 1, 2 }, { 3, 4 }), comp "max(x for x)" { 3, 9, 4 })
try("comprehension error", function() return comp "x for" () end)

local lexer = require "pl.lexer"
local tokens = {}
for kind, value in lexer.lua("local x = 10 + f('str') -- comment\nreturn x", { space = true }) do tokens[#tokens + 1] = kind .. ":" .. tostring(value) end
print(table.concat(tokens, " "))
local cpp = {}
for kind, value in lexer.cpp("int main() { return 0x1F; /* c */ }", { space = true, comments = true }) do cpp[#cpp + 1] = kind .. ":" .. tostring(value) end
print(table.concat(cpp, " "))

local sip = require "pl.sip"
local t = {}
show("sip", sip.match("$v{name}=$d{age}", "alice=42", t), t, sip.compile "($i,$i)"("(10,20)", t), t, sip.create_pattern "$S{file}:$d")
local data = require "pl.data"
local d = data.read(require("pl.stringio").open "x y z\n10 2 3\n40 50 60\n")
show("data", d.fieldnames, d:column_by_name "y")
show("query", seq.copy_tuples(d:select "x,z where y > 5"))
local template = require "pl.template"
print(template.substitute("# for i = 1, 3 do\n<li>$(i) $(name:upper())</li>\n# end\n", { name = "x", _escape = "#" }))
show("template error", template.substitute("# for i = 1 do\n", {}))
local xml = require "pl.xml"
local doc = xml.parse "<a x='1'><b>text</b><c/><b>more &amp; more</b></a>"
print(xml.tostring(doc, "", "  "))
show("xml", doc:get_attribs(), doc:child_with_name("b"):get_text(), #doc:get_elements_with_name "b", doc:match "<a><b>$text</b></a>")
local types = require "pl.types"
show("types", types.is_callable(print), types.is_integer(3.0), types.is_empty "", types.type(io.stdout), types.to_bool "yes", types.is_iterable {})
local utils = require "pl.utils"
show("utils", utils.split("a  b c"), utils.splitv("a,b", ","), utils.choose(true, 1, 2), utils.escape "a.b", utils.is_type({}, "table"), utils.string_lambda "|x| x+1"(2), utils.memoize(function(x) return x * 2 end)(4))
try("assert_arg", utils.assert_arg, 1, 5, "table")
show("raise", pcall(function() utils.on_error "error" utils.raise "oops" end))
utils.on_error "default"
local Date = pcall(require, "pl.Date")
local permute = require "pl.permute"
show("permute", permute.table { 1, 2, 3 })
local strict = require "pl.strict"
local env = strict.module("test", {})
try("strict", function() return env.undefined end)
local array2d = require "pl.array2d"
show("array2d", array2d.map("*", { { 1, 2 }, { 3, 4 } }, 2), array2d.column({ { 1, 2 }, { 3, 4 } }, 2), array2d.reduce_rows("+", { { 1, 2 }, { 3, 4 } }), array2d.flatten { { 1 }, { 2, 3 } }, array2d.product("..", { "a", "b" }, { "c" }))
local input = require "pl.input"
show("input", seq.copy(input.numbers(require("pl.stringio").open "10 20 x 30.5")))
local lapp = require "pl.lapp"
show("lapp", lapp.process_options_string("-v,--verbose  Verbose\n-n (default 10) Count\n<file> (string) Name\n", { "-v", "-n", "5", "name.txt" }))
local config = require "pl.config"
show("config", config.read(require("pl.stringio").open "# comment\nname = x\n[sec]\nvalue=10,20\nflag = true\n"))
