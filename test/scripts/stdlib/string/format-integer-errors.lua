print(pcall(string.format, "%d", 1.5)) --> false bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(string.format, "%d", "x")) --> false bad argument #2 to 'string.format' (number expected, got string)
print(pcall(string.format, "%d", "1.5")) --> false bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(string.format, "%d")) --> false bad argument #2 to 'string.format' (no value)
print(pcall(string.format, "%x", -1)) --> true ffffffffffffffff
print(pcall(string.format, "%d", 2^63)) --> false bad argument #2 to 'string.format' (number has no integer representation)
