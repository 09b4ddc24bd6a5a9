-- size: 8000000  quick: 50000
-- needs: int64
-- A linear congruential generator modulo 2^64.
return function(n)
  local x, high = 1, 0
  for _ = 1, n do
    x = x * 6364136223846793005 + 1442695040888963407
    if x < 0 then high = high + 1 end
  end
  assert(math.abs(high / n - 0.5) < 0.02)
  local y = 1
  for _ = 1, 3 do y = y * 6364136223846793005 + 1442695040888963407 end
  assert(y == -6486624265480721906, y)
end
