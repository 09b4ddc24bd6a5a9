print(pcall(string.rep, "x", 1 << 53)) --> false resulting string too large
print(pcall(string.rep, "ab", (1 << 62) + 1)) --> false resulting string too large
print(pcall(string.rep, "x", 1 << 40, "sep")) --> false resulting string too large
