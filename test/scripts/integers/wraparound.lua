print(math.maxinteger + 1 == math.mininteger, math.mininteger - 1 == math.maxinteger) --> true true
print(math.maxinteger * 2, math.mininteger * -1, -math.mininteger) --> -2 -9223372036854775808 -9223372036854775808
print(math.maxinteger * math.maxinteger, math.mininteger * math.mininteger) --> 1 0
print(9007199254740993 * 3, 9007199254740991 + 2, 4611686018427387904 * 2) --> 27021597764222979 9007199254740993 -9223372036854775808
