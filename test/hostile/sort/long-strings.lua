-- Long strings that differ at their end
-- expect: limit instructions
local t, s = {}, ("x"):rep(100000)
for i = 1, 100 do t[i] = s .. (i * 7919 % 100) end
while true do table.sort(t) table.sort(t, function(a, b) return a > b end) end
