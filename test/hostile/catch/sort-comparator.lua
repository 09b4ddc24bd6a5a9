-- A limit inside of a comparator
-- expect: limit instructions
while true do pcall(table.sort, { 3, 2, 1 }, function() while true do end end) end
