local f = io.open("s.txt", "w+")
f:write("0123456789")
print(f:seek(), f:seek("set", 3), f:read(2), f:seek("cur", -1), f:read(1), f:seek("end"), f:seek("end", -2), f:read("a")) --> 10 3 34 4 4 10 8 89
f:seek("set", 0) f:write("AB") f:seek("set", 0)
print(f:read("a")) --> AB23456789
print(pcall(f.seek, f, "bad")) --> false bad argument #2 to '?' (invalid option 'bad')
print(f:seek("set", -1)) --> nil Invalid argument 22
f:close()
