-- size: 3000000  quick: 50000
-- A large array of booleans.
local known = {[50000] = 5133, [3000000] = 216816}

return function(n)
  local composite = {}
  for i = 1, n do composite[i] = false end
  local count = 0
  for i = 2, n do
    if not composite[i] then
      count = count + 1
      for j = i + i, n, i do composite[j] = true end
    end
  end
  assert(count == known[n])
end
