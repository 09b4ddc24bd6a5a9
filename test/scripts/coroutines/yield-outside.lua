print(pcall(coroutine.yield, 1)) --> false attempt to yield from outside a coroutine
---
coroutine.yield() -- expect error (no position): attempt to yield from outside a coroutine
