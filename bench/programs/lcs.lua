-- size: 1800  quick: 100
-- Dynamic programming: longest common subsequence of two strings.
return function(n)
  local a, b, seed = {}, {}, 11
  for i = 1, n do
    seed = (seed * 16807) % 2147483647.0
    a[i] = string.char(97 + math.floor(seed % 4))
    b[i] = string.char(97 + math.floor(seed / 4 % 4))
  end
  local before = {}
  for j = 0, n do before[j] = 0 end
  for i = 1, n do
    local row, ai = {[0] = 0}, a[i]
    for j = 1, n do
      if ai == b[j] then
        row[j] = before[j - 1] + 1
      else
        local up, left = before[j], row[j - 1]
        row[j] = up > left and up or left
      end
    end
    before = row
  end
  assert(before[n] > n * 0.55 and before[n] < n * 0.75, before[n])
end
