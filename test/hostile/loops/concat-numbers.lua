-- Concatenating numbers for ever
-- expect: limit instructions
while true do local s = 1 .. 2.5 .. math.mininteger .. 1e300 .. 1 / 3 end
