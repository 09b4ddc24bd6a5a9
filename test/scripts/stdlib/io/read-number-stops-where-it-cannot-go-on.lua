local f = io.open("t.txt", "w")
f:write("0x 0xg +-1 1e+ .e1 ", ("9"):rep(201), " 0x.8p1z")
f:close()
f = io.open("t.txt")
print(f:read("n"), f:read(1)) --> nil
print(f:read("n"), f:read(2)) --> nil g
print(f:read("n"), f:read("n")) --> nil -1
print(f:read("n"), f:read(1)) --> nil
print(f:read("n"), f:read(3)) --> nil e1
print(f:read("n"), f:read("n"), f:read("n"), f:read("a")) --> nil 9 1.0 z
f:close()
