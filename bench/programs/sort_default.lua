-- size: 100000  quick: 4000
-- table.sort on integers, floats and strings.
local function random(seed)
  return function(limit)
    seed = (seed * 16807) % 2147483647.0
    return seed % limit
  end
end

local function check(t)
  for i = 2, #t do assert(t[i - 1] <= t[i]) end
end

return function(n)
  local rnd = random(42)
  local ints, floats, strings = {}, {}, {}
  for i = 1, n do
    ints[i] = math.floor(rnd(1000000))
    floats[i] = rnd(1000) / 7
  end
  for i = 1, n // 4 do strings[i] = "k" .. math.floor(rnd(100000)) end
  table.sort(ints)
  table.sort(floats)
  table.sort(strings)
  check(ints) check(floats) check(strings)
end
