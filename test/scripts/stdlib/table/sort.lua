local t = {5, 2, 8, 1, 9, 3}
table.sort(t)
print(table.concat(t, " ")) --> 1 2 3 5 8 9
table.sort(t, function(a, b) return a > b end)
print(table.concat(t, " ")) --> 9 8 5 3 2 1
local words = {"banana", "apple", "Cherry", "date"}
table.sort(words)
print(table.concat(words, " ")) --> Cherry apple banana date
local mixed = {3, 1.5, 2, -1, 1e10, 2^53}
table.sort(mixed)
print(table.concat(mixed, " ")) --> -1 1.5 2 3 10000000000.0 9.007199254741e+15
