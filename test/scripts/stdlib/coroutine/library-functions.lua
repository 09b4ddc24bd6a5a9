print(type(coroutine.create(print)), pcall(coroutine.create)) --> thread false bad argument #1 to 'coroutine.create' (function expected, got no value)
print(coroutine.status(coroutine.create(print)), pcall(coroutine.status, 1)) --> 5.3: suspended false bad argument #1 to 'coroutine.status' (thread expected) --> 5.4: suspended false bad argument #1 to 'coroutine.status' (thread expected, got number)
print(coroutine.isyieldable(), select("#", coroutine.running())) --> false 2
print(pcall(coroutine.yield)) --> false attempt to yield from outside a coroutine
print(coroutine.resume(coroutine.create(function(...) return select("#", ...) end), nil, nil)) --> true 2
