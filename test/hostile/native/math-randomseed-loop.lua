-- Seeding again and again
-- expect: limit instructions
while true do math.randomseed(1e15) math.randomseed(math.mininteger, math.maxinteger) pcall(math.randomseed, 0 / 0) end
