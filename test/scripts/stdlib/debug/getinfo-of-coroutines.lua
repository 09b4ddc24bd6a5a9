local function inner(x)
  coroutine.yield(x)
end
local co = coroutine.create(function(a)
  local b = a
  inner(b)
end)
print(debug.getinfo(co, 0)) --> nil
coroutine.resume(co, 1)
for level = 0, 2 do
  local i = debug.getinfo(co, level)
  print(i.name, i.namewhat, i.what, i.currentline) --> yield field C -1 | inner upvalue Lua 2 | nil  Lua 6
end
print(debug.getinfo(co, 3)) --> nil
coroutine.resume(co)
print(coroutine.status(co), debug.getinfo(co, 0)) --> dead nil
local failing = coroutine.create(function()
  local here = 1
  error("x")
end)
coroutine.resume(failing)
print(debug.getinfo(failing, 1, "l").currentline, debug.getlocal(failing, 1, 1)) --> 19 here 1
