print(table.concat({}), table.concat({1, 2.5, "x"}), table.concat({1, 2, 3}, ", ")) --> 12.5x 1, 2, 3
print(table.concat({1, 2, 3}, "-", 2), table.concat({1, 2, 3}, "-", 2, 3), table.concat({1, 2}, "-", 3, 2)) --> 2-3 2-3
print(pcall(table.concat, {1, nil, 3}, "", 1, 3)) --> false invalid value (nil) at index 2 in table for 'concat'
print(pcall(table.concat, {true})) --> false invalid value (boolean) at index 1 in table for 'concat'
print(table.concat({[math.maxinteger] = "end"}, "", math.maxinteger, math.maxinteger)) --> end
