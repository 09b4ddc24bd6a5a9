local t = {a = {b = {c = function(self, x) return x end}}}
print(t.a.b.c(nil, 1), t["a"].b["c"](nil, 2), t.a.b:c(3)) --> 1 2 3
print(("x"):rep(3), #("abc"):upper()) --> xxx 3
print(({10, 20})[2], (function() return 7 end)()) --> 20 7
