local a, b = "ab" .. "c", "a" .. "bc"
print(a == b, rawequal(a, b), ({[a] = 1})[b]) --> true true 1
local s = "x"
local t = s
s = s .. "y"
print(s, t) --> xy x
