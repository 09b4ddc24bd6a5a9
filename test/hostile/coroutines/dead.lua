-- Dead coroutines resumed for ever
-- expect: limit instructions
local co = coroutine.create(function() end)
coroutine.resume(co)
while true do coroutine.resume(co) pcall(coroutine.wrap(error)) end
