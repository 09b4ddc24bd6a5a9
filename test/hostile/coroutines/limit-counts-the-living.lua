-- Coroutines that have ended do not count
-- limits: coroutines=100
-- expect: ok 1000
local n = 0
for i = 1, 1000 do n = n + coroutine.wrap(function() return 1 end)() end
print(n)
