-- The loop of all loops
-- expect: limit instructions
while true do end
