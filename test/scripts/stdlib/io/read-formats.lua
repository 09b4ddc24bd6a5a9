local f = io.open("n.txt", "w") f:write("12 0x1F -3.5e2 nan .5 abc\n") f:close()
f = io.open("n.txt")
print(f:read("n", "n", "n")) --> 12 31 -350.0
print(f:read("n")) --> nil
f:close()
f = io.open("n.txt")
print(f:read(3), f:read(0), f:read("L"), f:read(0), f:read(5)) --> 12   0x1F -3.5e2 nan .5 abc | nil nil
f:close()
f = io.open("n.txt")
print(f:read("*l") ~= nil, pcall(f.read, f, "x")) --> true false bad argument #2 to '?' (invalid format)
f:close()
