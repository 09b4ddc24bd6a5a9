local log = {}
local t = setmetatable({old = 1}, {__newindex = function(self, k, v) rawset(self, k, v * 2) end})
t.old = 5
t.new = 5
print(t.old, t.new) --> 5 10
local store = {}
local p = setmetatable({}, {__newindex = store})
p.x = 1
print(rawget(p, "x"), store.x) --> nil 1
