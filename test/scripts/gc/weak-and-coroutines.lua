local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
local w = setmetatable({}, {__mode = "k"})
local co = coroutine.create(function(a)
  local b = {}
  w[a], w[b], w[{}] = 1, 2, 3
  coroutine.yield({})
  w[{}] = 4
  a = nil
  coroutine.yield()
  b = nil
  coroutine.yield()
end)
coroutine.resume(co, {})
collectgarbage()
print(count(w)) --> 2
for _ = 1, 3 do coroutine.resume(co) collectgarbage() io.write(count(w), " ") end print() --> 1 0 0
-- a suspended coroutine that nothing refers to, though it refers to itself
do
  local c
  c = coroutine.wrap(function() local x = {} w[x] = c coroutine.yield() end)
  c()
end
collectgarbage()
print(count(w)) --> 0
-- a coroutine that failed keeps its stack
local dead = coroutine.create(function() local x = {} w[x] = 1 error("e") end)
coroutine.resume(dead)
collectgarbage()
print(count(w)) --> 1
dead = nil
collectgarbage()
print(count(w)) --> 0
-- collections inside nested coroutines
print(coroutine.wrap(function()
  local a = {} w[a] = 1
  return coroutine.wrap(function()
    local b = {} w[b] = 2
    w[{}] = 3
    collectgarbage()
    return count(w)
  end)()
end)()) --> 2
