-- A float loop whose step is too small to move it
-- expect: limit instructions
for x = 1e300, math.huge, 1e-300 do end
