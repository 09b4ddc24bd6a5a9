local cos = {}
for i = 1, 1000 do cos[i] = coroutine.wrap(function() local n = i while true do n = n + coroutine.yield(n) end end) end
local sum = 0
for i = 1, 1000 do sum = sum + cos[i]() end
for i = 1, 1000 do sum = sum + cos[i](1) end
print(sum) --> 1002000
