-- A coroutine resumed by a call that came from itself
-- host: reentering
-- expect: ok false
local co
co = coroutine.create(function() return host.call(function() local ok = coroutine.resume(co) return ok end) end)
local ok, r = coroutine.resume(co)
print(r)
