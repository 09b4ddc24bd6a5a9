local parts = {"return ", "1", " + 2", nil}
local i = 0
print(load(function() i = i + 1 return parts[i] end)()) --> 3
local n = 0
print(load(function() n = n + 1 if n == 1 then return "return 'x'" elseif n == 2 then return "" end end)()) --> x
print(load(function() return {} end)) --> nil script.lua:6: reader function must return a string | stack traceback: | [C]: in function 'load' | script.lua:6: in main chunk
print(load(function() error("reader failed", 0) end)) --> nil reader failed | stack traceback: | [C]: in function 'error' | script.lua:7: in function <script.lua:7> | [C]: in function 'load' | script.lua:7: in main chunk
print(load(function() return nil end)()) -->
print(pcall(load, 5, "=number")) --> true nil number:1: unexpected symbol near '5'
print(pcall(load, {})) --> false bad argument #1 to 'load' (function expected, got table)
