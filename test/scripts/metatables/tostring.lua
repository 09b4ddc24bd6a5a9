local t = setmetatable({}, {__tostring = function() return "I am t" end})
print(t, tostring(t)) --> I am t I am t
print(#tostring(setmetatable({}, {__name = "My.Type"})) > 8, (tostring(setmetatable({}, {__name = "My.Type"})):gsub(":.*", ""))) --> true My.Type
---
print(setmetatable({}, {__tostring = function() return 1 end})) --> 1
---
print(pcall(tostring, setmetatable({}, {__tostring = function() return {} end}))) --> false '__tostring' must return a string
