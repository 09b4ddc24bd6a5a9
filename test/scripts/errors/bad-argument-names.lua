print(pcall(string.rep)) --> false bad argument #1 to 'string.rep' (string expected, got no value)
print(pcall(function() string.rep() end)) --> false script.lua:2: bad argument #1 to 'rep' (string expected, got no value)
print(pcall(function() ("x"):rep() end)) --> false script.lua:3: bad argument #1 to 'rep' (number expected, got no value)
print(pcall(function() ("x"):rep({}) end)) --> false script.lua:4: bad argument #1 to 'rep' (number expected, got table)
print(pcall(function() ("x").rep({}, 1) end)) --> false script.lua:5: bad argument #1 to 'rep' (string expected, got table)
print(pcall(function() local r = string.rep r(1) end)) --> false script.lua:6: bad argument #2 to 'r' (number expected, got no value)
local t = {f = string.rep}
print(pcall(function() t.f(nil) end)) --> false script.lua:8: bad argument #1 to 'f' (string expected, got nil)
print(pcall(function() t:f(1) end)) --> false script.lua:9: calling 'f' on bad self (string expected, got table)
