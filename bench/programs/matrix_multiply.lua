-- size: 160  quick: 30
-- Tables of tables of floats.
local function matrix(n, f)
  local m = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do row[j] = f(i, j) end
    m[i] = row
  end
  return m
end

local function multiply(a, b, n)
  local c = {}
  for i = 1, n do
    local ai, ci = a[i], {}
    for j = 1, n do
      local sum = 0.0
      for k = 1, n do sum = sum + ai[k] * b[k][j] end
      ci[j] = sum
    end
    c[i] = ci
  end
  return c
end

return function(n)
  local a = matrix(n, function(i, j) return (i - j) * 0.5 end)
  local one = matrix(n, function(i, j) return i == j and 1.0 or 0.0 end)
  local c = multiply(multiply(a, one, n), one, n)
  for i = 1, n do
    for j = 1, n do assert(c[i][j] == a[i][j]) end
  end
end
