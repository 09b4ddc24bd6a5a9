-- A format of many conversions
-- expect: limit instructions
local f, t = ("%5.1f"):rep(10000), {}
for i = 1, 10000 do t[i] = 1e300 end
while true do string.format(f, table.unpack(t)) end
