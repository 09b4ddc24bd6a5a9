-- only: 5.4
local co = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function() error("in close", 0) end})
  coroutine.yield()
end)
coroutine.resume(co)
print(coroutine.close(co)) --> false in close
print(coroutine.status(co)) --> dead
local dead = coroutine.create(function() error("boom", 0) end)
coroutine.resume(dead)
print(coroutine.close(dead)) --> false boom
print(coroutine.close(dead)) --> true
