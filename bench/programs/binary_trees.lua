-- size: 16  quick: 8
-- Allocation of many small tables.
local function make(depth)
  if depth == 0 then return {} end
  return {make(depth - 1), make(depth - 1)}
end

local function count(tree)
  if tree[1] == nil then return 1 end
  return 1 + count(tree[1]) + count(tree[2])
end

return function(n)
  local long = make(n)
  for depth = 4, n, 4 do
    local trees = 1 << (n - depth + 1)
    local total = 0
    for _ = 1, trees do total = total + count(make(depth)) end
    assert(total == trees * ((2 << depth) - 1))
  end
  assert(count(long) == (2 << n) - 1)
end
