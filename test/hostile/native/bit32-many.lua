-- bit32 functions of as many values as fit
-- dialects: 5.3
-- expect: limit instructions
local t = {}
for i = 1, 200000 do t[i] = -1 end
while true do
  bit32.bor(table.unpack(t)) bit32.band(table.unpack(t)) bit32.bxor(table.unpack(t)) bit32.btest(table.unpack(t))
end
