-- Back references to long captures
-- expect: limit instructions
print(("a"):rep(100000):find("(a*)%1%1%1b"))
