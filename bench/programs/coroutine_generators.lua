-- size: 9  quick: 6
-- Recursive generators: all permutations, each passed up through coroutine.wrap.
local function permutations(list)
  local function visit(n)
    if n <= 1 then
      coroutine.yield(list)
    else
      for i = 1, n do
        list[i], list[n] = list[n], list[i]
        visit(n - 1)
        list[i], list[n] = list[n], list[i]
      end
    end
  end
  return coroutine.wrap(function() visit(#list) end)
end

local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end

return function(n)
  local list, factorial, count, checksum = {}, 1, 0, 0
  for i in range(n) do
    list[i] = i
    factorial = factorial * i
  end
  for p in permutations(list) do
    count = count + 1
    checksum = checksum + p[1]
  end
  assert(count == factorial and checksum == factorial // n * (n * (n + 1) // 2))
  local created = 0
  for i = 1, count do
    for v in range(3) do created = created + v end
  end
  assert(created == 6 * count)
end
