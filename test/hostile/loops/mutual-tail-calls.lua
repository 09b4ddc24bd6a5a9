-- Functions that tail call each other through metamethods
-- expect: limit instructions
local a = setmetatable({}, {})
local b = setmetatable({}, { __call = function() return a() end })
getmetatable(a).__call = function() return b() end
a()
