-- Keys that collide in tables of powers of two
-- expect: limit instructions
local t = {}
local i = 0
while true do i = i + 1 t[i << 32] = i t[(i << 20) + 0.5] = i local x = t[(i + 1) << 32] end
