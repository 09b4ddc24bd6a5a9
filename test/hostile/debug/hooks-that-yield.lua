-- Hooks that yield
-- libs: all
-- expect: ok done
local co = coroutine.create(function() debug.sethook(function() coroutine.yield() end, "l") local x = 1 x = 2 debug.sethook() return x end)
for i = 1, 20 do coroutine.resume(co) end
debug.sethook()
print("done")
