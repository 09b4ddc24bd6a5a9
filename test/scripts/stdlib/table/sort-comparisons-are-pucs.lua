local log = {}
local t = {3, 1, 2, 5, 4}
table.sort(t, function(a, b) log[#log + 1] = a .. "<" .. b return a < b end)
print(table.concat(log, " ")) --> 4<3 2<3 1<3 5<3 3<5 3<1 4<5 1<2
