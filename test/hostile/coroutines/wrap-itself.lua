-- A wrapped coroutine that calls itself
-- expect: ok false true
local f
f = coroutine.wrap(function() return f() end)
local ok, m = pcall(f)
print(ok, m:find("cannot resume", 1, true) ~= nil)
