print(("abc"):len(), ("%d"):format(7)) --> 3 7
getmetatable("").__index = function(s, k) return k .. " of " .. s end
local s = "str"
print(s.anything) --> anything of str
