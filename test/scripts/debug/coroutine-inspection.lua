local co = coroutine.create(function(a) local b = 2 coroutine.yield() end)
coroutine.resume(co, 1)
print(debug.getlocal(co, 1, 1)) --> a 1
print(debug.getlocal(co, 1, 2)) --> b 2
print(debug.getinfo(co, 1, "l").currentline, debug.getinfo(co, 0, "n").name, debug.getinfo(co, 5)) --> 1 yield nil
print(debug.setlocal(co, 1, 1, "set"), debug.getlocal(co, 1, 1)) --> a a set
