local class = {}
class.__index = class
function class:get() return self.v end
local o = setmetatable({v = 5}, class)
print(o:get(), o.get == class.get, rawget(o, "get")) --> 5 true nil
print(pcall(function() return o:nomethod() end)) --> false script.lua:6: attempt to call a nil value (method 'nomethod')
