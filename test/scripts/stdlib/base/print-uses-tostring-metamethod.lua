print(setmetatable({}, {__tostring = function() return "T" end}), nil, 1) --> T nil 1
print() -->
print("a\0b" == "a\0b") --> true
---
print(pcall(print, setmetatable({}, {__tostring = function() return 5 end}))) --> 5 | true
