-- __concat on a chain of many operands
-- expect: ok 199
local n = 0
local mt = { __concat = function(a, b) n = n + 1 return b end }
local v = setmetatable({}, mt)
load("local v = ... return " .. ("v .. "):rep(190) .. "v")(v)
for i = 1, 9 do local x = v .. "x" end
print(n)
