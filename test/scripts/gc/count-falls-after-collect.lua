local before = collectgarbage("count")
local t = {}
for i = 1, 10000 do t[i] = {i} end
local during = collectgarbage("count")
t = nil
collectgarbage()
print(during > before + 100, collectgarbage("count") < during - 100) --> true true
