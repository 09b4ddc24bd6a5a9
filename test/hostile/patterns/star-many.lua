-- Many stars before something that is not there
-- expect: limit instructions
print(("a"):rep(100):find(("a*"):rep(30) .. "b"))
