print(math.maxinteger > math.maxinteger - 1, math.mininteger < math.mininteger + 1) --> true true
print(math.maxinteger // 1 | 0 == math.maxinteger, math.ult(1, -1), math.ult(-1, 1), math.ult(-2, -1)) --> true true false true
print(9007199254740992 == 9007199254740993, 9007199254740992 < 9007199254740993) --> false true
