local t = {a = 1, b = 2}
t.a, t.b = t.b, t.a
print(t.a, t.b) --> 2 1
local x = {1, 2, 3}
local i = 1
i, x[i] = 3, "changed"
print(i, x[1], x[3]) --> 3 changed 3
