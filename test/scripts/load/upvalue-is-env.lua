local f = load("a = 1; return function() return a end")
print(debug.getupvalue(f, 1) == "_ENV", f()()) --> true 1
local g = load("local x = 1")
print(debug.getupvalue(g, 1)) --> 5.3: _ENV table: 0x55b727510bc0 --> 5.4: _ENV table: 0x5608e5f8ac50
print(debug.setupvalue(f, 1, {print = print})) --> _ENV
print(pcall(f)) --> 5.3: true function: 0x55b7275187f0 --> 5.4: true function: 0x5608e5f90f90
