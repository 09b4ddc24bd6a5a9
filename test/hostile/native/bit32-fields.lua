-- bit32 functions on fields at the ends of a word
-- dialects: 5.3
-- expect: limit instructions
while true do
  bit32.extract(-1, 0, 32) bit32.replace(-1, 1, 31, 1) bit32.rrotate(1, math.maxinteger) bit32.bnot(2 ^ 53) bit32.lrotate(1, -31)
  pcall(bit32.extract, 1, 31, 2) pcall(bit32.replace, 1, 1, -1) pcall(bit32.extract, 0, math.maxinteger, math.maxinteger)
end
