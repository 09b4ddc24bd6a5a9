-- Float keys that are integers, and those that are almost
-- expect: ok 3 b nil
local t = {}
t[1], t[1.0], t[2^53], t[2^53 + 1] = "a", "b", "c", "d"
t[1.5] = "e"
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n, t[1], t[2^63])
