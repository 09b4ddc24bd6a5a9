print(pcall(io.write, {})) --> false bad argument #1 to 'io.write' (string expected, got table)
print(pcall(io.write, nil)) --> false bad argument #1 to 'io.write' (string expected, got nil)
print(io.write("") == io.stdout) --> true | a12
io.write("a", 1, 2.0, "\n")
