local f, o = ...
f()
f(1, ...)
local a, b = f(f())
o.p.q:m("x", f())
return f {}
