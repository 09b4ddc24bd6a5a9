local function f(...) return (...) end
print(f(1, 2, 3), select("#", f())) --> 1 1
local function g(...) return ... end
print(select("#", (g())), select("#", g())) --> 1 0
