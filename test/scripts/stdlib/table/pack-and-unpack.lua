local t = table.pack(1, nil, 3, nil)
print(t.n, #t >= 0, t[3]) --> 4 true 3
print(table.unpack({1, 2, 3}, 2), table.unpack({1, 2}, 2, 3)) --> 2 2 nil
print(select("#", table.unpack({}, 1, 3)), select("#", table.unpack({n = 3}))) --> 3 0
print(table.unpack({1, 2}, -1, 1)) --> nil nil 1
print(pcall(table.unpack, {}, 1, 1e8)) --> false too many results to unpack
print(pcall(table.unpack, {}, math.mininteger, math.maxinteger)) --> false too many results to unpack
print(pcall(table.unpack)) --> false attempt to get length of a nil value
