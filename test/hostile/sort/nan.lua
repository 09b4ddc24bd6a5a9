-- NaN among the elements
-- expect: ok done
local t = {}
for i = 1, 5000 do t[i] = i % 3 == 0 and 0 / 0 or i % 100 end
pcall(table.sort, t)
print("done")
