print(0xff, 0XA, 0xffffffffffffffff, 0x1ffffffffffffffff) --> 255 10 -1 -1
print(0x.8p1, 0x1p4, 0xA.8, 0x1P-2) --> 1.0 16.0 10.5 0.25
print(0x7fffffffffffffff + 1 == math.mininteger) --> true
