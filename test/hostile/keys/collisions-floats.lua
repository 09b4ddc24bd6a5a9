-- Floats whose bits differ in few places
-- expect: limit instructions
local t, i = {}, 0
while true do i = i + 1 t[2.0 ^ -(i % 1000) + i * 2.0 ^ 40 + 0.25] = i end
