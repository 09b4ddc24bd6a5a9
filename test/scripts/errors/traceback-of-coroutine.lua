local co = coroutine.create(function() local function deep() coroutine.yield() end deep() end)
coroutine.resume(co)
print(debug.traceback(co)) --> stack traceback: | [C]: in function 'coroutine.yield' | script.lua:1: in local 'deep' | script.lua:1: in function <script.lua:1>
print(debug.traceback(co, "with message")) --> with message | stack traceback: | [C]: in function 'coroutine.yield' | script.lua:1: in local 'deep' | script.lua:1: in function <script.lua:1>
print(debug.traceback(co, nil, 1)) --> stack traceback: | script.lua:1: in local 'deep' | script.lua:1: in function <script.lua:1>
print(debug.traceback(coroutine.create(print))) --> stack traceback:
