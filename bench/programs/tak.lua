-- size: 40  quick: 1
-- Takeuchi's function: calls with three arguments.
local function tak(x, y, z)
  if y >= x then return z end
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
end

return function(n)
  for _ = 1, n do
    assert(tak(20, 12, 6) == 7)
    assert(tak(18, 12, 6) == 7)
  end
end
