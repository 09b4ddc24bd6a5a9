-- Both zeros are one key
-- expect: ok 2 1 0
local t = {}
t[-0.0] = 1
t[0] = 2
local n = 0
for k in pairs(t) do n = n + 1 end
print(t[-0.0], n, (next(t)))
