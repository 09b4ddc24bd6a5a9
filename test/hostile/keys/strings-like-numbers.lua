-- Strings that look like indices are not indices
-- expect: ok nil nil nil 3 1
local t = { "x" }
t["1.0"], t["01"], t["-0"] = 1, 2, 3
print(t["1"], t["length"], t["0"], t["-0"], #t)
