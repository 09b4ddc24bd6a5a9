-- coroutine.close with a __close that never ends
-- dialects: 5.4
-- expect: limit instructions
local co = coroutine.create(function()
  local x <close> = setmetatable({}, { __close = function() while true do end end })
  coroutine.yield()
end)
coroutine.resume(co)
pcall(coroutine.close, co)
print("not reached")
