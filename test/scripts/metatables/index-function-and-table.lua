local t = setmetatable({a = 1}, {__index = function(self, k) return k .. "!" end})
print(t.a, t.b, t[1]) --> 1 b! 1!
local base = {x = "base"}
local derived = setmetatable({}, {__index = base})
print(derived.x, derived.y) --> base nil
print(rawget(derived, "x")) --> nil
