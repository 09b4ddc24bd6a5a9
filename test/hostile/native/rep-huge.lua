-- string.rep to a length no machine has
-- expect: ok false resulting string too large | false resulting string too large | false resulting string too large
print(pcall(string.rep, "x", 1e15))
print(pcall(string.rep, "xx", math.maxinteger))
print(pcall(string.rep, "", math.maxinteger, "ab"))
