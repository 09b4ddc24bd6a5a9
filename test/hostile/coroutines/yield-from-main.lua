-- Yields outside of a coroutine
-- expect: ok false attempt to yield from outside a coroutine
print(pcall(coroutine.yield))
