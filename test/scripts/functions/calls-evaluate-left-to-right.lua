local log = {}
local function f(n) log[#log + 1] = n return function(...) return n, ... end end
print(f(1)(f(2)(), f(3)())) --> 1 2 3
print(table.concat(log, " ")) --> 1 2 3
