-- A chunk cut off at each length, and with more after its end
-- libs: all
-- options: allowBytecode
-- expect: ok 0
local d = string.dump(function(a) local t = { a, 1.5, "x" } return function() return t end end)
local n = 0
for i = 0, #d - 1 do if load(d:sub(1, i), "=bad", "b") then n = n + 1 end end
print(n)
