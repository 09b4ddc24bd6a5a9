-- Finalisers that make finalisers when the engine is closed
-- expect: ok made
local mt = {}
mt.__gc = function(o) setmetatable({}, mt) end
setmetatable({}, mt)
print("made")
