local log = {}
local function t(x) log[#log + 1] = x return x end
local _ = t(1) and t(false) and t(3)
local _ = t(nil) or t("a") or t("b")
print(table.concat({tostring(log[1]), tostring(log[2]), tostring(log[3])}, " "), #log) --> 1 false a 3
