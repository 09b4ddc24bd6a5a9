print(1 << 64, 1 << 100, 1 >> 64, -1 >> 1, -1 >> 63, -1 >> 64) --> 0 0 0 9223372036854775807 1 0
print(1 << -1, 8 >> -1, 8 << -2, 1 << -64) --> 0 16 2 0
print(-1 << 1, -1 << 63, 0x7fffffffffffffff << 1) --> -2 -9223372036854775808 -2
print(1 << math.mininteger, 1 >> math.mininteger, 3 << math.maxinteger) --> 0 0 0
