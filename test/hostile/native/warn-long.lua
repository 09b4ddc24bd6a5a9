-- warn of long messages and many pieces
-- dialects: 5.4
-- expect: limit instructions
warn("@on")
local t = {}
for i = 1, 10000 do t[i] = "piece" end
while true do warn(("x"):rep(100000)) warn(table.unpack(t)) end
