local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<!4 b i4", 1, 2)), hex(string.pack("<b x i2", 1, 2)), hex(string.pack("<!4 b Xi4 b", 1, 2))) --> 0100000002000000 01000200 0100000002
print(string.unpack("<!4 b i4", string.pack("<!4 b i4", 1, 2))) --> 1 2 9
print(string.packsize("!4 b Xi8"), string.packsize("xxx")) --> 4 3
