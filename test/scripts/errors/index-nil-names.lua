print(pcall(function() local x x.y = 1 end)) --> false script.lua:1: attempt to index a nil value (local 'x')
print(pcall(function() return nothing.field end)) --> false script.lua:2: attempt to index a nil value (global 'nothing')
print(pcall(function() local t = {} return t.a.b end)) --> false script.lua:3: attempt to index a nil value (field 'a')
print(pcall(function() local t = {} t.a.b.c = 1 end)) --> false script.lua:4: attempt to index a nil value (field 'a')
print(pcall(function() local t = {{}} return t[1][2][3] end)) --> 5.3: false script.lua:5: attempt to index a nil value (field '?') --> 5.4: false script.lua:5: attempt to index a nil value (field 'integer index')
local up
print(pcall(function() return up.x end)) --> false script.lua:7: attempt to index a nil value (upvalue 'up')
print(pcall(function() local t = {} local k = "key" return t[k].z end)) --> false script.lua:8: attempt to index a nil value (field '?')
print(pcall(function() return ("x").y.z end)) --> false script.lua:9: attempt to index a nil value (field 'y')
