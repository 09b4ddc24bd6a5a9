local t = {1, 2, x = "x", [10] = "ten", 3; 4}
print(#t, t.x, t[10], t[4]) --> 4 x ten 4
local u = {[1] = "explicit", "positional"}
print(u[1]) --> positional
print(#{n = 1}, #{nil}, #{nil, nil, 3}) --> 0 0 3
print(next({}), #{...}) --> nil 0
