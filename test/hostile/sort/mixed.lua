-- Elements that cannot be compared
-- expect: ok false attempt to compare
local t = {}
for i = 1, 1000 do t[i] = i % 2 == 0 and i or "x" end
local ok, m = pcall(table.sort, t)
print(ok, m:match("attempt to compare"))
