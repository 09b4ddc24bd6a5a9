local co = coroutine.create(function() local x = nil; x() end)
print(coroutine.resume(co)) --> false script.lua:1: attempt to call a nil value (local 'x')
print(debug.traceback(co)) --> stack traceback: | script.lua:1: in function <script.lua:1>
