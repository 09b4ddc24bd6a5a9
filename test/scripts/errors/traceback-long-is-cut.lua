local function r(n) if n == 0 then return debug.traceback("deep") end return (r(n - 1)) end
local tb = r(30)
local _, lines = tb:gsub("\n", "\n")
print(lines) --> 23
print((tb:match("%.%.%.[^\n]*"))) --> 5.3: ... --> 5.4: ... (skipping 11 levels)
