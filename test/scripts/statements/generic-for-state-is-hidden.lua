local t = {10, 20, 30}
for i, v in ipairs(t) do
  t = nil
  i = nil
  print(v) --> 10 | 20 | 30
end
