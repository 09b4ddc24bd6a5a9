-- A suspended coroutine given to the host
-- expect: ok
local co = coroutine.create(function() while true do coroutine.yield() end end)
coroutine.resume(co)
return co, coroutine.wrap(function() while true do end end)
