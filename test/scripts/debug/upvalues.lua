local a, b = 1, 2
local function f() return a, b end
print(debug.getupvalue(f, 1)) --> a 1
print(debug.getupvalue(f, 2)) --> b 2
print(debug.getupvalue(f, 3)) -->
print(debug.setupvalue(f, 1, "new"), a) --> a new
print(debug.getupvalue(print, 1)) -->
print(debug.getupvalue(string.gmatch("x", "x"), 1)) --> x
