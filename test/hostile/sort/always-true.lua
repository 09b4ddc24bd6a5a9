-- A comparator that always says true
-- expect: ok false true
local t = {}
for i = 1, 10000 do t[i] = i end
local ok, m = pcall(table.sort, t, function() return true end)
print(ok, m:find("invalid order function", 1, true) ~= nil)
