-- string.char of as many arguments as fit
-- expect: limit instructions
local t = {}
for i = 1, 200000 do t[i] = 65 end
while true do string.char(table.unpack(t)) end
