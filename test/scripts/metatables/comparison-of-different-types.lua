local mt = {__lt = function(a, b) return "lt" end, __eq = function() error("not called") end}
local t = setmetatable({}, mt)
print(t < 1, 1 < t, t < "x", pcall(function() return t <= 1 end)) --> true true true true false
print(t == 1, t ~= "x", t == nil) --> false true false
