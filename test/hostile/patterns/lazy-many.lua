-- Many lazy captures before something that is not there
-- expect: limit instructions
print(("a"):rep(1000):find(("(.-)"):rep(20) .. "b"))
