-- table.concat over a table that has every index
-- expect: limit instructions
table.concat(setmetatable({}, { __index = function() return "x" end }), "", 1, math.maxinteger)
