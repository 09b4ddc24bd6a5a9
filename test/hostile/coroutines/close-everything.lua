-- coroutine.close of coroutines in every state
-- dialects: 5.4
-- expect: ok false attempt to yield across a C-call boundary | false x | true | false
local co = coroutine.create(function() local a <close> = setmetatable({}, { __close = function() coroutine.yield() end }) coroutine.yield() end)
coroutine.resume(co)
print(coroutine.close(co))
co = coroutine.create(function() error("x", 0) end)
coroutine.resume(co)
print(coroutine.close(co))
print(coroutine.close(coroutine.create(print)))
print((pcall(coroutine.close, coroutine.running())))
