-- table.remove at the front of a table that says it is endless
-- expect: limit instructions
table.remove(setmetatable({}, { __len = function() return 1e15 // 1 | 0 end }), 1)
