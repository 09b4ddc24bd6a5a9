-- A comparator that answers at random: some order, or an error, but an end
-- limits: instructions=1e7
-- expect: ok done
for k = 1, 20 do
  local t = {}
  for i = 1, 2000 do t[i] = i end
  pcall(table.sort, t, function() return math.random() < 0.5 end)
end
print("done")
