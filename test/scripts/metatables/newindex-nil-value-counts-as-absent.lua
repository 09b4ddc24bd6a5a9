local n = 0
local t = setmetatable({}, {__newindex = function(self, k, v) n = n + 1 rawset(self, k, v) end})
t.a = 1
t.a = nil
t.a = 2
t.a = 3
print(n, t.a) --> 2 3
