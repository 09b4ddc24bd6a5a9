local f = load("a = 1; return function() return a end")
print(debug.getupvalue(f, 1) == "_ENV", f()()) --> true 1
local g = load("local x = 1")
print((debug.getupvalue(g, 1))) --> _ENV
local env = {}
print(debug.setupvalue(f, 1, env)) --> _ENV
print((pcall(f)), env.a) --> true 1
