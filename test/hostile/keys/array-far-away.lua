-- Integer keys that look like an array a billion long
-- expect: ok 3
local t = {}
t[1], t[1 << 30], t[(1 << 32) - 1] = 1, 2, 3
t[1 << 31], t[1 << 32], t[-1] = 4, 5, 6
t[1 << 31], t[1 << 32], t[-1] = nil, nil, nil
local n = 0
for k in pairs(t) do n = n + 1 end
print(n)
