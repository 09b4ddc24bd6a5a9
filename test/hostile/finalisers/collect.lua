-- Finalisers that collect
-- expect: ok done
local depth, most = 0, 0
local mt = {}
mt.__gc = function() depth = depth + 1 most = math.max(most, depth) if most < 100 then setmetatable({}, mt) collectgarbage() end depth = depth - 1 end
setmetatable({}, mt)
for i = 1, 200 do collectgarbage() end
print("done")
