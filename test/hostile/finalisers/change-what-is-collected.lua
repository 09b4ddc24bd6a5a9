-- Finalisers that change tables and metatables during a traversal
-- expect: ok 100
local t, n = {}, 0
for i = 1, 100 do t[i] = i end
for k in pairs(t) do
  setmetatable({}, { __gc = function(o) setmetatable(o, nil) for i = 1, 10 do t["x"] = nil end end })
  collectgarbage()
  n = n + 1
end
print(n)
