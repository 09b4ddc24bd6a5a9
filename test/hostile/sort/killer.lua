-- The order that makes quicksort quadratic, made while it sorts
-- expect: limit instructions
local function killer(n)
  local values, gas, solid = {}, n, 1
  local t = {}
  for i = 1, n do t[i] = i values[i] = gas end
  local candidate = 0
  table.sort(t, function(a, b)
    if values[a] == gas and values[b] == gas then
      if a == candidate then values[a] = solid else values[b] = solid end
      solid = solid + 1
    end
    if values[a] == gas then candidate = a elseif values[b] == gas then candidate = b end
    return values[a] < values[b]
  end)
end
while true do killer(5000) end
