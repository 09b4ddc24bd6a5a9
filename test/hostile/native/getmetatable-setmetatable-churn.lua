-- Metatables changed all the time
-- expect: limit instructions
local t, a, b = {}, { __index = {} }, { __newindex = {} }
while true do setmetatable(t, a) local x = t.y setmetatable(t, b) t.z = nil setmetatable(t, nil) getmetatable(t) end
