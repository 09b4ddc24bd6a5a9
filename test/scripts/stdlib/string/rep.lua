print(("ab"):rep(3), ("ab"):rep(0), ("ab"):rep(-1), ("ab"):rep(2, ","), ("ab"):rep(1, ","), (""):rep(5)) --> ababab   ab,ab ab
print(#("x"):rep(100, "--")) --> 298
print(pcall(string.rep, "x", 1 << 62)) --> false resulting string too large
print(pcall(string.rep, "abc", math.maxinteger)) --> false resulting string too large
