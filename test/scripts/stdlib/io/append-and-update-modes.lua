local f = io.open("m.txt", "w") f:write("one") f:close()
f = io.open("m.txt", "a") f:write("two") f:close()
f = io.open("m.txt", "r+") f:write("ONE") f:seek("set") print(f:read("a")) f:close() --> ONEtwo
print(pcall(io.open, "m.txt", "rz")) --> false bad argument #2 to 'io.open' (invalid mode)
print(io.open("m.txt", "r"):write("x")) --> nil Bad file descriptor 9
print(io.open("missing/none.txt", "w")) --> nil missing/none.txt: No such file or directory 2
