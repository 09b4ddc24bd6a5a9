local t, i = ...
t.x = t[i] + t[1] + t["y"]
t[i] = nil
t[-1], t[1.5], t[true] = 1, 2, 3
x.y.z = w
