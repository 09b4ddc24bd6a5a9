local obj = {}
local co = coroutine.create(function() error(obj) end)
local ok, e = coroutine.resume(co)
print(ok, e == obj) --> false true
local w = coroutine.wrap(function() error(obj, 2) end)
print(select(2, pcall(w)) == obj) --> true
