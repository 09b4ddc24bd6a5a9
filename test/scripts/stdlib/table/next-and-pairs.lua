local t = {10, 20, x = 1}
print(next({}), next(t), next(t, 1)) --> nil 1 2 20
local n = 0
for k, v in pairs(t) do n = n + v end
print(n) --> 31
print(rawequal(pairs({}), next), select("#", pairs({}))) --> true 3
print(pcall(next, t, "missing")) --> false invalid key to 'next'
print(pcall(function() for k in pairs(nil) do end end)) --> false script.lua:8: bad argument #1 to 'for iterator' (table expected, got nil)
print(pcall(function() for k in ipairs() do end end)) --> false script.lua:9: bad argument #1 to 'ipairs' (value expected)
print(pcall(function() for k in ipairs(nil) do end end)) --> false attempt to index a nil value
