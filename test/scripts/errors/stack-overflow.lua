local depth = 0
local function g(n) depth = depth + 1 return n == 0 and 0 or 1 + g(n - 1) end
local ok, e = pcall(g, 1e7)
print(ok, (e:gsub("\n.*", "")), depth > 100000) --> false script.lua:2: stack overflow true
print(g(1000)) --> 1000
