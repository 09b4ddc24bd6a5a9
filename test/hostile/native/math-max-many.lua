-- math.max and math.min of as many values as fit
-- expect: limit instructions
local t = {}
for i = 1, 200000 do t[i] = i end
while true do math.max(table.unpack(t)) math.min(table.unpack(t)) end
