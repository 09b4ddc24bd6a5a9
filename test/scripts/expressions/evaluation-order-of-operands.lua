local order = {}
local function n(x) order[#order + 1] = x return x end
local _ = n(1) + n(2) * n(3)
local t = {n(4), n(5), [n(6)] = n(7)}
print(table.concat(order, " ")) --> 1 2 3 4 5 6 7
local _ = n(8) < n(9), n(10) > n(11)
print(table.concat(order, " ", 8)) --> 8 9 10 11
