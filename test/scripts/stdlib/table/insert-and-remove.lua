local t = {1, 2, 3}
table.insert(t, 4) table.insert(t, 1, 0) table.insert(t, 6, 5)
print(table.concat(t, " ")) --> 0 1 2 3 4 5
print(table.remove(t), table.remove(t, 1), table.concat(t, " ")) --> 5 0 1 2 3 4
print(table.remove({}), table.remove({}, 0), table.remove({1}, 2), #t) --> nil nil nil 4
print(table.remove(t, #t + 1)) --> nil
