local function f() local x = nil; x.y = 1 end
print(pcall(load(string.dump(f, true), "name"))) --> false ?:-1: attempt to index a nil value
print(pcall(load(string.dump(f, false), "name"))) --> false script.lua:1: attempt to index a nil value (local 'x')
