-- table.concat beyond the limit of strings, without building it first
-- limits: stringLength=10000
-- expect: ok false resulting string too large
local t = {}
for i = 1, 1000 do t[i] = ("x"):rep(100) end
print(pcall(table.concat, t))
