-- The longest string is checked before it is built
-- limits: stringLength=1000
-- expect: ok false resulting string too large | false resulting string too large | 1000
print(pcall(string.rep, "x", 1001))
print(pcall(string.rep, "x", 500, ", "))
print(#("x"):rep(1000))
