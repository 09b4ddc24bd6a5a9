local t = setmetatable({}, {__add = function(a, b) return "t handles " .. type(a) .. " " .. type(b) end})
print("10" + t) --> t handles string table
print(t + "x") --> t handles table string
print(pcall(function() return "abc" + 1 end)) --> 5.3: false script.lua:4: attempt to perform arithmetic on a string value --> 5.4: false script.lua:4: attempt to add a 'string' with a 'number'
