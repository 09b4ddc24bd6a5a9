local s = require "support"
local cfg = require "luarocks.core.cfg"
cfg.arch = "all"
local vers = require "luarocks.core.vers"
for _, pair in ipairs { { "1.0", "1.0.1" }, { "1.0-1", "1.0-2" }, { "2.0beta1", "2.0" }, { "scm", "9.9" }, { "1.10", "1.9" }, { "1.0a", "1.0b" }, { "3", "3.0" }, { "1.0rc1", "1.0pre2" }, { "dev-1", "cvs-2" } } do
  s.show(table.concat(pair, " <> "), vers.compare_versions(pair[1], pair[2]), vers.compare_versions(pair[2], pair[1]), tostring(vers.parse_version(pair[1])))
end
local queries = require "luarocks.queries"
for _, text in ipairs { "lua >= 5.1, < 5.4", "lpeg", "foo ~> 1.2", "bar == 1.0-1", "baz ~= 2", "x/y 1.0", "bad >", "lua >= ", "a 1 2" } do
  local query, message = queries.from_dep_string(text)
  s.show(text, query and tostring(query), message)
end
local query = queries.from_dep_string "foo >= 1.2, < 2.0"
for _, version in ipairs { "1.1", "1.2", "1.9.9-5", "2.0", "scm" } do s.show(version, vers.match_constraints(vers.parse_version(version), query.constraints)) end
local persist = require "luarocks.persist"
print(persist.save_from_table_to_string({ name = "x", list = { 1, 2, { "nested" } }, ["odd key"] = true, n = 1.5, text = "line\nbreak \"q\"" }))
local util = require "luarocks.util"
s.show("util", util.deep_copy { 1, { 2 } }, util.split_string and util.split_string("a:b::c", ":"), util.cleanup_path and util.cleanup_path("/a:/b:/a", ":", "5.3", true), util.keys and #util.keys { a = 1 }, util.variable_substitutions({ x = "$(A)/y" }, { A = "z" }))
for key, value in util.sortedpairs { c = 3, a = 1, b = 2, [1] = "one", [10] = "ten", [9] = "nine" } do io.write(tostring(key), "=", tostring(value), " ") end print()
local dir = require "luarocks.dir"
s.show("dir", dir.path("a", "b", "c"), dir.base_name "/x/y.lua", dir.dir_name "/x/y.lua", dir.normalize "/a/../b/./c//d/", dir.split_url "https://host/path")
local fun = require "luarocks.fun"
s.show("fun", fun.concat({ 1 }, { 2 }), fun.contains({ 1, 2 }, 2), fun.map({ 1, 2 }, function(x) return x * 2 end), fun.reverse_in { 1, 2, 3 }, fun.traverse({ 1, { 2 } }, function(x) return x end))
local type_check = require "luarocks.type_check"
local schema = { _version = "3.0", _any = nil, name = { _type = "string", _mandatory = true }, list = { _any = { _type = "number" } } }
s.try("type ok", type_check.type_check_table, "3.0", { name = "n", list = { 1, 2 } }, schema, "")
s.try("type bad", type_check.type_check_table, "3.0", { name = 5 }, schema, "")
local argparse = require "luarocks.argparse"
s.show("argparse", argparse("x"):get_usage())
