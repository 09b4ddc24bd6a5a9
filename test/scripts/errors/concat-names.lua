print(pcall(function() local a return "x" .. a end)) --> false script.lua:1: attempt to concatenate a nil value (local 'a')
print(pcall(function() local t = {} return t.name .. "x" end)) --> false script.lua:2: attempt to concatenate a nil value (field 'name')
print(pcall(function() return "a" .. {} .. "b" end)) --> false script.lua:3: attempt to concatenate a table value
print(pcall(function() return 1 .. undefined end)) --> false script.lua:4: attempt to concatenate a nil value (global 'undefined')
print(pcall(function() return true .. "" end)) --> false script.lua:5: attempt to concatenate a boolean value
local up = {}
print(pcall(function() return up .. "z" end)) --> false script.lua:7: attempt to concatenate a table value (upvalue 'up')
