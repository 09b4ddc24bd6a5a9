-- A long chain of __index looked through again and again
-- expect: limit instructions
local t = { x = 1 }
for i = 1, 1990 do t = setmetatable({}, { __index = t }) end
while true do local a, b = t.x, t.y t.x = nil end
