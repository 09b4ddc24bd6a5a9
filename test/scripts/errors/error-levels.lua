local function f(level) error("msg", level) end
local function g(level) f(level) end
print(pcall(g, 0)) --> false msg
print(pcall(g, 1)) --> false script.lua:1: msg
print(pcall(g, 2)) --> false script.lua:2: msg
print(pcall(g, 3)) --> false msg
print(pcall(error, "direct")) --> false direct
print(pcall(error, "direct", 2)) --> false script.lua:8: direct
print(pcall(error, "level not a number", {})) --> false bad argument #2 to 'error' (number expected, got table)
