-- A table that says it is endless
-- expect: ok false true
local ok, m = pcall(table.sort, setmetatable({}, { __len = function() return math.maxinteger end }))
print(ok, m:find("array too big", 1, true) ~= nil)
