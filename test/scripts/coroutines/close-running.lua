-- only: 5.4
print(pcall(coroutine.close, coroutine.running())) --> false cannot close a running coroutine
print(coroutine.wrap(function() return pcall(coroutine.close, coroutine.running()) end)()) --> false cannot close a running coroutine
local co
co = coroutine.create(function() local inner = coroutine.wrap(function() return pcall(coroutine.close, co) end) return inner() end)
print(coroutine.resume(co)) --> true false cannot close a normal coroutine
