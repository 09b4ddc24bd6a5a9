local t = setmetatable({}, {__call = function(self, ...) return select("#", ...), ... end})
print(t()) --> 0
print(t(1, nil)) --> 2 1 nil
print(t"str") --> 1 str
print(pcall(t, "x")) --> true 1 x
