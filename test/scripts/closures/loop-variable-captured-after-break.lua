local f
for i = 1, 10 do
  local j = i * 2
  if i == 4 then f = function() return i, j end break end
end
print(f()) --> 4 8
