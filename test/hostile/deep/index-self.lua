-- A table that is its own metatable and __index
-- expect: ok false
local t = {}
t.__index = t
t.__newindex = t
setmetatable(t, t)
print((pcall(function() return t.x end)))
