local n = 0
local mt = {__eq = function(a, b) n = n + 1 return "truthy" end}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a == b, a ~= b, a == a, n) --> true false true 2
print(a == 1, 1 == a, a == "x", n) --> false false false 2
local c = setmetatable({}, {__eq = function() return false end})
print(a == c, c == a, rawequal(a, b)) --> true false false
