local function inner() print(debug.traceback("msg")) end
local function outer() inner() end
outer() --> msg | stack traceback: | script.lua:1: in upvalue 'inner' | script.lua:2: in local 'outer' | script.lua:3: in main chunk
---
function globalf() print(debug.traceback("m", 1)) end
local t = {method = function(self) globalf() end}
t:method() --> m | stack traceback: | script.lua:5: in function 'globalf' | script.lua:6: in method 'method' | script.lua:7: in main chunk
---
local function f() return debug.traceback("level 0", 0) end
print((f())) --> level 0 | stack traceback: | [C]: in function 'debug.traceback' | script.lua:9: in local 'f' | script.lua:10: in main chunk
---
print(debug.traceback("only message", 50)) --> only message | stack traceback:
print(type(debug.traceback({})), type(debug.traceback(nil)), debug.traceback(12, 50)) --> table string 12 | stack traceback:
