-- More constants than operands can name
-- limits: instructions=1e8
-- expect: ok 300000 300000.5 k300000
local s = {}
for i = 1, 300000 do s[i] = i .. ".5" end
local f = load("return {" .. table.concat(s, ",") .. "}")
local t = f()
for i = 1, 100000 do s[i] = "'k" .. i + 200000 .. "'" end
local u = load("return {" .. table.concat(s, ",", 1, 100000) .. "}")()
print(#t, t[300000], u[100000])
