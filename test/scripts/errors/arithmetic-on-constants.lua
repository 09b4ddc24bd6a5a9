print(pcall(function() local t = {} return t.x + 1 end)) --> false script.lua:1: attempt to perform arithmetic on a nil value (field 'x')
print(pcall(function() local t = {} return 1 + t.x end)) --> false script.lua:2: attempt to perform arithmetic on a nil value (field 'x')
print(pcall(function() return 10 // nil end)) --> false script.lua:3: attempt to perform arithmetic on a nil value
print(pcall(function() return "abc" * 1 end)) --> 5.3: false script.lua:4: attempt to perform arithmetic on a string value --> 5.4: false script.lua:4: attempt to mul a 'string' with a 'number'
print(pcall(function() local s = "abc" return s + 1 end)) --> 5.3: false script.lua:5: attempt to perform arithmetic on a string value (local 's') --> 5.4: false script.lua:5: attempt to add a 'string' with a 'number'
print(pcall(function() local s = "12x" return 1 + s end)) --> 5.3: false script.lua:6: attempt to perform arithmetic on a string value (local 's') --> 5.4: false script.lua:6: attempt to add a 'number' with a 'string'
