-- size: 6000000  quick: 50000
-- needs: int64
-- 32-bit xorshift kept in range by a mask.
return function(n)
  local x, ones = 2463534242, 0
  for _ = 1, n do
    x = x ~ ((x << 13) & 0xFFFFFFFF)
    x = x ~ (x >> 17)
    x = x ~ ((x << 5) & 0xFFFFFFFF)
    ones = ones + (x & 1)
  end
  assert(math.abs(ones / n - 0.5) < 0.01)
end
