-- size: 700000  quick: 10000
-- Growing and shrinking at the end, some work at the front.
return function(n)
  local t = {}
  for i = 1, n do table.insert(t, i) end
  local sum = 0
  for _ = 1, n do sum = sum + table.remove(t) end
  assert(sum == n * (n + 1) // 2 and #t == 0)
  for i = 1, n do t[#t + 1] = i end
  while #t > n // 2 do t[#t] = nil end
  assert(#t == n // 2)
  local small = {}
  for i = 1, n // 20 do
    table.insert(small, 1, i)
    if #small > 50 then table.remove(small, 1) end
  end
  assert(#small == 50)
end
