-- Fields cleared and changed during a traversal
-- expect: ok 20000 nil
local t, n = {}, 0
for i = 1, 10000 do t["k" .. i] = i t[i] = i end
for k in pairs(t) do t[k] = nil n = n + 1 if n % 1000 == 0 then collectgarbage() end end
print(n, next(t))
