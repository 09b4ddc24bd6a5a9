-- Ropes built from both ends, deep enough to overflow a recursive flattening
-- limits: instructions=1e11
-- expect: ok 400000 97 98
local s = ""
for i = 1, 200000 do s = "a" .. s .. "b" end
print(#s, s:byte(1), s:byte(-1))
