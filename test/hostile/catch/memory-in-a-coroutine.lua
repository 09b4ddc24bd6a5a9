-- A coroutine cannot hide its memory
-- limits: memory=16M instructions=1e9
-- expect: limit memory
local co = coroutine.wrap(function()
  local t = {}
  while true do t[#t + 1] = ("x"):rep(1000) .. #t if #t % 100 == 0 then coroutine.yield() end end
end)
while true do pcall(co) end
