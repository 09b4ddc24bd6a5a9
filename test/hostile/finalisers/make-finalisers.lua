-- Finalisers that make more objects with finalisers than they had
-- limits: memory=64M
-- expect: limit instructions
local mt = {}
mt.__gc = function() for i = 1, 2 do setmetatable({}, mt) end end
setmetatable({}, mt)
while true do collectgarbage() end
