print(pcall(string.pack, "i1", 200)) --> false bad argument #2 to 'string.pack' (integer overflow)
print(pcall(string.pack, "I1", -1)) --> false bad argument #2 to 'string.pack' (unsigned overflow)
print(pcall(string.pack, "i17", 1)) --> false integral size (17) out of limits [1,16]
print(pcall(string.pack, "q", 1)) --> false invalid format option 'q'
print(pcall(string.pack, "z", "a\0b")) --> false bad argument #2 to 'string.pack' (string contains zeros)
print(pcall(string.pack, "c2", "abc")) --> false bad argument #2 to 'string.pack' (string longer than given size)
print(pcall(string.pack, "s1", ("x"):rep(256))) --> false bad argument #2 to 'string.pack' (string length does not fit in given size)
print(pcall(string.unpack, "i4", "abc")) --> false bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "z", "abc")) --> 5.3: true abc 5 --> 5.4: false bad argument #2 to 'string.unpack' (unfinished string for format 'z')
print(pcall(string.unpack, "<i16", ("\255"):rep(8) .. ("\1"):rep(8))) --> false 16-byte integer does not fit into Lua Integer
print(pcall(string.packsize, "s")) --> false bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.packsize, "z")) --> false bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.pack, "!3 i4", 1)) --> false bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
print(pcall(string.pack, "Xz")) --> false bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(pcall(string.unpack, "b", "a", 3)) --> false bad argument #3 to 'string.unpack' (initial position out of string)
