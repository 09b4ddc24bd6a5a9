print(9007199254740993 == 9007199254740992.0, 9007199254740993 > 9007199254740992.0) --> false true
print(math.maxinteger < 9223372036854775808.0, math.maxinteger == 9223372036854775807.0) --> true false
print(1 == 1.0000000000000002, 0.1 + 0.2 == 0.3, 0.1 + 0.2 > 0.3) --> false false true
print(math.mininteger == -2^63, math.mininteger < -2^63 - 1025) --> true false
