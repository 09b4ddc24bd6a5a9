print(pcall(function() return 2^53 | 0 end)) --> true 9007199254740992
print(pcall(function() return 1e100 | 0 end)) --> false script.lua:2: number has no integer representation
print(pcall(function() return "1e100" | 0 end)) --> 5.3: false script.lua:3: number has no integer representation --> 5.4: false script.lua:3: attempt to perform bitwise operation on a string value (constant '1e100')
print(pcall(string.sub, "x", 1.5)) --> false bad argument #2 to 'string.sub' (number has no integer representation)
print(pcall(table.unpack, {}, 1, 1e100)) --> false bad argument #3 to 'table.unpack' (number has no integer representation)
print(pcall(function() local huge = 1e300 return huge >> 1 end)) --> false script.lua:6: number (local 'huge') has no integer representation
