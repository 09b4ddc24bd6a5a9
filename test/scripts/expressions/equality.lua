print(1 == 1.0, "1" == 1, 0 == -0, 0/0 == 0/0) --> true false true false
print({} == {}, print == print, nil == false) --> false true false
print(2^53 == 2^53 + 1, 2^53|0 == (2^53|0) + 1) --> true false
print(math.maxinteger + 0.0 == math.maxinteger, math.maxinteger + 0.0 == 2^63) --> false true
