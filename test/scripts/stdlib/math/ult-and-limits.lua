print(math.ult(1, 2), math.ult(-1, 2), math.ult(2, -1), math.maxinteger, math.mininteger, math.pi, math.huge) --> true false true 9223372036854775807 -9223372036854775808 3.1415926535898 inf
print(pcall(math.ult, 1.5, 2)) --> false bad argument #1 to 'math.ult' (number has no integer representation)
