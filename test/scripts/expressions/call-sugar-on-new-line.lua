local function f() return function() return "called" end end
local x = f
()
print(type(x)) --> function
local t = {}
t.x = f()
print(t.x()) --> called
