local function f(a, b, ...) local c = 1 return c end
for i = -1, 3 do print(debug.getlocal(f, i)) end --> nil | nil | a | b | nil
print(debug.getlocal(print, 1)) --> nil
print(debug.getlocal(function() end, 1)) --> nil
print(debug.getlocal(load("local x = 1"), 1)) --> nil
local co = coroutine.create(f)
print(debug.getlocal(co, f, 2)) --> b
