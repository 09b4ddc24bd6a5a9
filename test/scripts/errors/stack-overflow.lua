local function f() return 1 + f() end
local ok, e = pcall(f)
print(ok, (e:gsub("\n.*", ""))) --> false script.lua:1: stack overflow
local depth = 0
local function g() depth = depth + 1 g() end
print(pcall(g) == false, depth > 100000) --> true true
