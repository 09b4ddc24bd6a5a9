local function f() return 1, 2, 3 end
print(f(), f()) --> 1 1 2 3
print((f())) --> 1
local t = {f(), f()}
print(#t, t[4]) --> 4 3
print(#{f(), (f())}, #{f(), nil}) --> 2 1
local a, b, c, d = f()
print(a, b, c, d) --> 1 2 3 nil
a, b, c, d = 0, f()
print(a, b, c, d) --> 0 1 2 3
---
print({f(), f()}[4]) -- expect syntax error: ')' expected near '['
