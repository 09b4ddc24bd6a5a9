-- only: 5.3
print(bit32.band(), bit32.bor(), bit32.bxor(), bit32.btest()) --> 4294967295 0 0 true
print(bit32.lshift(1, 32), bit32.lshift(1, -1), bit32.rshift(1, -4), bit32.rshift(2, 64)) --> 0 0 16 0
print(bit32.lshift(7, math.mininteger), bit32.rshift(7, math.maxinteger)) --> 0 0
print(bit32.arshift(0x80000000, 31), bit32.arshift(0x80000000, 99), bit32.arshift(1, -1)) --> 4294967295 4294967295 2
print(bit32.lrotate(0x80000001, -1), bit32.rrotate(1, 33), bit32.lrotate(5, 1 << 40)) --> 3221225472 2147483648 5
print(bit32.band(-1), bit32.band(1 << 40 | 7), bit32.bnot("0x0f"), bit32.bor(3.0)) --> 4294967295 7 4294967280 3
print(pcall(bit32.lshift, {}, "x")) --> false bad argument #2 to 'bit32.lshift' (number expected, got string)
print(pcall(bit32.arshift, {}, "x")) --> false bad argument #1 to 'bit32.arshift' (number expected, got table)
print(pcall(bit32.lrotate)) --> false bad argument #2 to 'bit32.lrotate' (number expected, got no value)
print(pcall(bit32.extract, 1, -1)) --> false bad argument #2 to 'bit32.extract' (field cannot be negative)
print(pcall(bit32.extract, 1, 0, 0)) --> false bad argument #3 to 'bit32.extract' (width must be positive)
print(pcall(bit32.replace, 1, 2, 31, 2)) --> false trying to access non-existent bits
print(bit32.extract(-1, 0, 32), bit32.replace(-1, 0, 0, 32), bit32.replace(0, -1, 28, 4)) --> 4294967295 0 4026531840
print(bit32.extract(-1, 1, math.maxinteger)) --> 2147483647
