local t = setmetatable({}, {__name = "Point"})
print(pcall(string.rep, t)) --> false bad argument #1 to 'string.rep' (string expected, got Point)
print(pcall(function() return t + 1 end)) --> false script.lua:3: attempt to perform arithmetic on a Point value (upvalue 't')
print(pcall(function() return t < t end)) --> false script.lua:4: attempt to compare two Point values
print(pcall(function() return t < 1 end)) --> false script.lua:5: attempt to compare Point with number
print(pcall(function() return t() end)) --> false script.lua:6: attempt to call a Point value (upvalue 't')
print(pcall(function() return #t .. t end)) --> false script.lua:7: attempt to concatenate a Point value (upvalue 't')
