-- Remainders of the largest by the smallest
-- expect: limit instructions
while true do local a, b = math.fmod(1.7e308, 5e-324), 1.7e308 % 5e-324, math.fmod(math.mininteger, -1) end
