local function rec(n) return n == 0 and "ok" or rec(n - 1) end
print(rec(3)) --> ok
local f = function(n) return n == 0 and "ok" or f(n - 1) end
print(pcall(f, 1)) --> false script.lua:3: attempt to call a nil value (global 'f')
