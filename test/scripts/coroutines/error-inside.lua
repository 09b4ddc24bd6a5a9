local co = coroutine.create(function() local x = nil; x.y = 1 end)
print(coroutine.resume(co)) --> false script.lua:1: attempt to index a nil value (local 'x')
print(coroutine.status(co), coroutine.resume(co)) --> dead false cannot resume dead coroutine
local co2 = coroutine.create(function() error(setmetatable({}, {__tostring = function() return "obj" end})) end)
local ok, e = coroutine.resume(co2)
print(ok, tostring(e)) --> false obj
