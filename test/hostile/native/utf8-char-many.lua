-- utf8.char of as many of the longest as fit
-- expect: limit instructions
local t = {}
for i = 1, 100000 do t[i] = 0x10FFFF end
while true do utf8.char(table.unpack(t)) end
