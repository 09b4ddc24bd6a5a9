print(pcall(table.insert, {1, 2}, 5, "x")) --> false bad argument #2 to 'table.insert' (position out of bounds)
print(pcall(table.insert, {1, 2}, 0, "x")) --> false bad argument #2 to 'table.insert' (position out of bounds)
print(pcall(table.insert, {1})) --> false wrong number of arguments to 'insert'
print(pcall(table.insert, {1}, 1, 2, 3)) --> false wrong number of arguments to 'insert'
print(pcall(table.insert, nil, 1)) --> false bad argument #1 to 'table.insert' (table expected, got nil)
print(pcall(table.insert, {}, "a", 1)) --> false bad argument #2 to 'table.insert' (number expected, got string)
print(pcall(table.remove, {1, 2}, 5)) --> false bad argument #1 to 'table.remove' (position out of bounds)
print(pcall(table.insert, 5, 1)) --> false bad argument #1 to 'table.insert' (table expected, got number)
