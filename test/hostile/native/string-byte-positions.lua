-- string.byte and string.sub with the largest and smallest positions
-- expect: ok 0 0 0 2 120
local s = "xx"
print(select("#", s:byte(math.mininteger, math.mininteger)), select("#", s:byte(math.maxinteger, math.maxinteger)),
  #s:sub(math.maxinteger, math.mininteger), #s:sub(math.mininteger, math.maxinteger), s:byte(-1))
