-- Deep closures, coroutines and metatables are marked without recursion
-- limits: instructions=1e8
-- expect: ok done
local keep = {}
for i = 1, 100000 do
  local below = keep
  local co = coroutine.wrap(function() local held = below coroutine.yield() return held end)
  co()
  keep = setmetatable({}, { __index = co })
end
collectgarbage()
print("done")
