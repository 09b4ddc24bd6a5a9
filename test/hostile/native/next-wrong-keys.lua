-- next with keys that are not there
-- expect: limit instructions
local t = {}
for i = 1, 10000 do t["k" .. i] = i t[i] = i end
while true do pcall(next, t, "nokey") pcall(next, t, {}) pcall(next, t, 0.5) pcall(next, t, -1) next(t, "k5000") end
