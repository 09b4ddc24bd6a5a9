local function inner()
  coroutine.yield()
end
local co = coroutine.create(function()
  inner()
end)
coroutine.resume(co)
print((debug.traceback(co))) --> stack traceback: | [C]: in function 'coroutine.yield' | script.lua:2: in upvalue 'inner' | script.lua:5: in function <script.lua:4>
print((debug.traceback(co, "at level 1", 1))) --> at level 1 | stack traceback: | script.lua:2: in upvalue 'inner' | script.lua:5: in function <script.lua:4>
print((debug.traceback(co, nil, 9))) --> stack traceback:
coroutine.resume(co)
print((debug.traceback(co))) --> stack traceback:
local failing = coroutine.create(function() local x = nil; x() end)
coroutine.resume(failing)
print((debug.traceback(failing))) --> stack traceback: | script.lua:13: in function <script.lua:13>
