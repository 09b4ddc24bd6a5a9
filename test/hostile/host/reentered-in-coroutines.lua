-- Coroutines that are resumed across the host
-- host: reentering
-- expect: ok false true
local co
co = coroutine.wrap(function() return host.call(function() return coroutine.yield(1) end) end)
local ok, m = pcall(co)
print(ok, type(m) == "string" or type(m) == "userdata")
