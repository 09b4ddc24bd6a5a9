print(pcall(coroutine.create, 1)) --> false bad argument #1 to 'coroutine.create' (function expected, got number)
print(pcall(coroutine.resume, nil)) --> 5.3: false bad argument #1 to 'coroutine.resume' (thread expected) --> 5.4: false bad argument #1 to 'coroutine.resume' (thread expected, got nil)
print(pcall(coroutine.status, {})) --> 5.3: false bad argument #1 to 'coroutine.status' (thread expected) --> 5.4: false bad argument #1 to 'coroutine.status' (thread expected, got table)
print(pcall(coroutine.wrap)) --> false bad argument #1 to 'coroutine.wrap' (function expected, got no value)
