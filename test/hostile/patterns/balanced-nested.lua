-- %b that opens and never closes, at each position
-- expect: limit instructions
print(("("):rep(200000):find("%b()"))
