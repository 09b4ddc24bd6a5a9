-- size: 330  quick: 60
-- Nested integer loops, nothing else.
return function(n)
  local count, sum = 0, 0
  for i = 1, n do
    for j = i, n do
      for k = 1, n do
        count = count + 1
        if (j + k) % 3 == 0 then sum = sum + 1 end
      end
    end
  end
  assert(count == n * n * (n + 1) // 2)
  assert(sum > count // 4 and sum < count // 2)
end
