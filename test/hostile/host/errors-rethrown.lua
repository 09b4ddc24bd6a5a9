-- The error of a host function thrown on through coroutines and handlers
-- host: throwing
-- expect: error plain message
local ok, e = pcall(coroutine.wrap(function() host.error() end))
local ok2, e2 = xpcall(error, function(m) return m end, e)
error(e2)
