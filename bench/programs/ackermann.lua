-- size: 9  quick: 6
-- Deep, non-tail recursion with integer arguments.
local function ack(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end

return function(n)
  for _ = 1, 12 do
    assert(ack(2, n * 10) == 2 * n * 10 + 3)
    assert(ack(3, n - 2) == 2 ^ (n + 1) - 3)
  end
end
