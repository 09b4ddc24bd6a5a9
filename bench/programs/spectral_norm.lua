-- size: 300  quick: 40
-- Float arithmetic with integer indices, function calls in the inner loop.
local function A(i, j)
  local ij = i + j - 1
  return 1.0 / (ij * (ij - 1) * 0.5 + i)
end

local function multiply(n, x, y, transposed)
  for i = 1, n do
    local sum = 0.0
    for j = 1, n do
      sum = sum + (transposed and A(j, i) or A(i, j)) * x[j]
    end
    y[i] = sum
  end
end

return function(n)
  local u, v, t = {}, {}, {}
  for i = 1, n do u[i] = 1.0 end
  for _ = 1, 10 do
    multiply(n, u, t, false)
    multiply(n, t, v, true)
    multiply(n, v, t, false)
    multiply(n, t, u, true)
  end
  local vBv, vv = 0.0, 0.0
  for i = 1, n do
    vBv = vBv + u[i] * v[i]
    vv = vv + v[i] * v[i]
  end
  assert(math.abs(math.sqrt(vBv / vv) - 1.27422) < 1e-3)
end
