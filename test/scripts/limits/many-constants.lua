local t = {}
for i = 1, 70000 do t[i] = "'s" .. i .. "'" end
local f = load("return {" .. table.concat(t, ",") .. "}")
local r = f()
print(#r, r[1], r[70000], r[65536]) --> 70000 s1 s70000 s65536
