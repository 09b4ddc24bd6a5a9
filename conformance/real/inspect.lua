local s = require "support"
local inspect = require "inspect"
print(inspect { 1, 2, 3 })
print(inspect { a = 1, b = { c = { d = "deep" } }, [1] = "x", [2.5] = true, [true] = false })
print(inspect("quotes ' and \" and \n\t\0\127 \200"))
print(inspect({ 1, { 2, { 3, { 4 } } } }, { depth = 2 }))
print(inspect({ a = { b = 1 } }, { newline = "@", indent = ">" }))
local cyclic = { name = "self" } cyclic.me = cyclic
print((inspect(cyclic):gsub("%d+", "N")))
print(inspect(setmetatable({ x = 1 }, { __index = { y = 2 }, __tostring = function() return "T" end })))
print(inspect { print, function() end, coroutine.create(print), [print] = 1 })
print(inspect(nil), inspect(1e100), inspect(-0.0), inspect(1 / 0), inspect(2 ^ 53), inspect(math.mininteger))
print(inspect({ secret = 1, public = { secret = 2, ok = 3 } }, {
  process = function(item, path) if path[#path] ~= "secret" then return item end end,
}))
print(inspect({ a = 1, b = 2 }, { process = function(item) return type(item) == "number" and item * 10 or item end }))
print(inspect({ ["not an identifier"] = 1, ["end"] = 2, _ok = 3, ["1a"] = 4 }))
print(inspect(setmetatable({}, { __metatable = "hidden" })), inspect { {}, {}, { {} } })
s.show("version", inspect._VERSION:match "%d", type(inspect.KEY), type(inspect.METATABLE))
