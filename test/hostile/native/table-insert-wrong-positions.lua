-- Positions at the ends of the integers
-- expect: ok false | false | true | false
print((pcall(table.insert, {}, math.mininteger, 1)))
print((pcall(table.insert, {}, math.maxinteger, 1)))
print((pcall(table.insert, setmetatable({}, { __len = function() return math.maxinteger end }), 1)))
print((pcall(table.remove, {}, math.maxinteger)))
