-- size: 10000000  quick: 100000
-- A while loop on floats: the alternating series of pi / 4.
return function(n)
  local sum, sign, d, i = 0.0, 1.0, 1.0, 0
  while i < n do
    sum = sum + sign / d
    sign = -sign
    d = d + 2.0
    i = i + 1
  end
  assert(math.abs(sum * 4 - math.pi) < 2 / n)
end
