-- A chunk sees the environment it is given and no other
-- expect: ok nil nil e
local f = load("return print, _G, x", "=x", "t", { x = "e" })
local a, b, c = f()
print(a, b, c)
