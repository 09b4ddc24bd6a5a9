-- size: 50000  quick: 2000
-- table.sort with a Lua comparator, on numbers and records.
return function(n)
  local seed = 7
  local function rnd()
    seed = (seed * 16807) % 2147483647.0
    return seed
  end
  local list, records = {}, {}
  for i = 1, n do
    list[i] = rnd()
    records[i] = {key = math.floor(rnd() % 1000), order = i}
  end
  table.sort(list, function(a, b) return a > b end)
  for i = 2, n do assert(list[i - 1] >= list[i]) end
  table.sort(records, function(a, b)
    if a.key ~= b.key then return a.key < b.key end
    return a.order < b.order
  end)
  for i = 2, n do
    local a, b = records[i - 1], records[i]
    assert(a.key < b.key or a.key == b.key and a.order < b.order)
  end
end
