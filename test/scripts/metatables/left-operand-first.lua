local a = setmetatable({}, {__add = function() return "a" end})
local b = setmetatable({}, {__add = function() return "b" end})
print(a + b, b + a, 1 + b, a + 1) --> a b b a
