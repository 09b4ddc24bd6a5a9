print(string.unpack("b", "abc", 2)) --> 98 3
print(string.unpack("b", "abc", -1)) --> 99 4
print(select(-1, string.unpack("<i2i2", "\1\0\2\0"))) --> 5
print(pcall(string.unpack, "b", "abc", 5)) --> false bad argument #3 to 'string.unpack' (initial position out of string)
print(string.unpack("", "abc")) --> 1
