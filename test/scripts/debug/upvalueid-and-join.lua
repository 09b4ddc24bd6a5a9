local x, y = 1, 2
local function f() return x end
local function g() return x end
local function h() return y end
print(debug.upvalueid(f, 1) == debug.upvalueid(g, 1), debug.upvalueid(f, 1) == debug.upvalueid(h, 1)) --> true false
debug.upvaluejoin(f, 1, h, 1)
print(f(), g()) --> 2 1
print(pcall(debug.upvaluejoin, f, 2, h, 1)) --> false bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, f, 1, print, 1)) --> false bad argument #4 to 'debug.upvaluejoin' (invalid upvalue index)
