-- A comparator that fails after a while
-- expect: ok false x
local n = 0
print(pcall(table.sort, { 5, 4, 3, 2, 1 }, function(a, b) n = n + 1 if n > 3 then error("x", 0) end return a < b end))
