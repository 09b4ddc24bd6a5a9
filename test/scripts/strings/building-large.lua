local parts = {}
for i = 1, 10000 do parts[i] = i % 10 end
local s = table.concat(parts)
print(#s, s:sub(1, 12), s:sub(-3)) --> 10000 123456789012 890
local t = ""
for i = 1, 1000 do t = t .. "x" end
print(#t, t == ("x"):rep(1000)) --> 1000 true
