-- An array filled from its end
-- expect: ok 200000 200000
local t = {}
for i = 200000, 1, -1 do t[i] = i end
local n = 0
for k in pairs(t) do n = n + 1 end
print(#t, n)
