local co = coroutine.create(function() end)
coroutine.resume(co)
print(coroutine.resume(co)) --> false cannot resume dead coroutine
print(coroutine.resume(coroutine.running())) --> false cannot resume non-suspended coroutine
local c2
c2 = coroutine.create(function() return coroutine.resume(c2) end)
print(coroutine.resume(c2)) --> true false cannot resume non-suspended coroutine
print(coroutine.wrap(function() return pcall(coroutine.resume, 1) end)()) --> 5.3: false bad argument #1 to 'coroutine.resume' (thread expected) --> 5.4: false bad argument #1 to 'coroutine.resume' (thread expected, got number)
