print(pcall(function() return 1.5 & 1 end)) --> false script.lua:1: number has no integer representation
print(pcall(function() return 1 | 2^63 end)) --> false script.lua:2: number has no integer representation
print(pcall(function() local x = 0.1 return ~x end)) --> false script.lua:3: number (local 'x') has no integer representation
print(pcall(function() return "a" & 1 end)) --> 5.3: false script.lua:4: attempt to perform bitwise operation on a string value --> 5.4: false script.lua:4: attempt to perform bitwise operation on a string value (constant 'a')
print(pcall(function() return "1.5" & 1 end)) --> 5.3: false script.lua:5: number has no integer representation --> 5.4: false script.lua:5: attempt to perform bitwise operation on a string value (constant '1.5')
print(pcall(function() return {} << 1 end)) --> false script.lua:6: attempt to perform bitwise operation on a table value
print(pcall(function() local t = {v = 1.25} return 1 ~ t.v end)) --> false script.lua:7: number (field 'v') has no integer representation
print(pcall(function() return 1 >> (0/0) end)) --> false script.lua:8: number has no integer representation
print(pcall(function() return 1 & math.huge end)) --> false script.lua:9: number (field 'huge') has no integer representation
