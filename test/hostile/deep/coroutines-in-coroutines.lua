-- Coroutines that resume coroutines
-- expect: ok false true
local function f(n) local ok, m = coroutine.resume(coroutine.create(f), n + 1) if not ok then error(m, 0) end end
local ok, m = pcall(f, 1)
print(ok, m:find("overflow", 1, true) ~= nil)
