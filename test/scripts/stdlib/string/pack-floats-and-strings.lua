local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<d", 1.5)), hex(string.pack(">f", 1.5)), hex(string.pack("<n", -2))) --> 000000000000f83f 3fc00000 00000000000000c0
print(hex(string.pack("z", "hi")), hex(string.pack("<s1", "abc")), hex(string.pack(">s2", "a")), hex(string.pack("c5", "abc"))) --> 686900 03616263 000161 6162630000
print(string.unpack("z", "hi\0rest"), string.unpack("<s1", "\3abcd"), string.unpack("c2", "abc")) --> hi abc ab 3
print(string.unpack("<d", string.pack("<d", math.pi)) == math.pi) --> true
