-- Separators multiply
-- expect: limit instructions
local t, sep = {}, ("x"):rep(100000)
for i = 1, 100 do t[i] = "" end
while true do table.concat(t, sep) end
