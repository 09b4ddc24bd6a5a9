-- Coroutines that are created and dropped
-- expect: limit instructions
while true do coroutine.wrap(function() coroutine.yield() end)() end
