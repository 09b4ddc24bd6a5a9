print(pcall(table.sort, {1, "x", 2})) --> false attempt to compare string with number
print(pcall(table.sort, {1, 2, 3}, "notfunction")) --> false bad argument #2 to 'table.sort' (function expected, got string)
print(pcall(table.sort, {3, 1, 2}, function() error("cmp", 0) end)) --> false cmp
print(pcall(table.sort, {1, 2, 3, 4, 5}, function() return true end)) --> false invalid order function for sorting
print(pcall(table.sort, {{}, {}})) --> false attempt to compare two table values
