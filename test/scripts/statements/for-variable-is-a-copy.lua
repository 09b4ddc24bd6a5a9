local seen = {}
for i = 1, 3 do
  seen[#seen + 1] = i
  i = 10
end
print(table.concat(seen, " ")) --> 1 2 3
local lo, hi = 1, 2
for i = lo, hi do hi = 5 print(i) end --> 1 | 2
