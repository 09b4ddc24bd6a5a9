local parts = {"return ", "1", " + 2", nil}
local i = 0
print(load(function() i = i + 1 return parts[i] end)()) --> 3
local n = 0
print(load(function() n = n + 1 if n == 1 then return "return 'x'" elseif n == 2 then return "" end end)()) --> x
print(pcall(load, function() return {} end)) --> true nil reader function must return a string
print(pcall(load, function() error("reader failed", 0) end)) --> true nil reader failed
print(load(function() return nil end)()) -->
print(pcall(load, 5, "=number")) --> true nil number:1: unexpected symbol near '5'
print(pcall(load, {})) --> false bad argument #1 to 'load' (function expected, got table)
