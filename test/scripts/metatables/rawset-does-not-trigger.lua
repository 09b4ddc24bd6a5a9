local t = setmetatable({}, {__newindex = error, __index = error})
rawset(t, "k", "v")
print(rawget(t, "k"), rawget(t, "none")) --> v nil
print(rawequal(t, t), rawlen({1, 2}), rawlen("abc")) --> true 2 3
