-- only: 5.4
local co = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function(_, e) print("closing", e) end})
  coroutine.yield()
end)
coroutine.resume(co)
print(coroutine.close(co), coroutine.status(co)) --> closing nil | true dead
print(coroutine.close(co)) --> true
print(coroutine.close(coroutine.create(print))) --> true
