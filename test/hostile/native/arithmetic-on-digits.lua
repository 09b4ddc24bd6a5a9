-- Strings of digits as operands
-- expect: limit instructions
local d = ("9"):rep(300000)
while true do local a, b, c = d + 1, d * d, -d end
