local function f(a, b, ...) local x = 1 return x end
local i = debug.getinfo(f)
print(i.what, i.short_src, i.source, i.linedefined, i.lastlinedefined, i.currentline, i.nups, i.nparams, i.isvararg, i.func == f) --> Lua script.lua @script.lua 1 1 -1 0 2 true true
local p = debug.getinfo(print)
print(p.what, p.short_src, p.source, p.linedefined, p.currentline, p.nparams, p.isvararg) --> C [C] =[C] -1 -1 0 true
local m = debug.getinfo(1)
print(m.what, m.currentline, m.linedefined, m.name, m.namewhat, m.istailcall) --> main 6 0 nil  false
