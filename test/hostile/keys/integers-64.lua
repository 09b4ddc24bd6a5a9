-- Keys at the ends of the integers, and floats next to them
-- expect: ok a b nil nil 2
local t = { [math.maxinteger] = "a", [math.mininteger] = "b" }
local n = 0
for _ in pairs(t) do n = n + 1 end
print(t[math.maxinteger], t[-2^63], t[2^63], t[math.maxinteger + 0.0], n)
