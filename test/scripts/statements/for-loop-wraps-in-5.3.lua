-- only: 5.3
local n = 0
for i = math.maxinteger - 1, math.maxinteger do
  n = n + 1
  print(i) --> 9223372036854775806 | 9223372036854775807 | -9223372036854775808
  if n == 3 then break end
end
