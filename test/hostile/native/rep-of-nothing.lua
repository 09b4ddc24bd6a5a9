-- A count of repetitions of nothing costs nothing
-- expect: ok 0 0 0
print(#(""):rep(math.maxinteger), #("x"):rep(math.mininteger), #(""):rep(1e15, ""))
