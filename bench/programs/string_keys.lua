-- size: 2000000  quick: 8000
-- Tables as dictionaries: building, looking up and removing string keys.
return function(n)
  local t, names = {}, {}
  for i = 1, 2000 do names[i] = "key_" .. i end
  local hits = 0
  for i = 1, n do
    local k = names[i % 2000 + 1]
    t[k] = (t[k] or 0) + 1
    if t[names[(i * 7) % 2000 + 1]] then hits = hits + 1 end
  end
  local sum = 0
  for _, v in pairs(t) do sum = sum + v end
  assert(sum == n and hits > n // 2)
  for i = 1, 2000, 2 do t[names[i]] = nil end
  local left = 0
  for _ in pairs(t) do left = left + 1 end
  assert(left == 1000)
end
