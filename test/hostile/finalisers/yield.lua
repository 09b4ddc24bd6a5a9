-- Finalisers that yield
-- expect: ok 1 done
local ran = 0
local co = coroutine.wrap(function()
  setmetatable({}, { __gc = function() ran = ran + 1 coroutine.yield() end })
  pcall(collectgarbage)
  return "done"
end)
local r = co()
print(ran, r)
