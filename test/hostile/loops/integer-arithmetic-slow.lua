-- Arithmetic on 64-bit integers and floats, the slow kinds
-- expect: limit instructions
local a, b = math.maxinteger, math.mininteger
while true do local c = a * b, a // 3, b % 7, a ~ b, a << 1, b >> 3, a * 1.5, 2.0 ^ 0.5, a // 0.1, -b, a == b + 0.0, a < b + 0.5 end
