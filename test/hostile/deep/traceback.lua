-- A traceback of a deep stack is short
-- expect: ok true
local function f(n) if n == 0 then return debug.traceback() end return (f(n - 1)) end
print(#f(100000) < 2000)
