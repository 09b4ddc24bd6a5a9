print(pcall(function() return 1 < "2" end)) --> false script.lua:1: attempt to compare number with string
print(pcall(function() return {} < {} end)) --> false script.lua:2: attempt to compare two table values
print(pcall(function() return nil < 1 end)) --> false script.lua:3: attempt to compare nil with number
print(pcall(function() return "a" <= 1 end)) --> false script.lua:4: attempt to compare string with number
print(pcall(function() return print < print end)) --> false script.lua:5: attempt to compare two function values
print(pcall(function() return {} > 1 end)) --> false script.lua:6: attempt to compare number with table
print(pcall(function() return true >= false end)) --> false script.lua:7: attempt to compare two boolean values
