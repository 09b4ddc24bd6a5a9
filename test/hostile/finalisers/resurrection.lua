-- Finalisers that bring their object back for ever
-- expect: limit instructions
local mt = {}
mt.__gc = function(o) setmetatable({}, mt) kept = o setmetatable(o, mt) end
setmetatable({}, mt)
while true do collectgarbage() end
