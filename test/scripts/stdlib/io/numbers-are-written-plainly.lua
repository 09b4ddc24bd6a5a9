io.write(1, " ", 1.0, " ", -0.0, " ", 2^63, " ", 1e100, " ", 0.1, " ", math.mininteger, "\n") --> 1 1 -0 9.2233720368548e+18 1e+100 0.1 -9223372036854775808
io.write(1/0, " ", -1/0, "\n") --> inf -inf
print(pcall(io.write, "a", nil)) --> afalse bad argument #2 to 'io.write' (string expected, got nil)
