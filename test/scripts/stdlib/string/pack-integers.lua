local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<i4", 1)), hex(string.pack(">i4", 1)), hex(string.pack("<i2 >i2", 1, 1))) --> 01000000 00000001 01000001
print(hex(string.pack("b B", -1, 255)), hex(string.pack("<i3", -2)), hex(string.pack("<i16", -1))) --> ffff feffff ffffffffffffffffffffffffffffffff
print(string.unpack("<i4", "\1\0\0\0"), string.unpack(">I2", "\1\2"), string.unpack("<i8", "\255\255\255\255\255\255\255\255")) --> 1 258 -1 9
print(string.packsize("i4"), string.packsize("!8 b i8"), string.packsize("<!4 b i8 b")) --> 4 16 13
