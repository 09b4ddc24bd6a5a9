local mt = {}
local t = setmetatable({}, mt)
print(pcall(function() return t + 1 end)) --> false script.lua:3: attempt to perform arithmetic on a table value (upvalue 't')
mt.__add = function() return "added" end
print(t + 1) --> added
mt.__add = nil
print(pcall(function() return t + 1 end)) --> false script.lua:7: attempt to perform arithmetic on a table value (upvalue 't')
mt.__index = {x = 1}
print(t.x) --> 1
mt.__index = nil
print(t.x) --> nil
