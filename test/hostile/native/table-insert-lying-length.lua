-- table.insert and table.remove with a __len that lies
-- limits: instructions=1e6
-- expect: limit instructions
local t = setmetatable({}, { __len = function() return math.maxinteger - 1 end })
table.insert(t, 1, "x")
