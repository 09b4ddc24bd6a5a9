local t = {}
for i = 1, 20000 do t[i] = "'s" .. i .. "'" end
local r = load("return {" .. table.concat(t, ",") .. "}")()
print(#r, r[1], r[20000], r[257], r[511]) --> 20000 s1 s20000 s257 s511
