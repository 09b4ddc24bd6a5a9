-- size: 60000  quick: 3000
-- Quicksort, heapsort and mergesort written in Lua.
local function quick(t, lo, hi)
  while lo < hi do
    local pivot, i, j = t[(lo + hi) // 2], lo, hi
    while i <= j do
      while t[i] < pivot do i = i + 1 end
      while t[j] > pivot do j = j - 1 end
      if i <= j then
        t[i], t[j] = t[j], t[i]
        i, j = i + 1, j - 1
      end
    end
    if j - lo < hi - i then
      quick(t, lo, j)
      lo = i
    else
      quick(t, i, hi)
      hi = j
    end
  end
end

local function heap(t)
  local n = #t
  local function sift(root, last)
    while true do
      local child = root * 2
      if child > last then return end
      if child < last and t[child] < t[child + 1] then child = child + 1 end
      if t[root] >= t[child] then return end
      t[root], t[child] = t[child], t[root]
      root = child
    end
  end
  for i = n // 2, 1, -1 do sift(i, n) end
  for i = n, 2, -1 do
    t[1], t[i] = t[i], t[1]
    sift(1, i - 1)
  end
end

local function merge(t)
  local n, width, from, to = #t, 1, t, {}
  while width < n do
    for lo = 1, n, 2 * width do
      local mid, hi = math.min(lo + width, n + 1), math.min(lo + 2 * width, n + 1)
      local i, j = lo, mid
      for k = lo, hi - 1 do
        if i < mid and (j >= hi or from[i] <= from[j]) then
          to[k] = from[i]
          i = i + 1
        else
          to[k] = from[j]
          j = j + 1
        end
      end
    end
    from, to = to, from
    width = width * 2
  end
  return from
end

return function(n)
  local a, b, c, x = {}, {}, {}, 1
  for i = 1, n do
    x = (x * 16807) % 2147483647.0
    a[i], b[i], c[i] = x, x, x
  end
  quick(a, 1, n)
  heap(b)
  c = merge(c)
  for i = 1, n do assert(a[i] == b[i] and b[i] == c[i] and (i == 1 or a[i - 1] <= a[i])) end
end
