print(3.0 & 1, 2^53 | 0, ~3.0, 1 << 2.0, 7.0 ~ 2.0) --> 1 9007199254740992 -4 4 5
print(math.type(3.0 & 1), math.type(2^53 | 0)) --> integer integer
