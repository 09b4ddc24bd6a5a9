local a, b, c = ...
local x = a and b or c
local y = a == b or not c
return a and f(b)
