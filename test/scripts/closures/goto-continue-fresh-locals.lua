local fs = {}
for i = 1, 3 do
  local x = i
  if i == 2 then goto continue end
  fs[#fs + 1] = function() return x end
  ::continue::
end
print(#fs, fs[1](), fs[2]()) --> 2 1 3
