-- Comparing integers with floats next to each other
-- expect: ok true false true false true
local a, f = math.maxinteger, 2.0 ^ 63
print(a < f, a == f, a <= f, f < a, math.mininteger == -f)
