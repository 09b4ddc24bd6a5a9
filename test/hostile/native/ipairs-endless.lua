-- ipairs over a table that has every index
-- expect: limit instructions
for i, v in ipairs(setmetatable({}, { __index = function(_, i) return i end })) do end
