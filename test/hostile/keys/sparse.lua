-- Huge sparse integer keys do not allocate what is between them
-- limits: memory=32M
-- expect: ok 1000 true
local t, n = {}, 0
for i = 1, 1000 do t[i * 1000000007] = i end
t[math.maxinteger], t[math.mininteger] = nil, nil
for k in pairs(t) do n = n + 1 end
print(n, next(t) ~= nil)
