local t, mt = {}, {}
print(setmetatable(t, mt) == t, getmetatable(t) == mt, getmetatable({}), getmetatable(1)) --> true true nil nil
print(setmetatable(t, nil) == t, getmetatable(t)) --> true nil
print(pcall(getmetatable)) --> false bad argument #1 to 'getmetatable' (value expected)
