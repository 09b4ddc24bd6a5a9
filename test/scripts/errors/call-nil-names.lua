print(pcall(function() undefinedfunction() end)) --> false script.lua:1: attempt to call a nil value (global 'undefinedfunction')
print(pcall(function() local f f() end)) --> false script.lua:2: attempt to call a nil value (local 'f')
print(pcall(function() local t = {} t.method() end)) --> false script.lua:3: attempt to call a nil value (field 'method')
print(pcall(function() local t = {} t:method() end)) --> false script.lua:4: attempt to call a nil value (method 'method')
print(pcall(function() local s = "" s:nomethod() end)) --> false script.lua:5: attempt to call a nil value (method 'nomethod')
print(pcall(function() local t = {} t[1]() end)) --> 5.3: false script.lua:6: attempt to call a nil value (field '?') --> 5.4: false script.lua:6: attempt to call a nil value (field 'integer index')
local up = 5
print(pcall(function() up() end)) --> false script.lua:8: attempt to call a number value (upvalue 'up')
print(pcall(function() ("x")() end)) --> false script.lua:9: attempt to call a string value (constant 'x')
print(pcall(function() math.nothing() end)) --> false script.lua:10: attempt to call a nil value (field 'nothing')
print(pcall(function() (1)() end)) --> false script.lua:11: attempt to call a number value
