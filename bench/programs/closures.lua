-- size: 2000  quick: 8
-- Higher-order functions: map, filter, fold, compose, partial application.
local function map(t, f)
  local r = {}
  for i = 1, #t do r[i] = f(t[i]) end
  return r
end
local function filter(t, f)
  local r = {}
  for i = 1, #t do
    if f(t[i]) then r[#r + 1] = t[i] end
  end
  return r
end
local function fold(t, f, acc)
  for i = 1, #t do acc = f(acc, t[i]) end
  return acc
end
local function compose(f, g) return function(x) return f(g(x)) end end
local function partial(f, a) return function(b) return f(a, b) end end

return function(n)
  local numbers = {}
  for i = 1, 1000 do numbers[i] = i end
  for round = 1, n do
    local add = partial(function(a, b) return a + b end, round)
    local double = function(x) return x * 2 end
    local r = fold(map(filter(numbers, function(x) return x % 2 == 0 end), compose(double, add)),
      function(a, b) return a + b end, 0)
    assert(r == 2 * (250500 + 500 * round))
  end
end
