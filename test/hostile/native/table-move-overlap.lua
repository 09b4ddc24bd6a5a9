-- table.move onto itself, backwards, through metamethods
-- expect: limit instructions
local t = setmetatable({}, { __index = function(_, k) return k end, __newindex = function() end })
while true do table.move(t, 1, 1e6, 2) end
