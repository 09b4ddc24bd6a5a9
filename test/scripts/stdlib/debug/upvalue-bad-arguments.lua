print(pcall(debug.getupvalue)) --> false bad argument #2 to 'debug.getupvalue' (number expected, got no value)
print(pcall(debug.getupvalue, print)) --> false bad argument #2 to 'debug.getupvalue' (number expected, got no value)
print(pcall(debug.getupvalue, 1, 1)) --> false bad argument #1 to 'debug.getupvalue' (function expected, got number)
print(pcall(debug.getupvalue, print, "x")) --> false bad argument #2 to 'debug.getupvalue' (number expected, got string)
print(pcall(debug.setupvalue, print, 1)) --> false bad argument #3 to 'debug.setupvalue' (value expected)
print(pcall(debug.setupvalue, 1, 1, 1)) --> false bad argument #1 to 'debug.setupvalue' (function expected, got number)
print(pcall(debug.upvalueid, 1, 1)) --> false bad argument #1 to 'debug.upvalueid' (function expected, got number)
print(pcall(debug.upvalueid, print, 1)) --> 5.3: false bad argument #2 to 'debug.upvalueid' (invalid upvalue index) --> 5.4: true nil
print(pcall(debug.upvalueid, function() end, 1)) --> 5.3: false bad argument #2 to 'debug.upvalueid' (invalid upvalue index) --> 5.4: true nil
print(pcall(debug.upvaluejoin, print, 1)) --> false bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
local x
local function f() return x end
print(pcall(debug.upvaluejoin, f, 1, f, 2)) --> false bad argument #4 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, f, 0, f, 1)) --> false bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, coroutine.wrap(f), 1, f, 1)) --> false bad argument #1 to 'debug.upvaluejoin' (Lua function expected)
print(pcall(debug.upvaluejoin, f, 1, coroutine.wrap(f), 1)) --> false bad argument #3 to 'debug.upvaluejoin' (Lua function expected)
print(type(debug.upvalueid(f, 1)), tostring(debug.upvalueid(f, 1)):match("^userdata: ") ) --> userdata userdata:
