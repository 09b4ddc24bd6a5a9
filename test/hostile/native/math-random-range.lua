-- math.random over ranges that are hard to hit
-- expect: limit instructions
while true do
  pcall(math.random, 0) pcall(math.random, math.mininteger, math.maxinteger) pcall(math.random, 1, (1 << 62) + 1) math.random(3)
end
