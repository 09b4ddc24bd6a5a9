-- __mode that changes while there are entries
-- expect: ok 0 1
local mt = {}
local t = setmetatable({ {} }, mt)
mt.__mode = "v"
collectgarbage()
local n = #t
mt.__mode = nil
t[1] = {}
collectgarbage()
print(n, #t)
