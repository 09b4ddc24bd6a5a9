-- The raw functions on long strings and large tables
-- expect: limit instructions
local a, b, t = ("x"):rep(500000) .. "a", ("x"):rep(500000) .. "a", {}
for i = 1, 50000 do t[i] = i end
while true do rawequal(a, b) rawlen(t) rawlen(a) rawget(t, a) rawset(t, a, nil) end
