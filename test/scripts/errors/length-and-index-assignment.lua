print(pcall(function() local x = 5 return #x end)) --> false script.lua:1: attempt to get length of a number value (local 'x')
print(pcall(function() return #undefined end)) --> false script.lua:2: attempt to get length of a nil value (global 'undefined')
print(pcall(function() local t = {} t[nil] = 1 end)) --> false script.lua:3: table index is nil
print(pcall(function() local t = {} t[0/0] = 1 end)) --> false script.lua:4: table index is NaN
print(pcall(rawset, {}, nil, 1)) --> false table index is nil
print(pcall(function() local t = {} return t[nil], t[0/0] end)) --> true nil nil
print(pcall(function() local s = "x" s.y = 1 end)) --> false script.lua:7: attempt to index a string value (local 's')
