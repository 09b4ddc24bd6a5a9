local a, b, c = 1, 2
print(a, b, c) --> 1 2 nil
a, b = b, a
print(a, b) --> 2 1
local t = {}
t.x, t.y, t.z = 1, (function() return 2, 3 end)()
print(t.x, t.y, t.z) --> 1 2 3
t[1], t[2] = 10
print(t[1], t[2]) --> 10 nil
