local function f(n) return n <= 1 and 1 or n * f(n - 1) end
local g = f
f = nil
print(pcall(g, 3)) --> false script.lua:1: attempt to call a nil value (upvalue 'f')
local h = function(n) return h end
print(h(1)) --> nil
