local t = setmetatable({}, {__len = function() return "x" end})
print(pcall(table.unpack, t)) --> false object length is not an integer
print(pcall(table.insert, t, 1)) --> false object length is not an integer
local u = setmetatable({}, {__len = function() return 2.0 end, __index = function() return "v" end})
print(table.unpack(u)) --> v v
local w = setmetatable({}, {__len = function() return 1.5 end})
print(pcall(table.concat, w)) --> false object length is not an integer
