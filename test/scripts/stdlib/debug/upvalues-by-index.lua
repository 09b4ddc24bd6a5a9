local a, b = 1, nil
local function f() a = b return a end
for i = -1, 3 do print(i, debug.getupvalue(f, i)) end --> -1 | 0 | 1 a 1 | 2 b nil | 3
print(debug.setupvalue(f, 2, "set"), a, b) --> b 1 set

print(select("#", debug.setupvalue(f, 3, 1)), select("#", debug.getupvalue(f, 9))) --> 0 0
print(debug.getupvalue(load("return x"), 1) == "_ENV") --> true
print(debug.setupvalue(load("return x"), 1, {})) --> _ENV
local g = load("return x")
debug.setupvalue(g, 1, {x = "from env"})
print(g()) --> from env
