print(math.huge, -math.huge, math.huge == 1/0, math.huge - 1 == math.huge) --> inf -inf true true
print(math.huge // 1, -math.huge // 1, 5 // math.huge, -5 // math.huge) --> inf -inf 0.0 -0.0
print(5 % math.huge, -5 % math.huge, 5 % -math.huge, -5 % -math.huge) --> 5.0 inf -inf -5.0
print(math.huge * 2, math.huge > math.maxinteger, -math.huge < math.mininteger) --> inf true true
