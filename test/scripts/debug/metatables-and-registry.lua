print(debug.getmetatable("").__index == string, debug.getmetatable(1)) --> true nil
local t = setmetatable({}, {__metatable = "hidden"})
print(getmetatable(t), type(debug.getmetatable(t))) --> hidden table
print(debug.setmetatable(10, {__index = function() return "field of a number" end})) --> 10
print((5).x) --> field of a number
debug.setmetatable(10, nil)
print(type(debug.getregistry()), debug.getregistry()[2] == _G) --> table true
