function compute(x) return x.value.deep end
print(pcall(compute, {})) --> false script.lua:1: attempt to index a nil value (field 'value')
print(pcall(compute)) --> false script.lua:1: attempt to index a nil value (local 'x')
print(pcall(function() return compute.x.y end)) --> false script.lua:4: attempt to index a function value (global 'compute')
