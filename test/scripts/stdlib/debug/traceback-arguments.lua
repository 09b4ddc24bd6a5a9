print(debug.traceback(nil) == debug.traceback()) --> true
print(debug.traceback({}) ~= nil, debug.traceback(print) == print, debug.traceback(true)) --> true true true
print((debug.traceback(12, 100))) --> 12 | stack traceback:
print((debug.traceback("message", 100))) --> message | stack traceback:
print((debug.traceback("message", -1))) --> message | stack traceback:
print(pcall(debug.traceback, "x", {})) --> false bad argument #2 to 'debug.traceback' (number expected, got table)
print((debug.traceback(coroutine.create(print)))) --> stack traceback:
print((debug.traceback(coroutine.create(print), "m"))) --> m | stack traceback:
print((debug.traceback(coroutine.create(print), nil, 3))) --> stack traceback:
print(debug.traceback(coroutine.create(print), {}) ~= nil) --> true
