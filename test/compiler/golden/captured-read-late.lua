local a, t, k
local function f() a, t, k = nil end
print(a + f(), a < f(), t[f()], a .. f())
t[k] = f()
