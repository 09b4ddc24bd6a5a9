-- A loop over all integers
-- expect: limit instructions
for i = math.mininteger, math.maxinteger do end
