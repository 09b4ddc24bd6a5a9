local function count(n) if n == 0 then return "bottom" end return pcall(count, n - 1) end
print(select("#", count(100))) --> 101
