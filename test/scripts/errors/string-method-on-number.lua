print(pcall(function() local n = 5 return n:foo() end)) --> false script.lua:1: attempt to index a number value (local 'n')
print(pcall(function() local n = 5 return n.x end)) --> false script.lua:2: attempt to index a number value (local 'n')
print(pcall(function() return (true).x end)) --> false script.lua:3: attempt to index a boolean value
