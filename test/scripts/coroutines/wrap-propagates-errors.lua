local f = coroutine.wrap(function() error({code = 7}) end)
local ok, e = pcall(f)
print(ok, type(e), e.code) --> false table 7
local g = coroutine.wrap(function() error("text") end)
print(pcall(g)) --> false script.lua:4: text
print(pcall(g)) --> false cannot resume dead coroutine
