-- Poisoning the metatable of strings stays in this engine
-- expect: ok poisoned poisoned
getmetatable("").__index = function() return function() return "poisoned" end end
string.rep = function() return "poisoned" end
print(("x"):upper(), string.rep("x", 2))
