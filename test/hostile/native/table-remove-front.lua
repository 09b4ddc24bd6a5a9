-- Removal at the front moves everything, and is paid for
-- expect: limit instructions
local t = {}
for i = 1, 100000 do t[i] = i end
while true do table.remove(t, 1) t[#t + 1] = 0 end
