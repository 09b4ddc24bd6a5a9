-- Orders that are hard for quicksort without a comparator
-- expect: limit instructions
while true do
  local a, b = {}, {}
  for i = 1, 2000 do a[i] = i < 1000 and i or 2000 - i b[i] = i % 2 == 0 and i or 2000 - i end
  table.sort(a)
  table.sort(b)
end
