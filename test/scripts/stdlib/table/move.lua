print(table.concat(table.move({1, 2, 3}, 1, 3, 2), " ")) --> 1 1 2 3
print(table.concat(table.move({1, 2, 3}, 2, 3, 1), " ")) --> 2 3 3
print(table.concat(table.move({1, 2, 3}, 1, 3, 1, {9, 9, 9, 9}), " ")) --> 1 2 3 9
print(#table.move({1, 2, 3}, 1, 0, 5)) --> 3
print(pcall(table.move, {}, 1, math.maxinteger, 2)) --> false bad argument #4 to 'table.move' (destination wrap around)
print(pcall(table.move, {}, -1, math.maxinteger, 2)) --> false bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, 1, 2)) --> false bad argument #4 to 'table.move' (number expected, got no value)
