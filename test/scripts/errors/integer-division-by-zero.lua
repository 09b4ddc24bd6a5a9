print(pcall(function() return 1 // 0 end)) --> false script.lua:1: attempt to divide by zero
print(pcall(function() return 1 % 0 end)) --> false script.lua:2: attempt to perform 'n%0'
print(1 // 0.0, -1 // 0.0, 1.0 // 0, 1 % 0.0) --> inf -inf inf -nan
local zero = 0
print(pcall(function() return 5 // zero end)) --> false script.lua:5: attempt to divide by zero
print(pcall(function() return 5 % zero end)) --> false script.lua:6: attempt to perform 'n%0'
