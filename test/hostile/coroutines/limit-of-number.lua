-- More coroutines than there may be is an error that can be caught
-- limits: coroutines=100
-- expect: ok false true
local t = {}
local ok, m = pcall(function() for i = 1, 1000 do t[i] = coroutine.create(function() coroutine.yield() end) coroutine.resume(t[i]) end end)
print(ok, #t <= 100)
