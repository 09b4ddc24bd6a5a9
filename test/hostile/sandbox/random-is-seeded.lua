-- math.random gives away nothing of the host, and is the same in each run
-- expect 5.3: ok true
-- expect 5.4: ok true
local a = { math.random(1000000), math.random(1000000), math.random() }
print(#a == 3 and a[1] ~= a[2])
