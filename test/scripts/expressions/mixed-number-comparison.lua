print(1 < 1.5, 2^53 < (1 << 53) + 1, math.maxinteger < math.huge) --> true true true
print(math.mininteger <= -2^63, math.maxinteger >= 2^63, math.maxinteger < 2^63) --> true false true
print(-math.huge < math.mininteger, 0/0 < 1, 1 < 0/0, 0/0 <= 0/0) --> true false false false
print(9007199254740993 < 9007199254740992.0, 9007199254740993 > 9007199254740992.0) --> false true
