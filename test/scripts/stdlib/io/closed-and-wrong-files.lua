local f = io.open("t.txt", "w")
print(io.type(f), io.type(io.stdout), io.type(42)) --> file file nil
print(f:read()) --> nil Bad file descriptor 9
print(f:close(), tostring(f), io.type(f)) --> true file (closed) closed file
print(pcall(f.write, f, "x")) --> false attempt to use a closed file
f = io.open("t.txt")
print(f:write("x")) --> nil Bad file descriptor 9
f:close()
print(io.open("nosuch")) --> nil nosuch: No such file or directory 2
print(pcall(io.open, "x", "rw")) --> false bad argument #2 to 'io.open' (invalid mode)
print(io.stdout:close()) --> nil cannot close standard file
io.output("t.txt"):close()
print(pcall(io.write, "x")) --> 5.3: false standard output file is closed --> 5.4: false default output file is closed
print(pcall(io.close)) --> false attempt to use a closed file
io.output(io.stdout)
print(pcall(io.input, "nosuch")) --> false cannot open file 'nosuch' (No such file or directory)
print(pcall(io.close, {})) --> false bad argument #1 to 'io.close' (FILE* expected, got table)
---
io.read("x") -- expect error: bad argument #1 to 'read' (invalid format)
---
io.stdout:write({}) -- expect error: bad argument #1 to 'write' (string expected, got table)
