local f = io.open("t.txt", "w")
print(f:write("one\n", 2, " 0x1p4 -.5e1x\n", 3.5, "\nlast") == f) --> true
f:close()
f = io.open("t.txt")
print(f:read("l", "n", "n", "n")) --> one 2 16.0 -5.0
print(f:read("n")) --> nil
print(f:read("*l", 2, 0, "l")) --> x 3.  5
print(f:read("a", "a", "l")) --> last  nil
print(f:read(0), f:read(1), f:read("n")) --> nil nil nil
print(f:read("a") == "", f:read("L")) --> true nil
f:close()
