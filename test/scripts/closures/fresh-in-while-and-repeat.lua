local fs, i = {}, 0
while i < 3 do
  local x = i
  fs[#fs + 1] = function() x = x + 1 return x end
  i = i + 1
end
print(fs[1](), fs[1](), fs[2]()) --> 1 2 2
repeat
  local y = i
  fs[#fs + 1] = function() return y end
  i = i + 1
until y == 4
print(fs[4](), fs[5]()) --> 3 4
