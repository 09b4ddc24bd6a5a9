local function v(...) return ... end
print(v(1, 2), v(3, 4), (v(5, 6))) --> 1 3 5
print(#{v(1, 2), v(3, 4)}, #{v(1, 2), (v(3, 4))}, #{(v())}) --> 3 2 0
local t = {v(1, 2, 3), n = "x", v(4, 5)}
print(#t, t[1], t[2], t[3], t.n) --> 3 1 4 5 x
