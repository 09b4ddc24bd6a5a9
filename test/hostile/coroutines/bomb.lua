-- Coroutines that are created and kept
-- limits: memory=64M instructions=1e9
-- expect: limit memory
local t = {}
while true do
  t[#t + 1] = coroutine.create(function() coroutine.yield() end)
  coroutine.resume(t[#t])
end
