-- Float keys that are integers, and those that are almost
-- expect: ok 3 b nil
local t = {}
t[1] = "a"
t[1.0] = "b"
t[2^53] = "c"
t[2^53 + 1] = "d"
t[1.5] = "e"
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n, t[1], t[2^63])
