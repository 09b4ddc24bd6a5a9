debug.setmetatable(1, {__index = {double = function(n) return n * 2 end}, __call = function(n, x) return n + x end})
print((21):double(), (3)(4)) --> 42 7
debug.setmetatable(nil, {__index = function(_, k) return "nil." .. k end})
local x
print(x.field) --> nil.field
debug.setmetatable(true, {__add = function(a, b) return "boolean add" end})
print(true + 1) --> boolean add
debug.setmetatable(print, {__index = {name = "f"}})
print(print.name) --> f
