local t = setmetatable({1, 2, 3}, {__len = function() return 42 end})
print(#t, rawlen(t)) --> 42 3
local s = setmetatable({}, {__len = function() return "any value" end})
print(#s) --> any value
