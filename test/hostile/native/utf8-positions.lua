-- Positions at the ends of the integers
-- expect: ok false false false
print((pcall(utf8.codepoint, "x", math.mininteger, math.maxinteger)), (pcall(utf8.offset, "x", math.maxinteger, math.maxinteger)),
  (pcall(utf8.len, "x", math.maxinteger)))
