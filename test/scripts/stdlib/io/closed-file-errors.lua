local f = io.open("c.txt", "w")
f:close()
print(pcall(f.write, f, "x")) --> false attempt to use a closed file
print(pcall(io.close, f)) --> false attempt to use a closed file
print(pcall(f.lines, f)) --> false attempt to use a closed file
print(tostring(f)) --> file (closed)
print(io.type(f)) --> closed file
