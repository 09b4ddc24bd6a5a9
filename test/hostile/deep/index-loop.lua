-- A chain of __index that leads back to its start
-- expect: ok true true
local a, b = {}, {}
setmetatable(a, { __index = b, __newindex = b })
setmetatable(b, { __index = a, __newindex = a })
local ok, m = pcall(function() return a.x end)
local ok2, m2 = pcall(function() a.x = 1 end)
print(not ok and m:find("possible loop", 1, true) ~= nil, not ok2 and m2:find("possible loop", 1, true) ~= nil)
