-- A list a million long is marked and converted without recursion
-- limits: instructions=1e8
-- expect: ok true
local t = {}
for i = 1, 1000000 do t = { t } end
collectgarbage()
print(collectgarbage("count") > 1000)
