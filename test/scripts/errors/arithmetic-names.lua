print(pcall(function() local a return a + 1 end)) --> false script.lua:1: attempt to perform arithmetic on a nil value (local 'a')
print(pcall(function() return globalvar * 2 end)) --> false script.lua:2: attempt to perform arithmetic on a nil value (global 'globalvar')
print(pcall(function() local t = {} return 1 - t.field end)) --> false script.lua:3: attempt to perform arithmetic on a nil value (field 'field')
print(pcall(function() return {} / 2 end)) --> false script.lua:4: attempt to perform arithmetic on a table value
print(pcall(function() local a = {} return -a end)) --> false script.lua:5: attempt to perform arithmetic on a table value (local 'a')
print(pcall(function() local b = true return 2 ^ b end)) --> false script.lua:6: attempt to perform arithmetic on a boolean value (local 'b')
print(pcall(function() return print % 2 end)) --> false script.lua:7: attempt to perform arithmetic on a function value (global 'print')
print(pcall(function() local t = {} return t[1] + t[2] end)) --> 5.3: false script.lua:8: attempt to perform arithmetic on a nil value (field '?') --> 5.4: false script.lua:8: attempt to perform arithmetic on a nil value (field 'integer index')
