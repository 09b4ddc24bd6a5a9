print(7 % 3, -7 % 3, 7 % -3, -7 % -3, 0 % 3, 6 % 3, -6 % 3) --> 1 2 -2 -1 0 0 0
print(math.mininteger % -1, math.mininteger % 10, math.maxinteger % -10) --> 0 2 -3
print(5 % math.mininteger, -5 % math.maxinteger) --> -9223372036854775803 9223372036854775802
