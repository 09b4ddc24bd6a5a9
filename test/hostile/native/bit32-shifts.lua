-- bit32 shifts by anything
-- dialects: 5.3
-- expect: ok 0 0 0 0
print(bit32.lshift(1, math.maxinteger), bit32.rshift(1, math.mininteger), bit32.arshift(1, 1e9 // 1 | 0), bit32.lrotate(0, math.maxinteger))
