local t = setmetatable({}, {__add = function() return 1, 2, 3 end, __index = function() return 4, 5 end,
  __concat = function() end})
print(t + 1) --> 1
print(t.x) --> 4
print(t .. "a") --> nil
