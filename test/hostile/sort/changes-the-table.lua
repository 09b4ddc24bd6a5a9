-- A comparator that empties and fills the table
-- expect: ok boolean
local t = {}
for i = 1, 1000 do t[i] = i end
print(type((pcall(table.sort, t, function(a, b)
  t[#t] = nil
  t[#t + 2] = 1
  return (a or 0) < (b or 0)
end))))
