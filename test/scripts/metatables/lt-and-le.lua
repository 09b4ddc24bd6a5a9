local mt = {__lt = function(a, b) return "x" end, __le = function(a, b) return nil end}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a < b, a <= b, a > b, a >= b) --> true false true false
print(a < 1, 1 <= a) --> true false
