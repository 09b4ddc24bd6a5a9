local a = ("a"):rep(1000)
print((a .. "b"):find(("a"):rep(300) .. "b", 1, true)) --> 701 1001
print(a:find("b" .. ("a"):rep(300), 1, true), a:find(("a"):rep(300) .. "b", 1, true)) --> nil nil
print((("ab"):rep(500) .. "c" .. a):find("c" .. ("a"):rep(999), 1, true)) --> 1001 2000
print((("ab"):rep(500)):find(("ba"):rep(400), 100, true)) --> 100 899
print((("x"):rep(5000) .. "end"):find("end"), (("x"):rep(5000) .. "end5"):find("%d")) --> 5001 5004 5004
