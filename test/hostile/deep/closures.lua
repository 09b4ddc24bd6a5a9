-- Closures in closures in closures
-- limits: instructions=1e8
-- expect: ok 200000
local f = function() return 0 end
for i = 1, 200000 do local g = f f = function() return g end end
local n = 0
while f do f = f() n = n + 1 if f == 0 then break end end
print(n - 1)
